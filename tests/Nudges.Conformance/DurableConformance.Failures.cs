using System.Text.Json;
using Nudges.Orchestrations.Durable;

namespace Nudges.Conformance;

/// <content>Failures and retries.</content>
public abstract partial class DurableConformance
{
    [Fact]
    public async Task ActivityFailure_CanBeCaught_AndTellsWhatHappened()
    {
        var failing = new Work<int, int>("failing", _ => throw new InvalidOperationException("no luck", new FormatException("the cause")));
        var flow = new Flow<int, string>("catches", async (context, _) =>
        {
            try
            {
                await context.CallActivityAsync(failing.Reference, 0);
                return "none";
            }
            catch (TaskFailedException failure)
            {
                var details = failure.FailureDetails;
                return $"{failure.TaskName}|{details.ErrorType}|{details.ErrorMessage}|{details.Root.ErrorType}|{details.Root.ErrorMessage}";
            }
        });
        await using var host = await StartAsync([flow], [failing]);

        Assert.Equal(
            "\"failing|System.InvalidOperationException|no luck|System.FormatException|the cause\"",
            (await RunAsync(host, flow, 0)).SerializedOutput);
    }

    [Fact]
    public async Task Instance_Fails_WhereItsOrchestratorThrows()
    {
        var flow = new Flow<int, int>("throws", (_, _) => throw new FormatException("at once"));
        await using var host = await StartAsync([flow], []);

        var end = await RunAsync(host, flow, 0);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal(("System.FormatException", "at once"), (end.FailureDetails!.ErrorType, end.FailureDetails.ErrorMessage));
    }

    [Fact]
    public async Task ChildsFailure_ReachesItsParent_WithTheCause_HoweverDeep()
    {
        var failing = new Work<int, int>("failing", _ => throw new FormatException("the cause"));
        var child = new Flow<int, int>("child", (context, depth) => depth == 0
            ? context.CallActivityAsync(failing.Reference, 0)
            : context.CallSubOrchestratorAsync(new OrchestratorRef<int, int>("child"), depth - 1));
        var parent = new Flow<int, string>("parent", async (context, input) =>
        {
            try
            {
                return $"{await context.CallSubOrchestratorAsync(child.Reference, input)}";
            }
            catch (TaskFailedException failure)
            {
                var details = failure.FailureDetails;
                return $"{failure.TaskName}|{details.IsCausedBy<TaskFailedException>()}|{details.Root.ErrorType}|{details.Root.ErrorMessage}|{details.Root.IsCausedBy<SystemException>()}";
            }
        });
        await using var host = await StartAsync([parent, child], [failing]);

        Assert.Equal("\"child|True|System.FormatException|the cause|True\"", (await RunAsync(host, parent, 2)).SerializedOutput);
    }

    [Fact]
    public async Task ActivityFailure_FailsTheInstance_AndItsMessageEndsWithTheCause()
    {
        var failing = new Work<int, int>("failing", _ => throw new FormatException("the cause"));
        var flow = new Flow<int, int>("fails", (context, input) => context.CallActivityAsync(failing.Reference, input));
        await using var host = await StartAsync([flow], [failing]);

        var end = await RunAsync(host, flow, 0);

        Assert.Equal((OrchestrationRuntimeStatus.Failed, typeof(TaskFailedException).FullName), (end.RuntimeStatus, end.FailureDetails!.ErrorType));
        Assert.EndsWith(": the cause", end.FailureDetails.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Retries_AreCountedOverRestarts_AndWaitLongerEachTime()
    {
        var attempts = 0;
        var second = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var failing = new Work<int, int>("failing", _ =>
        {
            if (Interlocked.Increment(ref attempts) == 2)
            {
                second.SetResult();
            }

            throw new InvalidOperationException($"attempt {attempts}");
        });
        RetryPolicy policy = null!;
        var flow = new Flow<int, double>("retries", async (context, _) =>
        {
            var start = context.CurrentUtcDateTime;
            try
            {
                return await context.CallActivityAsync(failing.Reference, 0, policy);
            }
            catch (TaskFailedException)
            {
                return (context.CurrentUtcDateTime - start).TotalSeconds;
            }
        });
        await using var host = await StartAsync([flow], [failing]);
        policy = new RetryPolicy(4, host.Unit, backoffCoefficient: 2, maxRetryInterval: 3 * host.Unit);
        await StartInstanceAsync(host, flow, 0);
        await host.PassTimeUntilAsync(second.Task);
        await host.RestartAsync();

        var end = await EndAsync(host);

        // A kill may undo the second attempt, which then comes again; the waits are 1, 2 and 3 units, not 1, 2 and 4.
        Assert.InRange(attempts, 4, 5);
        var waited = JsonSerializer.Deserialize<double>(end.SerializedOutput!);
        Assert.True(waited >= (6 * host.Unit - 3 * host.Early).TotalSeconds, $"waited {waited} s");
    }

    [Fact]
    public async Task Retries_End_WhenTheirTimeoutIsOver()
    {
        var attempts = 0;
        var failing = new Work<int, int>("failing", _ => throw new InvalidOperationException($"attempt {Interlocked.Increment(ref attempts)}"));
        RetryPolicy policy = null!;
        var flow = new Flow<int, int>("gives up", (context, _) => context.CallActivityAsync(failing.Reference, 0, policy));
        await using var host = await StartAsync([flow], [failing]);
        policy = new RetryPolicy(100, host.Unit, retryTimeout: 2.5 * host.Unit);

        var end = await RunAsync(host, flow, 0);

        // At 0, 1 and 2 units a failure is within the time; an engine whose timers are early may come to more, a slow machine to fewer.
        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.InRange(attempts, 2, host.Early == TimeSpan.Zero ? 4 : 7);
    }

    [Fact]
    public async Task Retries_AreOnlyForFailuresThatThePolicyHandles()
    {
        var attempts = 0;
        var failing = new Work<int, int>("failing", _ => Interlocked.Increment(ref attempts) < 3
            ? throw new TimeoutException("busy")
            : throw new FormatException("wrong"));
        RetryPolicy policy = null!;
        var flow = new Flow<int, int>("picky", (context, _) => context.CallActivityAsync(failing.Reference, 0, policy));
        await using var host = await StartAsync([flow], [failing]);
        policy = new RetryPolicy(10, host.Unit) { HandleFailure = failure => failure.IsCausedBy<TimeoutException>() };

        var end = await RunAsync(host, flow, 0);

        Assert.Equal(3, attempts);
        Assert.EndsWith("wrong", end.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Child_IsRetried_UnderTheSameId()
    {
        var attempts = 0;
        var failing = new Work<int, int>("fails first", _ =>
            Interlocked.Increment(ref attempts) < 3 ? throw new InvalidOperationException("not yet") : attempts);
        var child = new Flow<int, int>("child", (context, input) => context.CallActivityAsync(failing.Reference, input));
        RetryPolicy policy = null!;
        var parent = new Flow<int, int>("parent", (context, input) => context.CallSubOrchestratorAsync(child.Reference, input, "instance:again", policy));
        await using var host = await StartAsync([parent, child], [failing]);
        policy = new RetryPolicy(3, host.Unit);

        Assert.Equal("3", (await RunAsync(host, parent, 0)).SerializedOutput);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await host.Client.GetInstanceAsync("instance:again", default))!.RuntimeStatus);
    }
}
