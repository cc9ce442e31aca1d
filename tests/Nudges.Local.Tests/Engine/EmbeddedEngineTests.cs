using System.Collections.Concurrent;
using Azure.Core;
using Azure.Core.Pipeline;
using Nudges.Conformance;
using Nudges.Orchestrations.Durable;

namespace Nudges.Local.Tests.Engine;

/// <summary>Activities, requests, starts and stops.</summary>
public sealed class EmbeddedEngineTests(AzuriteFixture azurite) : EngineTests(azurite)
{
    [Fact]
    public async Task FanOutOf100_CostsAHandfulOfRequests()
    {
        var requests = new CountedRequests();
        await using var host = await StartAsync([Sum], [Double], storage: options => options.AddPolicy(requests, HttpPipelinePosition.PerCall));
        requests.All.Clear();

        await host.Client.ScheduleNewOrchestrationInstanceAsync(Sum.Reference, 100, "sum", default);
        Assert.Equal("9900", (await host.WaitAsync("sum", instance => instance.IsCompleted)).SerializedOutput);
        await host.Engine.StopAsync(default);

        // The start with its 100 calls; the results, as they come; the end.
        Assert.InRange(requests.All.Count, 2, 10);
        Assert.All(requests.All, method => Assert.Equal("PUT", method));
    }

    [Fact]
    public async Task EventsRaisedTogether_AreStoredTogether()
    {
        var requests = new CountedRequests();
        var flow = new Flow<int, int>("sums", async (context, count) =>
        {
            var sum = 0;
            for (var number = 0; number < count; number++)
            {
                sum += await context.WaitForExternalEvent(Number);
            }

            return sum;
        });
        await using var host = await StartAsync([flow], [], storage: options => options.AddPolicy(requests, HttpPipelinePosition.PerCall));
        await host.Client.ScheduleNewOrchestrationInstanceAsync(flow.Reference, 201, "sums", default);
        requests.All.Clear();

        await Task.WhenAll(Enumerable.Range(1, 200).Select(number => host.Client.RaiseEventAsync("sums", Number, number, default)));

        Assert.InRange(requests.All.Count, 1, 20);
        await host.Client.RaiseEventAsync("sums", Number, 0, default);
        Assert.Equal("20100", (await host.RunToEndAsync("sums")).SerializedOutput);
    }

    [Fact]
    public async Task Activities_AreNeverMoreThanAllowed()
    {
        var (running, most) = (0, 0);
        var gate = new TaskCompletionSource();
        var work = new Work<int, int>("work", async (input, token) =>
        {
            var now = Interlocked.Increment(ref running);
            InterlockedMax(ref most, now);
            if (now == 3)
            {
                gate.TrySetResult();
            }

            await gate.Task.WaitAsync(token);
            Interlocked.Decrement(ref running);
            return input;
        });
        var flow = new Flow<int, int>("many", async (context, count) =>
            (await Task.WhenAll(Enumerable.Range(0, count).Select(number => context.CallActivityAsync(work.Reference, number)))).Length);
        await using var host = await StartAsync([flow], [work], options => options.MaxConcurrentActivities = 3);

        await host.Client.ScheduleNewOrchestrationInstanceAsync(flow.Reference, 20, "many", default);

        Assert.Equal("20", (await host.RunToEndAsync("many")).SerializedOutput);
        Assert.Equal(3, most);
    }

    [Fact]
    public async Task ActivityThatIsUnknown_OrTakesTooMuch_FailsItsCall()
    {
        var huge = new Work<int, string>("huge", length => new string('x', length));
        var flow = new Flow<string, int>("asks", async (context, name) =>
        {
            await context.CallActivityAsync(new ActivityRef<int, string>(name), 50_000);
            return 0;
        });
        await using var host = await StartAsync([flow], [huge]);

        var unknown = await RunAsync(host, flow, "none");
        Assert.Equal("No activity is named 'none'.", unknown.FailureDetails!.Root.ErrorMessage);
        await host.Client.ScheduleNewOrchestrationInstanceAsync(flow.Reference, "huge", "second", default);
        var tooLong = await host.RunToEndAsync("second");
        Assert.Equal("The output of activity 'huge' is 50,002 bytes of JSON; at most 30,720 are allowed. Pass a key to stored data.", tooLong.FailureDetails!.Root.ErrorMessage);
    }

    [Fact]
    public async Task TwoActivities_WithOneName_AreRefused()
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync([Sum], [Double, new Work<int, string>("double", _ => "")]));
        Assert.StartsWith("Two activities are named 'double'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnswerOfAnInstancePurgedMeanwhile_IsNotGivenToTheNextOfItsId()
    {
        var gates = new[] { new TaskCompletionSource(), new TaskCompletionSource() };
        var ran = new[] { new TaskCompletionSource(), new TaskCompletionSource() };
        var work = new Work<int, int>("gated", async (input, _) =>
        {
            ran[input].SetResult();
            await gates[input].Task;
            return input;
        });
        var flow = new Flow<int, int>("again", (context, input) => context.CallActivityAsync(work.Reference, input));
        await using var host = await StartAsync([flow], [work]);
        for (var input = 0; input < 2; input++)
        {
            await host.Client.ScheduleNewOrchestrationInstanceAsync(flow.Reference, input, "again", default);
            await ran[input].Task;
            if (input == 0)
            {
                await host.Client.TerminateInstanceAsync("again", "over", default);
                Assert.True(await host.Client.PurgeInstanceAsync("again", default));
            }
        }

        gates[0].SetResult();
        await RunAsync(host, Sum, 2);
        gates[1].SetResult();

        Assert.Equal("1", (await host.RunToEndAsync("again")).SerializedOutput);
    }

    [Fact]
    public async Task ActivitiesThatATerminatedInstanceAskedFor_AreNotBegun()
    {
        var (runs, gate, running) = (0, new TaskCompletionSource(), new TaskCompletionSource());
        var work = new Work<int, int>("gated", async (input, _) =>
        {
            Interlocked.Increment(ref runs);
            running.TrySetResult();
            await gate.Task;
            return input;
        });
        var flow = new Flow<int, int>("many", async (context, count) =>
            (await Task.WhenAll(Enumerable.Range(0, count).Select(number => context.CallActivityAsync(work.Reference, number)))).Length);
        await using var host = await StartAsync([flow, Sum], [work, Double], options => options.MaxConcurrentActivities = 1);
        await host.Client.ScheduleNewOrchestrationInstanceAsync(flow.Reference, 20, "many", default);
        await running.Task;

        await host.Client.TerminateInstanceAsync("many", "enough", default);
        gate.SetResult();
        await RunAsync(host, Sum, 1);

        Assert.Equal(1, runs);
    }

    [Fact]
    public async Task Stop_CancelsRunningActivities_WhichRunAgainAtTheNextStart()
    {
        var runs = 0;
        var running = new TaskCompletionSource();
        var work = new Work<int, int>("stops", async (input, token) =>
        {
            if (Interlocked.Increment(ref runs) == 1)
            {
                running.SetResult();
                await Task.Delay(Timeout.Infinite, token);
            }

            return input;
        });
        var flow = new Flow<int, int>("stopped", (context, input) => context.CallActivityAsync(work.Reference, input));
        await using var host = await StartAsync([flow], [work]);
        await host.Client.ScheduleNewOrchestrationInstanceAsync(flow.Reference, 7, "stopped", default);
        await running.Task;

        await host.Engine.StopAsync(default);
        Assert.True(host.Engine.Completion.IsCompletedSuccessfully);
        await host.RestartAsync();

        Assert.Equal("7", (await host.RunToEndAsync("stopped")).SerializedOutput);
        Assert.Equal(2, runs);
    }

    [Fact]
    public async Task Orchestrator_ThatContinuesWithoutEnd_HoldsNobodyUp()
    {
        var flow = new Flow<int, int>("spins", (context, input) =>
        {
            context.ContinueAsNew(input + 1);
            return Task.FromResult(input);
        });
        await using var host = await StartAsync([flow, Sum], [Double]);

        await host.Client.ScheduleNewOrchestrationInstanceAsync(flow.Reference, 0, "spins", default);
        Assert.Equal("2", (await RunAsync(host, Sum, 2)).SerializedOutput);
        await host.Client.TerminateInstanceAsync("spins", "enough", default);

        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await host.RunToEndAsync("spins")).RuntimeStatus);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = most; value > seen; seen = most)
        {
            Interlocked.CompareExchange(ref most, value, seen);
        }
    }

    private sealed class CountedRequests : HttpPipelineSynchronousPolicy
    {
        public ConcurrentQueue<string> All { get; } = [];

        public override void OnSendingRequest(HttpMessage message) => All.Enqueue(message.Request.Method.Method);
    }
}
