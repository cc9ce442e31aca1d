using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Nudges.Orchestrations.Durable;

namespace Nudges.Local.Tests.Engine;

/// <summary>
/// What every engine must do, whichever it is. An engine is a fixture and a class of one line; the cases are what engines get
/// wrong.
/// </summary>
public abstract class DurableConformance
{
    private static readonly EventRef<int> Number = new("number");
    private static readonly EventRef<string> Go = new("go");

    private static readonly Work<int, int> Double = new("double", input => input * 2);

    /// <summary>Starts an engine that knows these orchestrators and activities.</summary>
    protected abstract Task<IDurableHost> StartAsync(IReadOnlyList<IOrchestrator> orchestrators, IReadOnlyList<IActivity> activities);

    [Fact]
    public async Task Instance_CompletesWithItsOutput()
    {
        var flow = new Flow<int, int>("twice", async (context, input) =>
        {
            var once = await context.CallActivityAsync(Double.Reference, input);
            return await context.CallActivityAsync(Double.Reference, once);
        });
        await using var host = await StartAsync([flow], [Double]);

        var end = await RunAsync(host, flow, 3);

        Assert.Equal(OrchestrationRuntimeStatus.Completed, end.RuntimeStatus);
        Assert.Equal("12", end.SerializedOutput);
        Assert.Equal("twice", end.Name);
    }

    [Fact]
    public async Task ParallelBranches_GoOnInTheOrderTheirTasksComplete_AndAgainSoAfterARestart()
    {
        var gates = new ConcurrentDictionary<int, TaskCompletionSource>();
        var gated = new Work<int, int>("gated", async (input, token) =>
        {
            await gates.GetOrAdd(input, _ => new()).Task.WaitAsync(token);
            return input;
        });
        var flow = new Flow<int, string>("branches", async (context, count) =>
        {
            var order = new List<int>();
            await Task.WhenAll(Enumerable.Range(0, count).Select(BranchAsync));
            context.SetCustomStatus(string.Join(",", order));
            await context.WaitForExternalEvent(Go);
            return string.Join(",", order);

            async Task BranchAsync(int number)
            {
                order.Add(await context.CallActivityAsync(gated.Reference, number));
                context.SetCustomStatus(order.Count);
            }
        });
        await using var host = await StartAsync([flow], [gated]);
        await host.Client.ScheduleNewOrchestrationInstanceAsync(flow.Reference, 3, "branches", default);

        int[] completions = [2, 0, 1];
        foreach (var (index, number) in completions.Index())
        {
            gates.GetOrAdd(number, _ => new()).SetResult();
            var status = index < 2 ? $"{index + 1}" : "\"2,0,1\"";
            await host.WaitAsync("branches", instance => instance.SerializedCustomStatus == status);
        }

        await host.RestartAsync();
        await host.Client.RaiseEventAsync("branches", Go, "", default);
        Assert.Equal("\"2,0,1\"", (await host.RunToEndAsync("branches")).SerializedOutput);
    }

    [Fact]
    public async Task WhenAny_GivesTheFirst_AndTheOthersCanStillBeAwaited()
    {
        var slow = new TaskCompletionSource();
        var work = new Work<int, int>("maybe slow", async (input, token) =>
        {
            if (input == 0)
            {
                await slow.Task.WaitAsync(token);
            }

            return input;
        });
        var flow = new Flow<int, int[]>("race", async (context, _) =>
        {
            var both = new[] { context.CallActivityAsync(work.Reference, 0), context.CallActivityAsync(work.Reference, 1) };
            var first = await await Task.WhenAny(both);
            context.SetCustomStatus(first);
            return [first, (await Task.WhenAll(both)).Sum()];
        });
        await using var host = await StartAsync([flow], [work]);
        await host.Client.ScheduleNewOrchestrationInstanceAsync(flow.Reference, 0, "race", default);

        await host.WaitAsync("race", instance => instance.SerializedCustomStatus == "1");
        slow.SetResult();

        Assert.Equal("[1,1]", (await host.RunToEndAsync("race")).SerializedOutput);
    }

    [Fact]
    public async Task Events_AreKeptBeforeAnyoneWaits_AndComeInOrder()
    {
        var flow = new Flow<int, int[]>("collect", async (context, count) =>
        {
            context.SetCustomStatus("ready");
            await context.WaitForExternalEvent(Go);
            var numbers = new List<int>();
            while (numbers.Count < count)
            {
                numbers.Add(await context.WaitForExternalEvent(Number));
            }

            return [.. numbers];
        });
        await using var host = await StartAsync([flow], []);
        await host.Client.ScheduleNewOrchestrationInstanceAsync(flow.Reference, 5, "collect", default);
        for (var number = 0; number < 5; number++)
        {
            await host.Client.RaiseEventAsync("collect", Number, number, default);
        }

        await host.RestartAsync();
        await host.Client.RaiseEventAsync("collect", Go, "", default);

        Assert.Equal("[0,1,2,3,4]", (await host.RunToEndAsync("collect")).SerializedOutput);
    }

    [Fact]
    public async Task Event_GoesToOneWaiter_TheFirst()
    {
        var flow = new Flow<int, int[]>("two waiters", async (context, _) =>
            await Task.WhenAll(context.WaitForExternalEvent(Number), context.WaitForExternalEvent(Number)));
        await using var host = await StartAsync([flow], []);
        await host.Client.ScheduleNewOrchestrationInstanceAsync(flow.Reference, 0, "two-waiters", default);

        await Task.WhenAll(host.Client.RaiseEventAsync("two-waiters", Number, 1, default));
        await host.Client.RaiseEventAsync("two-waiters", Number, 2, default);

        Assert.Equal("[1,2]", (await host.RunToEndAsync("two-waiters")).SerializedOutput);
    }

    [Fact]
    public async Task Event_ForAnUnknownInstance_IsDropped()
    {
        var flow = new Flow<int, int>("waits", (context, _) => context.WaitForExternalEvent(Number));
        await using var host = await StartAsync([flow], []);

        await host.Client.RaiseEventAsync("later", Number, 1, default);
        await host.Client.ScheduleNewOrchestrationInstanceAsync(flow.Reference, 0, "later", default);
        await host.Client.RaiseEventAsync("later", Number, 2, default);

        Assert.Equal("2", (await host.RunToEndAsync("later")).SerializedOutput);
        Assert.Null(await host.Client.GetInstanceAsync("never", default));
    }

    [Theory]
    [InlineData(true, "[0,1,2,3,4,5]")]
    [InlineData(false, "[0,5]")]
    public async Task ContinueAsNew_KeepsUnreadEvents_UnlessToldNotTo(bool keep, string expected)
    {
        var flow = new Flow<int[], int[]>("continues", async (context, soFar) =>
        {
            context.SetCustomStatus(soFar.Length);
            if (soFar.Length == 0)
            {
                await context.WaitForExternalEvent(Go);
            }

            int[] numbers = [.. soFar, await context.WaitForExternalEvent(Number)];
            if (numbers[^1] != 5)
            {
                context.ContinueAsNew(numbers, keep);
            }

            return numbers;
        });
        await using var host = await StartAsync([flow], []);
        await host.Client.ScheduleNewOrchestrationInstanceAsync(flow.Reference, [], "continues", default);
        for (var number = 0; number < 5; number++)
        {
            await host.Client.RaiseEventAsync("continues", Number, number, default);
        }

        await host.Client.RaiseEventAsync("continues", Go, "", default);
        await host.WaitAsync("continues", instance => instance.SerializedCustomStatus == (keep ? "5" : "1"));
        await host.RestartAsync();
        await host.Client.RaiseEventAsync("continues", Number, 5, default);

        Assert.Equal(expected, (await host.RunToEndAsync("continues")).SerializedOutput);
    }

    [Fact]
    public async Task WaiterThatLostToATimer_DoesNotSwallowTheEvent()
    {
        var flow = new Flow<int, int>("times out", async (context, _) =>
        {
            using var giveUp = new CancellationTokenSource();
            var lost = context.WaitForExternalEvent(Number, giveUp.Token);
            await context.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
            giveUp.Cancel();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => lost);
            context.SetCustomStatus("lost");
            await context.WaitForExternalEvent(Go);
            return await context.WaitForExternalEvent(Number);
        });
        await using var host = await StartAsync([flow], []);
        await host.Client.ScheduleNewOrchestrationInstanceAsync(flow.Reference, 0, "times-out", default);
        await host.SkipToNextTimerAsync();
        await host.WaitAsync("times-out", instance => instance.SerializedCustomStatus == "\"lost\"");

        await host.Client.RaiseEventAsync("times-out", Number, 7, default);
        await host.RestartAsync();
        await host.Client.RaiseEventAsync("times-out", Go, "", default);

        Assert.Equal("7", (await host.RunToEndAsync("times-out")).SerializedOutput);
    }

    [Fact]
    public async Task EventThatWon_IsNotTakenBack_WhenTheTimersTimeComes()
    {
        var flow = new Flow<int, string>("event wins", async (context, _) =>
        {
            using var stop = new CancellationTokenSource();
            var timer = context.CreateTimer(TimeSpan.FromMinutes(1), stop.Token);
            var number = context.WaitForExternalEvent(Number);
            var first = await Task.WhenAny(number, timer);
            stop.Cancel();
            context.SetCustomStatus("won");
            await context.WaitForExternalEvent(Go);
            return $"{(first == number ? "event" : "timer")} {await number} {timer.IsCanceled}";
        });
        await using var host = await StartAsync([flow], []);
        await host.Client.ScheduleNewOrchestrationInstanceAsync(flow.Reference, 0, "event-wins", default);
        await host.Client.RaiseEventAsync("event-wins", Number, 7, default);
        await host.WaitAsync("event-wins", instance => instance.SerializedCustomStatus == "\"won\"");

        host.Advance(TimeSpan.FromHours(1));
        await host.RestartAsync();
        host.Advance(TimeSpan.FromHours(1));
        await host.Client.RaiseEventAsync("event-wins", Go, "", default);

        Assert.Equal("\"event 7 True\"", (await host.RunToEndAsync("event-wins")).SerializedOutput);
    }

    [Fact]
    public async Task Timer_FiresOnce_NotBeforeItsTime_HoweverFarAway()
    {
        var fired = 0;
        var count = new Work<int, int>("count", _ => Interlocked.Increment(ref fired));
        var flow = new Flow<int, double>("long wait", async (context, _) =>
        {
            var before = context.CurrentUtcDateTime;
            await context.CreateTimer(TimeSpan.FromDays(100), CancellationToken.None);
            await context.CallActivityAsync(count.Reference, 0);
            var waited = context.CurrentUtcDateTime - before;
            context.SetCustomStatus("fired");
            await context.WaitForExternalEvent(Go);
            return waited.TotalDays;
        });
        await using var host = await StartAsync([flow], [count]);
        await host.Client.ScheduleNewOrchestrationInstanceAsync(flow.Reference, 0, "long", default);
        await host.SkipToNextTimerAsync();
        await host.RestartAsync();
        Assert.Equal(0, fired);
        for (var day = 0; day < 101; day++)
        {
            host.Advance(TimeSpan.FromDays(1));
        }

        await host.WaitAsync("long", instance => instance.SerializedCustomStatus == "\"fired\"");
        await host.RestartAsync();
        host.Advance(TimeSpan.FromDays(1));
        await host.Client.RaiseEventAsync("long", Go, "", default);

        var waited = JsonSerializer.Deserialize<double>((await host.RunToEndAsync("long")).SerializedOutput!);
        Assert.InRange(waited, 100, 103);
        Assert.Equal(1, fired);
    }

    [Fact]
    public async Task ClockAndGuids_AreTheSameOnEveryReplay()
    {
        var flow = new Flow<int, int>("stable", async (context, _) =>
        {
            var seen = new List<string> { Seen(context), Seen(context) };
            await context.CallActivityAsync(Double.Reference, 1);
            seen.Add(Seen(context));
            context.SetCustomStatus(seen);
            await context.WaitForExternalEvent(Go);
            return seen.Distinct().Count();

            static string Seen(OrchestrationContext context) => $"{context.CurrentUtcDateTime:O} {context.NewGuid()}";
        });
        await using var host = await StartAsync([flow], [Double]);
        await host.Client.ScheduleNewOrchestrationInstanceAsync(flow.Reference, 0, "stable", default);
        var first = await host.WaitAsync("stable", instance => instance.SerializedCustomStatus is not null);

        host.Advance(TimeSpan.FromHours(1));
        await host.RestartAsync();
        await host.Client.RaiseEventAsync("stable", Go, "", default);
        var end = await host.RunToEndAsync("stable");

        Assert.Equal(first.SerializedCustomStatus, end.SerializedCustomStatus);
        Assert.Equal("3", end.SerializedOutput);
    }

    [Fact]
    public async Task Guids_Differ_AfterContinueAsNew()
    {
        var flow = new Flow<Guid?, bool>("guids", (context, before) =>
        {
            var guid = context.NewGuid();
            if (before is null)
            {
                context.ContinueAsNew<Guid?>(guid);
            }

            return Task.FromResult(guid != before);
        });
        await using var host = await StartAsync([flow], []);

        Assert.Equal("true", (await RunAsync(host, flow, null)).SerializedOutput);
    }

    [Fact]
    public async Task LoggedLine_IsWrittenOnce_HoweverOftenItIsReplayed()
    {
        var flow = new Flow<int, int>("logs", async (context, _) =>
        {
            var logger = context.CreateReplaySafeLogger("flow");
            for (var line = 0; line < 3; line++)
            {
                TestLog.Line(logger, "before", line);
                await context.CallActivityAsync(Double.Reference, line);
                TestLog.Line(logger, "after", line);
            }

            context.SetCustomStatus("logged");
            await context.WaitForExternalEvent(Go);
            TestLog.Line(logger, "end", 0);
            return 0;
        });
        await using var host = await StartAsync([flow], [Double]);
        await host.Client.ScheduleNewOrchestrationInstanceAsync(flow.Reference, 0, "logs", default);
        await host.WaitAsync("logs", instance => instance.SerializedCustomStatus is not null);

        await host.RestartAsync();
        await host.Client.RaiseEventAsync("logs", Go, "", default);
        await host.RunToEndAsync("logs");

        Assert.Equal(["before 0", "after 0", "before 1", "after 1", "before 2", "after 2", "end 0"], host.LoggedLines);
    }

    [Fact]
    public async Task Retries_AreCountedOverRestarts_AndWaitLongerEachTime()
    {
        var attempts = 0;
        var failing = new Work<int, int>("failing", _ => throw new InvalidOperationException($"attempt {Interlocked.Increment(ref attempts)}"));
        var policy = new RetryPolicy
        {
            MaxNumberOfAttempts = 4,
            FirstRetryInterval = TimeSpan.FromSeconds(10),
            BackoffCoefficient = 3,
            MaxRetryInterval = TimeSpan.FromSeconds(60),
        };
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
        await host.Client.ScheduleNewOrchestrationInstanceAsync(flow.Reference, 0, "retries", default);
        await host.SkipToNextTimerAsync();
        await host.SkipToNextTimerAsync();
        await host.RestartAsync();

        var end = await host.RunToEndAsync("retries");

        Assert.Equal(4, attempts);
        Assert.InRange(JsonSerializer.Deserialize<double>(end.SerializedOutput!), 100, 105);
    }

    [Fact]
    public async Task Retries_End_WhenTheirTimeoutIsOver()
    {
        var attempts = 0;
        var failing = new Work<int, int>("failing", _ => throw new InvalidOperationException($"attempt {Interlocked.Increment(ref attempts)}"));
        var policy = new RetryPolicy { MaxNumberOfAttempts = 100, FirstRetryInterval = TimeSpan.FromSeconds(10), RetryTimeout = TimeSpan.FromSeconds(35) };
        var flow = new Flow<int, int>("gives up", (context, _) => context.CallActivityAsync(failing.Reference, 0, policy));
        await using var host = await StartAsync([flow], [failing]);

        var end = await RunAsync(host, flow, 0);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal(4, attempts);
    }

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
    public async Task SubOrchestration_FailsItsParent_AndTheCauseIsKept()
    {
        var failing = new Work<int, int>("failing", _ => throw new FormatException("the cause"));
        var child = new Flow<int, int>("child", (context, input) => context.CallActivityAsync(failing.Reference, input));
        var parent = new Flow<int, int>("parent", (context, input) => context.CallSubOrchestratorAsync(child.Reference, input));
        await using var host = await StartAsync([parent, child], [failing]);

        var end = await RunAsync(host, parent, 0);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal("System.FormatException", end.FailureDetails!.Root.ErrorType);
        Assert.Equal("the cause", end.FailureDetails.Root.ErrorMessage);
        Assert.Equal(typeof(TaskFailedException).FullName, end.FailureDetails.ErrorType);
    }

    [Fact]
    public async Task SubOrchestrations_ReturnTheirOutputs_UnderTheIdsChosen()
    {
        var child = new Flow<int, string>("child", async (context, input) =>
        {
            await context.CallActivityAsync(Double.Reference, input);
            return context.InstanceId;
        });
        var parent = new Flow<int, string[]>("parent", async (context, _) =>
        {
            var ids = await Task.WhenAll(
                context.CallSubOrchestratorAsync(child.Reference, 1, "chosen"),
                context.CallSubOrchestratorAsync(child.Reference, 2),
                context.CallSubOrchestratorAsync(child.Reference, 3));
            return [ids[0], $"{ids.Distinct().Count()}"];
        });
        await using var host = await StartAsync([parent, child], [Double]);

        Assert.Equal("[\"chosen\",\"3\"]", (await RunAsync(host, parent, 0)).SerializedOutput);
        Assert.Equal("\"chosen\"", (await host.Client.GetInstanceAsync("chosen", default))!.SerializedOutput);
    }

    [Fact]
    public async Task SubOrchestration_IsRetried_UnderTheSameId()
    {
        var attempts = 0;
        var failing = new Work<int, int>("fails first", _ =>
            Interlocked.Increment(ref attempts) < 3 ? throw new InvalidOperationException("not yet") : attempts);
        var child = new Flow<int, int>("child", (context, input) => context.CallActivityAsync(failing.Reference, input));
        var policy = new RetryPolicy { MaxNumberOfAttempts = 3, FirstRetryInterval = TimeSpan.FromSeconds(1) };
        var parent = new Flow<int, int>("parent", (context, input) => context.CallSubOrchestratorAsync(child.Reference, input, "again", policy));
        await using var host = await StartAsync([parent, child], [failing]);

        Assert.Equal("3", (await RunAsync(host, parent, 0)).SerializedOutput);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await host.Client.GetInstanceAsync("again", default))!.RuntimeStatus);
    }

    [Fact]
    public async Task Terminate_EndsTheInstanceAndItsChildren()
    {
        var child = new Flow<int, int>("child", (context, depth) => depth == 0
            ? context.WaitForExternalEvent(Number)
            : context.CallSubOrchestratorAsync(new OrchestratorRef<int, int>("child"), depth - 1, $"child-{depth - 1}"));
        await using var host = await StartAsync([child], []);
        await host.Client.ScheduleNewOrchestrationInstanceAsync(child.Reference, 2, "top", default);
        await host.WaitAsync("child-0", instance => instance.RuntimeStatus == OrchestrationRuntimeStatus.Running);

        await host.Client.TerminateInstanceAsync("top", "enough", default);

        foreach (var id in new[] { "top", "child-1", "child-0" })
        {
            var end = await host.RunToEndAsync(id);
            Assert.Equal((id, OrchestrationRuntimeStatus.Terminated), (id, end.RuntimeStatus));
            Assert.Equal("enough", end.FailureDetails!.ErrorMessage);
        }

        await host.RestartAsync();
        await host.Client.RaiseEventAsync("child-0", Number, 1, default);
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await host.Client.GetInstanceAsync("child-0", default))!.RuntimeStatus);
    }

    [Fact]
    public async Task SuspendedInstance_KeepsWhatComes_AndHandlesItWhenResumed()
    {
        var flow = new Flow<int, int>("pauses", async (context, _) =>
        {
            var sum = 0;
            for (var number = 0; number < 3; number++)
            {
                sum += await context.WaitForExternalEvent(Number);
                context.SetCustomStatus(sum);
            }

            return sum;
        });
        await using var host = await StartAsync([flow], []);
        await host.Client.ScheduleNewOrchestrationInstanceAsync(flow.Reference, 0, "pauses", default);
        await host.Client.RaiseEventAsync("pauses", Number, 1, default);

        await host.Client.SuspendInstanceAsync("pauses", "lunch", default);
        await host.WaitAsync("pauses", instance => instance.RuntimeStatus == OrchestrationRuntimeStatus.Suspended);
        await host.Client.RaiseEventAsync("pauses", Number, 10, default);
        await host.Client.RaiseEventAsync("pauses", Number, 100, default);
        await host.RestartAsync();
        var suspended = await host.Client.GetInstanceAsync("pauses", default);
        Assert.Equal((OrchestrationRuntimeStatus.Suspended, "1"), (suspended!.RuntimeStatus, suspended.SerializedCustomStatus));

        await host.Client.ResumeInstanceAsync("pauses", "back", default);
        Assert.Equal("111", (await host.RunToEndAsync("pauses")).SerializedOutput);
    }

    [Fact]
    public async Task Start_ChangesNothing_WhereTheIdExists_InAnyState()
    {
        var runs = 0;
        var count = new Work<int, int>("count", input =>
        {
            Interlocked.Increment(ref runs);
            return input;
        });
        var flow = new Flow<int, int>("once", async (context, input) =>
        {
            await context.CallActivityAsync(count.Reference, input);
            await context.WaitForExternalEvent(Go);
            return input;
        });
        await using var host = await StartAsync([flow], [count]);

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => StartAgainAsync()));
        await host.Client.RaiseEventAsync("once", Go, "", default);
        await host.RunToEndAsync("once");
        await StartAgainAsync();
        await host.RestartAsync();
        await StartAgainAsync();

        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await host.Client.GetInstanceAsync("once", default))!.RuntimeStatus);
        Assert.Equal(1, runs);

        Task<string> StartAgainAsync() => host.Client.ScheduleNewOrchestrationInstanceAsync(flow.Reference, 1, "once", default);
    }

    [Fact]
    public async Task Purge_ForgetsAnEndedInstance_AndItsIdCanBeUsedAgain()
    {
        var flow = new Flow<int, int>("purged", (context, input) =>
            input == 0 ? context.WaitForExternalEvent(Number) : Task.FromResult(input));
        await using var host = await StartAsync([flow], []);
        await host.Client.ScheduleNewOrchestrationInstanceAsync(flow.Reference, 0, "purged", default);
        Assert.False(await host.Client.PurgeInstanceAsync("purged", default));
        await host.Client.RaiseEventAsync("purged", Number, 1, default);
        await host.RunToEndAsync("purged");

        Assert.True(await host.Client.PurgeInstanceAsync("purged", default));
        Assert.False(await host.Client.PurgeInstanceAsync("purged", default));
        await host.RestartAsync();
        Assert.Null(await host.Client.GetInstanceAsync("purged", default));
        await host.Client.ScheduleNewOrchestrationInstanceAsync(flow.Reference, 2, "purged", default);
        Assert.Equal("2", (await host.RunToEndAsync("purged")).SerializedOutput);
    }

    [Fact]
    public async Task Values_AreNothingButTheirJson()
    {
        var echo = new Work<Note, Note>("echo", note => note with { Text = note.Text + note.Secret });
        var flow = new Flow<int, string>("values", async (context, _) =>
        {
            var note = new Note { Text = "a", Secret = "b" };
            var back = await context.CallActivityAsync(echo.Reference, note);
            return $"{back.Text}{back.Secret}";
        });
        await using var host = await StartAsync([flow], [echo]);

        Assert.Equal("\"a\"", (await RunAsync(host, flow, 0)).SerializedOutput);
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

    private static async Task<OrchestrationMetadata> RunAsync<TIn, TOut>(IDurableHost host, Flow<TIn, TOut> flow, TIn input)
    {
        await host.Client.ScheduleNewOrchestrationInstanceAsync(flow.Reference, input, "instance", default);
        return await host.RunToEndAsync("instance");
    }

    private sealed record Note
    {
        public required string Text { get; init; }

        [System.Text.Json.Serialization.JsonIgnore]
        public string? Secret { get; init; }
    }
}

internal static partial class TestLog
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "{Text} {Number}")]
    public static partial void Line(ILogger logger, string text, int number);
}
