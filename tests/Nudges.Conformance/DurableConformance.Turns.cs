using System.Collections.Concurrent;
using System.Text.Json.Serialization;
using Nudges.Orchestrations.Durable;

namespace Nudges.Conformance;

/// <content>Activities, order, replay: what a turn is.</content>
public abstract partial class DurableConformance
{
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

        Assert.Equal((OrchestrationRuntimeStatus.Completed, "12", "twice"), (end.RuntimeStatus, end.SerializedOutput, end.Name));
        Assert.Null(end.FailureDetails);
        Assert.Equal(end, await host.Client.WaitForInstanceCompletionAsync("instance", default));
    }

    [Fact]
    public async Task ParallelBranches_GoOnInTheOrderTheirTasksComplete_AndAgainSoAfterARestart()
    {
        var gates = new ConcurrentDictionary<int, TaskCompletionSource>();
        var gated = new Work<int, int>("gated", async (input, token) =>
        {
            await gates.GetOrAdd(input, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task.WaitAsync(token);
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
        await StartInstanceAsync(host, flow, 3);

        int[] completions = [2, 0, 1];
        foreach (var (index, number) in completions.Index())
        {
            gates.GetOrAdd(number, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
            await StatusAsync(host, index < 2 ? $"{index + 1}" : "\"2,0,1\"");
        }

        await host.RestartAsync();
        await host.Client.RaiseEventAsync("instance", Go, "", default);
        Assert.Equal("\"2,0,1\"", (await EndAsync(host)).SerializedOutput);
    }

    [Fact]
    public async Task WhenAny_GivesTheFirst_AndTheOthersCanStillBeAwaited()
    {
        var slow = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var work = new Work<int, int>("maybe slow", async (input, token) =>
        {
            await (input == 0 ? slow.Task.WaitAsync(token) : Task.CompletedTask);
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
        await StartInstanceAsync(host, flow, 0);

        await StatusAsync(host, "1");
        slow.SetResult();

        Assert.Equal("[1,1]", (await EndAsync(host)).SerializedOutput);
    }

    [Fact]
    public async Task Instance_GoesOn_UntilWhatItAskedForIsBack_ThoughItsOrchestratorHasReturned()
    {
        var slow = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var work = new Work<int, int>("slow", async (input, token) =>
        {
            await slow.Task.WaitAsync(token);
            return input;
        });
        var flow = new Flow<int, string>("returns early", (context, number) =>
        {
            _ = context.CallActivityAsync(work.Reference, number);
            context.SetCustomStatus("returned");
            return Task.FromResult("done");
        });
        await using var host = await StartAsync([flow], [work]);
        await StartInstanceAsync(host, flow, 0);

        Assert.Equal(OrchestrationRuntimeStatus.Running, (await StatusAsync(host, "\"returned\"")).RuntimeStatus);
        await host.RestartAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await host.Client.GetInstanceAsync("instance", default))!.RuntimeStatus);
        slow.SetResult();

        Assert.Equal("\"done\"", (await EndAsync(host)).SerializedOutput);
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
        await StartInstanceAsync(host, flow, 0);
        var first = await host.WaitAsync("instance", instance => instance.SerializedCustomStatus is not null);

        await host.PassTimeAsync(host.Unit);
        await host.RestartAsync();
        await host.Client.RaiseEventAsync("instance", Go, "", default);
        var end = await EndAsync(host);

        Assert.Equal(first.SerializedCustomStatus, end.SerializedCustomStatus);
        Assert.Equal("3", end.SerializedOutput);
    }

    [Fact]
    public async Task Clock_NeverGoesBack_AndIsUtc()
    {
        var flow = new Flow<int, bool>("clock", async (context, _) =>
        {
            var times = new List<DateTime> { context.CurrentUtcDateTime };
            for (var call = 0; call < 3; call++)
            {
                await context.CallActivityAsync(Double.Reference, call);
                times.Add(context.CurrentUtcDateTime);
            }

            return times.SequenceEqual(times.Order()) && times.All(time => time.Kind == DateTimeKind.Utc);
        });
        await using var host = await StartAsync([flow], [Double]);

        Assert.Equal("true", (await RunAsync(host, flow, 0)).SerializedOutput);
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
        await StartInstanceAsync(host, flow, 0);
        await StatusAsync(host, "\"logged\"");

        await host.RestartAsync();
        await host.Client.RaiseEventAsync("instance", Go, "", default);
        await EndAsync(host);

        Assert.Equal(["before 0", "after 0", "before 1", "after 1", "before 2", "after 2", "end 0"], host.LoggedLines);
    }

    [Fact]
    public async Task Values_AreNothingButTheirJson()
    {
        var echo = new Work<Note, Note>("echo", note => note with { Text = note.Text + note.Secret });
        var flow = new Flow<Note, string>("values", async (context, input) =>
        {
            var back = await context.CallActivityAsync(echo.Reference, new Note { Text = "a", Secret = "b" });
            return $"{input.Text}{input.Secret}{back.Text}{back.Secret}";
        });
        await using var host = await StartAsync([flow], [echo]);

        Assert.Equal("\"xa\"", (await RunAsync(host, flow, new Note { Text = "x", Secret = "y" })).SerializedOutput);
    }

    [Fact]
    public async Task ValueThatIsTooLong_FailsTheCall_AndSaysBy()
    {
        var flow = new Flow<int, string>("long", async (context, length) =>
        {
            try
            {
                await context.CallActivityAsync(new ActivityRef<string, int>("double"), new string('x', length));
                return "taken";
            }
            catch (ArgumentException refused)
            {
                return refused.Message;
            }
        });
        await using var host = await StartAsync([flow], [Double]);

        Assert.Equal(
            "\"The input of activity 'double' is 50,002 bytes of JSON; at most 30,720 are allowed. Pass a key to stored data.\"",
            (await RunAsync(host, flow, 50_000)).SerializedOutput);
        await Assert.ThrowsAsync<ArgumentException>(() => host.Client.RaiseEventAsync("instance", Go, new string('x', 50_000), default));
    }

    [Fact]
    public async Task ValuesOfTheLargestSize_CrossUnchanged()
    {
        var echo = new Work<string, string>("echo", text => text);
        var flow = new Flow<string, string>("large", async (context, text) =>
        {
            context.SetCustomStatus(text[..(Payload.MostBytesOfStatus - 2)]);
            return await context.CallActivityAsync(echo.Reference, text);
        });
        await using var host = await StartAsync([flow], [echo]);
        var text = new string('x', Payload.MostBytes - 2);

        var end = await RunAsync(host, flow, text);

        Assert.Equal($"\"{text}\"", end.SerializedOutput);
        Assert.Equal($"\"{text[..(Payload.MostBytesOfStatus - 2)]}\"", end.SerializedCustomStatus);
    }

    [Fact]
    public async Task Instance_KeepsTheVersionItWasStartedWith_AndSoDoItsChildren()
    {
        var child = new Flow<int, string>("child", (context, _) => Task.FromResult(context.Version));
        var flow = new Flow<int, string>("versioned", async (context, _) =>
        {
            var below = await context.CallSubOrchestratorAsync(child.Reference, 0);
            return $"{context.Version} {below} {Math.Sign(context.CompareVersionTo("0.9"))} {context.CompareVersionTo(context.Version)} {Math.Sign(context.CompareVersionTo("10.0"))}";
        });
        await using var host = await StartAsync([flow, child], []);

        Assert.Equal($"\"{host.Version} {host.Version} 1 0 -1\"", (await RunAsync(host, flow, 0)).SerializedOutput);
    }

    private sealed record Note
    {
        public required string Text { get; init; }

        [JsonIgnore]
        public string? Secret { get; init; }
    }
}
