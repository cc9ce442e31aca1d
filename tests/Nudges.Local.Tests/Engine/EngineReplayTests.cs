using Nudges.Conformance;
using Nudges.Local.Engine;
using Nudges.Orchestrations.Durable;

namespace Nudges.Local.Tests.Engine;

/// <summary>Where the engine is stricter than production, and how code changes under running instances.</summary>
public sealed class EngineReplayTests(AzuriteFixture azurite) : EngineTests(azurite)
{
    [Fact]
    public async Task AwaitOfSomethingElse_FailsTheInstance_WhenNothingDurableIsWaitedFor()
    {
        var never = new TaskCompletionSource();
        var flow = new Flow<int, int>("strays", async (context, input) =>
        {
            await context.CallActivityAsync(Double.Reference, input);
            await never.Task;
            return input;
        });
        await using var host = await StartAsync([flow], [Double]);

        var end = await RunAsync(host, flow);

        Assert.Equal(typeof(NonDurableAwaitException).FullName, end.FailureDetails!.ErrorType);
        Assert.Equal(
            "Orchestrator 'strays' awaited something else than a task of its context, after call 0, activity 'double'. Such work belongs in an activity.",
            end.FailureDetails.ErrorMessage);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AwaitOfSomethingElse_FailsTheInstance_WhenItComes(bool captured)
    {
        var (foreign, waiting) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource());
        var flow = new Flow<int, int>("strays", async (context, input) =>
        {
            var number = context.WaitForExternalEvent(Number);
            waiting.TrySetResult();
            await foreign.Task.ConfigureAwait(captured);
            await context.CallActivityAsync(Double.Reference, input);
            return await number;
        });
        await using var host = await StartAsync([flow], [Double]);
        await host.Client.ScheduleNewOrchestrationInstanceAsync(flow.Reference, 0, "strays", default);
        await waiting.Task;

        foreign.SetResult();

        var end = await host.RunToEndAsync("strays");
        Assert.Equal(typeof(NonDurableAwaitException).FullName, end.FailureDetails!.ErrorType);
    }

    [Fact]
    public async Task ConfigureAwaitFalse_FailsTheInstance_AsItWouldGetLostInAzure()
    {
        var flow = new Flow<int, int>("leaves the context", async (context, input) =>
        {
            var doubled = await context.CallActivityAsync(Double.Reference, input).ConfigureAwait(false);
            return await context.CallActivityAsync(Double.Reference, doubled);
        });
        await using var host = await StartAsync([flow], [Double]);

        Assert.Equal(typeof(NonDurableAwaitException).FullName, (await RunAsync(host, flow, 1)).FailureDetails!.ErrorType);
    }

    [Fact]
    public async Task Orchestrator_ThatIsNotDeterministic_FailsAtItsFirstTurn_AndTheCallIsNamed()
    {
        var runs = 0;
        var flow = new Flow<int, int>("varies", (context, input) =>
            context.CallActivityAsync(new ActivityRef<int, int>(Interlocked.Increment(ref runs) == 1 ? "double" : "triple"), input));
        await using var host = await StartAsync([flow], [Double]);

        var end = await RunAsync(host, flow);

        Assert.Equal("Orchestrator 'varies' does not replay: where it came to call 0, activity 'double', it now comes to call 0, activity 'triple'.", end.FailureDetails!.ErrorMessage);
    }

    [Fact]
    public async Task Orchestrator_WithAnotherInputOnReplay_Fails()
    {
        var runs = 0;
        var flow = new Flow<int, int>("varies", (context, _) => context.CallActivityAsync(Double.Reference, Interlocked.Increment(ref runs)));
        await using var host = await StartAsync([flow], [Double]);

        var end = await RunAsync(host, flow);

        Assert.Matches("where it came to .*activity 'double'.*Input = 1.* it now comes to .*activity 'double'.*Input = 2", end.FailureDetails!.ErrorMessage);
    }

    [Fact]
    public async Task ChangedOrchestrator_FailsItsOldInstance_AndNamesTheCall()
    {
        var (name, runs) = ("double", 0);
        var triple = new Work<int, int>("triple", input => Interlocked.Increment(ref runs) * input);
        var flow = new Flow<int, int>("changes", async (context, input) =>
            await context.CallActivityAsync(new ActivityRef<int, int>(name), input) + await context.WaitForExternalEvent(Number));
        await using var host = await StartAsync([flow, Sum], [Double, triple]);
        await RunAsync(host, flow, until: instance => instance.RuntimeStatus == OrchestrationRuntimeStatus.Running);

        name = "triple";
        await host.RestartAsync();

        Assert.Equal(
            "Orchestrator 'changes' does not replay: where it came to call 0, activity 'double', it now comes to call 0, activity 'triple'.",
            (await host.RunToEndAsync("instance")).FailureDetails!.ErrorMessage);
        await RunAsync(host, Sum, 2, "sum");
        Assert.Equal(0, runs);
    }

    [Fact]
    public async Task ChangedOrchestrator_GoesOnWithItsOldInstances_WhereItKeepsTheirSteps()
    {
        var version = "1.9";
        var flow = new Flow<int, int>("changes", async (context, input) =>
        {
            var doubled = await context.CallActivityAsync(Double.Reference, input);
            if (version == "1.10" && context.CompareVersionTo("1.10") >= 0)
            {
                doubled = await context.CallActivityAsync(Double.Reference, doubled);
            }

            return doubled + await context.WaitForExternalEvent(Number);
        });
        await using var host = await StartAsync([flow], [Double], options => options.DefaultVersion = version);
        await RunAsync(host, flow, 10, "old", until: instance => true);
        version = "1.10";
        await host.RestartAsync();
        await RunAsync(host, flow, 10, "new", until: instance => true);

        await host.Client.RaiseEventAsync("old", Number, 1, default);
        await host.Client.RaiseEventAsync("new", Number, 1, default);

        Assert.Equal("21", (await host.RunToEndAsync("old")).SerializedOutput);
        Assert.Equal("41", (await host.RunToEndAsync("new")).SerializedOutput);
    }

    [Fact]
    public async Task InstanceOfANewerVersion_Waits_ForCodeThatKnowsIt()
    {
        var version = "2.0";
        await using var host = await StartWaitingAsync(configure: options => options.DefaultVersion = version);
        version = "1.10";
        await host.RestartAsync();

        await host.Client.RaiseEventAsync("waits", Number, 3, default);
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await RunAsync(host, Waits, id: "new", until: instance => true)).RuntimeStatus);
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await host.Client.GetInstanceAsync("waits", default))!.RuntimeStatus);
        version = "2.1";
        await host.RestartAsync();

        Assert.Equal("3", (await host.RunToEndAsync("waits")).SerializedOutput);
        await host.Client.RaiseEventAsync("new", Number, 4, default);
        Assert.Equal("4", (await host.RunToEndAsync("new")).SerializedOutput);
    }
}
