using System.Collections.Concurrent;
using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using Nudges.Local.Engine;
using Nudges.Orchestrations.Durable;
using RetryPolicy = Nudges.Orchestrations.Durable.RetryPolicy;

namespace Nudges.Local.Tests.Engine;

/// <summary>What the embedded engine promises beyond the conformance suite.</summary>
[Collection(StorageCollection.Name)]
public sealed class EmbeddedEngineTests(AzuriteFixture azurite)
{
    private static readonly EventRef<int> Number = new("number");
    private static readonly Work<int, int> Double = new("double", input => input * 2);

    private static readonly Work<int, int> Failing = new("failing", input => throw new InvalidOperationException($"failed {input}"));

    private readonly string _container = $"engine-{Guid.NewGuid():N}";

    private static readonly Flow<int, int> Sum = new("sum", async (context, count) =>
        (await Task.WhenAll(Enumerable.Range(0, count).Select(number => context.CallActivityAsync(Double.Reference, number)))).Sum());

    /// <summary>Uses every kind of step; its output tells whether anything was lost, repeated or reordered.</summary>
    private static readonly Flow<int, string> Everything = new("everything", async (context, round) =>
    {
        var id = context.NewGuid();
        var sum = await context.CallSubOrchestratorAsync(Sum.Reference, 5);
        var failed = "none";
        try
        {
            await context.CallActivityAsync(Failing.Reference, sum, new RetryPolicy { MaxNumberOfAttempts = 2, FirstRetryInterval = TimeSpan.FromSeconds(5) });
        }
        catch (TaskFailedException failure)
        {
            failed = failure.FailureDetails.ErrorMessage;
        }

        await context.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
        var named = await context.CallSubOrchestratorAsync(Sum.Reference, 3, $"{context.InstanceId}-named-{round}");
        var number = await context.WaitForExternalEvent(Number);
        if (round == 0)
        {
            context.ContinueAsNew(1);
        }

        return $"{id == context.NewGuid()} {sum} {failed} {named} {number} {round}";
    });

    [Theory]
    [InlineData(ActivityDelivery.Once, 1)]
    [InlineData(ActivityDelivery.TwiceInSequence, 9)]
    [InlineData(ActivityDelivery.TwiceAtTheSameTime, 9)]
    public async Task Result_IsTheSame_WhereverItCrashes(ActivityDelivery delivery, int stride)
    {
        var crashes = 0;
        for (var step = 1; ; step += stride)
        {
            var (result, steps) = await RunEverythingAsync(delivery, step);
            Assert.Equal("\"False 20 failed 20 6 7 1\"", result);
            if (steps < step)
            {
                break;
            }

            crashes++;
        }

        Assert.InRange(crashes * stride, 40, 250);
    }

    [Fact]
    public async Task FanOutOf100_CostsAHandfulOfRequests()
    {
        var requests = new CountedRequests();
        await using var host = await StartAsync([Sum], [Double], storage: options => options.AddPolicy(requests, HttpPipelinePosition.PerCall), configure: options =>
            options.ResultsWaitForCompany = TimeSpan.FromSeconds(1));
        requests.All.Clear();

        await host.Client.ScheduleNewOrchestrationInstanceAsync(Sum.Reference, 100, "sum", default);
        Assert.Equal("9900", (await host.WaitAsync("sum", instance => instance.IsCompleted)).SerializedOutput);
        await host.Engine.StopAsync(default);

        // Whether the id is taken; the start with its 100 calls; the results and the end; the end filed.
        Assert.Equal(["GET", "PUT", "PUT", "PUT"], requests.All);
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
    public async Task AwaitOfSomethingElse_FailsTheInstance_WhenNothingDurableIsWaitedFor()
    {
        var never = new TaskCompletionSource();
        var flow = new Flow<int, int>("strays", async (_, input) =>
        {
            await never.Task;
            return input;
        });
        await using var host = await StartAsync([flow], []);

        var end = await RunAsync(host, flow);

        Assert.Equal(typeof(NonDurableAwaitException).FullName, end.FailureDetails!.ErrorType);
        Assert.Contains("'strays'", end.FailureDetails.ErrorMessage, StringComparison.Ordinal);
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
    public async Task Orchestrator_ThatIsNotDeterministic_FailsAtItsFirstTurn_AndTheCallIsNamed()
    {
        var runs = 0;
        var flow = new Flow<int, int>("varies", (context, input) =>
            context.CallActivityAsync(new ActivityRef<int, int>(Interlocked.Increment(ref runs) == 1 ? "double" : "triple"), input));
        await using var host = await StartAsync([flow], [Double]);

        var end = await RunAsync(host, flow);

        Assert.Equal("Orchestrator 'varies' does not replay: the history has call 0: activity 'double' where it now comes to call 0: activity 'triple'.", end.FailureDetails!.ErrorMessage);
    }

    [Fact]
    public async Task Orchestrator_WithAnotherInputOnReplay_Fails()
    {
        var runs = 0;
        var flow = new Flow<int, int>("varies", (context, _) => context.CallActivityAsync(Double.Reference, Interlocked.Increment(ref runs)));
        await using var host = await StartAsync([flow], [Double]);

        var end = await RunAsync(host, flow);

        Assert.Contains("call 0: activity 'double' was first", end.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ConfigureAwaitFalse_OnTheContextsTasks_StaysOnTheTurn()
    {
        var flow = new Flow<int, int>("leaves the context", async (context, input) =>
        {
            var both = Task.WhenAll(context.CallActivityAsync(Double.Reference, input), context.CallActivityAsync(Double.Reference, input + 1));
            var sum = (await both.ConfigureAwait(false)).Sum();
            return await context.CallActivityAsync(Double.Reference, sum);
        });
        await using var host = await StartAsync([flow], [Double]);

        Assert.Equal("12", (await RunAsync(host, flow, 1)).SerializedOutput);
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
        Assert.Equal("The output of activity 'huge' is 50,002 bytes of JSON; at most 46,080 are allowed. Pass a key to stored data.", tooLong.FailureDetails!.Root.ErrorMessage);
    }

    [Fact]
    public void TwoActivities_WithOneName_AreRefused()
    {
        var refused = Assert.Throws<InvalidOperationException>(() => EngineRegistration.ByName<IActivity>([Double, new Work<int, string>("double", _ => "")], activity => activity.Name));
        Assert.Contains("'double'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AppendWhoseAnswerWasLost_IsNotRepeated()
    {
        var lost = new LostAnswers();
        await using var host = await StartAsync([Sum], [Double], storage: options =>
        {
            options.Retry.Delay = TimeSpan.Zero;
            options.AddPolicy(lost, HttpPipelinePosition.PerRetry);
        });

        Assert.Equal("90", (await RunAsync(host, Sum, 10)).SerializedOutput);
        Assert.NotEqual(0, lost.Count);
        await host.RestartAsync();
        Assert.Equal("90", (await host.Client.GetInstanceAsync("instance", default))!.SerializedOutput);
    }

    [Fact]
    public async Task TornLastLine_IsLeftOut()
    {
        await using var host = await StartWaitingAsync();
        await host.Engine.CrashAsync();
        var blob = new AppendBlobClient(azurite.ConnectionString, _container, "journal/0000000001");
        await blob.AppendBlockAsync(new MemoryStream(Encoding.UTF8.GetBytes("{\"$type\":\"event\",\"name\":\"num")));

        for (var times = 0; times < 2; times++)
        {
            await host.RestartAsync();
            await host.Client.RaiseEventAsync("waits", new EventRef<int>("other"), 1, default);
        }

        await host.Client.RaiseEventAsync("waits", Number, 3, default);
        Assert.Equal("3", (await host.RunToEndAsync("waits")).SerializedOutput);
    }

    [Fact]
    public async Task OlderProcess_Stops_WhenAnotherTakesItsJournal()
    {
        await using var older = await StartWaitingAsync();
        await using var newer = await StartWaitingAsync();
        await newer.Client.RaiseEventAsync("waits", new EventRef<int>("other"), 1, default);

        await Assert.ThrowsAsync<EngineFaultedException>(() => older.Client.RaiseEventAsync("waits", Number, 1, default));
        var fault = await Assert.ThrowsAsync<EngineFaultedException>(() => older.Engine.Completion);
        Assert.IsType<JournalTakenException>(fault.InnerException);

        await newer.Client.RaiseEventAsync("waits", Number, 2, default);
        Assert.Equal("2", (await newer.RunToEndAsync("waits")).SerializedOutput);
    }

    [Fact]
    public async Task StorageThatDies_FaultsTheEngine_AndNothingStoredIsLost()
    {
        var dead = new DeadStorage();
        await using var host = await StartWaitingAsync(options =>
        {
            options.Retry.MaxRetries = 1;
            options.Retry.Delay = TimeSpan.Zero;
            options.AddPolicy(dead, HttpPipelinePosition.PerRetry);
        });

        dead.IsDead = true;
        await Assert.ThrowsAsync<EngineFaultedException>(() => host.Client.RaiseEventAsync("waits", Number, 1, default));
        await Assert.ThrowsAsync<EngineFaultedException>(() => host.Engine.Completion);
        await Assert.ThrowsAsync<EngineFaultedException>(() => host.Client.GetInstanceAsync("waits", default));

        dead.IsDead = false;
        await host.RestartAsync();
        await host.Client.RaiseEventAsync("waits", Number, 2, default);
        Assert.Equal("2", (await host.RunToEndAsync("waits")).SerializedOutput);
    }

    [Fact]
    public async Task Journal_IsRewritten_WithWhatHasNotEnded()
    {
        await using var host = await StartWaitingAsync(configure: options => options.AppendsPerJournal = 3);
        for (var run = 0; run < 10; run++)
        {
            await host.Client.ScheduleNewOrchestrationInstanceAsync(Sum.Reference, 2, $"sum-{run}", default);
            await host.RunToEndAsync($"sum-{run}");
        }

        await host.RestartAsync();
        await host.Client.RaiseEventAsync("waits", Number, 3, default);
        Assert.Equal("3", (await host.RunToEndAsync("waits")).SerializedOutput);
        Assert.Equal("2", (await host.Client.GetInstanceAsync("sum-0", default))!.SerializedOutput);

        var journal = new List<string>();
        var container = new BlobContainerClient(azurite.ConnectionString, _container);
        await foreach (var blob in container.GetBlobsAsync(Azure.Storage.Blobs.Models.BlobTraits.None, Azure.Storage.Blobs.Models.BlobStates.None, "journal/", default))
        {
            journal.Add((await container.GetBlobClient(blob.Name).DownloadContentAsync()).Value.Content.ToString());
        }

        Assert.DoesNotContain("sum-0", Assert.Single(journal), StringComparison.Ordinal);
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
    public async Task Orchestrator_ThatContinuesWithoutEnd_Fails_AndOthersGoOn()
    {
        var flow = new Flow<int, int>("spins", (context, input) =>
        {
            context.ContinueAsNew(input + 1);
            return Task.FromResult(input);
        });
        await using var host = await StartAsync([flow, Sum], [Double]);

        Assert.Contains("without end", (await RunAsync(host, flow)).FailureDetails!.ErrorMessage, StringComparison.Ordinal);
        await host.Client.ScheduleNewOrchestrationInstanceAsync(Sum.Reference, 2, "sum", default);
        Assert.Equal("2", (await host.RunToEndAsync("sum")).SerializedOutput);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = most; value > seen; seen = most)
        {
            Interlocked.CompareExchange(ref most, value, seen);
        }
    }

    private static async Task<OrchestrationMetadata> RunAsync<TIn, TOut>(EmbeddedHost host, Flow<TIn, TOut> flow, TIn input = default!)
    {
        await host.Client.ScheduleNewOrchestrationInstanceAsync(flow.Reference, input, "instance", default);
        return await host.RunToEndAsync("instance");
    }

    private async Task<(string? Result, int Steps)> RunEverythingAsync(ActivityDelivery delivery, int crashAfter)
    {
        await using var host = await EmbeddedHost.StartAsync(
            azurite.ConnectionString, $"engine-{Guid.NewGuid():N}", [Everything, Sum], [Double, Failing], options =>
            {
                options.Delivery = delivery;
                options.CrashAfterStep = crashAfter;
            });
        var crashed = host.Engine;
        host.CrashNoMore();
        await host.RestartOnFaultAsync(() => host.Client.ScheduleNewOrchestrationInstanceAsync(Everything.Reference, 0, "all", default));
        for (var round = 0; round < 2; round++)
        {
            // Raised again where it crashed before it answered: the same event, so that one too many does not matter.
            await host.RestartOnFaultAsync(() => host.Client.RaiseEventAsync("all", Number, 7, default));
        }

        var end = await host.RestartOnFaultAsync(() => host.RunToEndAsync("all"));
        return (end.SerializedOutput ?? end.FailureDetails?.ErrorMessage, crashed.Steps);
    }

    private Task<EmbeddedHost> StartAsync(
        IReadOnlyList<IOrchestrator> orchestrators, IReadOnlyList<IActivity> activities,
        Action<EngineOptions>? configure = null, Action<BlobClientOptions>? storage = null) =>
        EmbeddedHost.StartAsync(azurite.ConnectionString, _container, orchestrators, activities, configure, storage);

    private async Task<EmbeddedHost> StartWaitingAsync(Action<BlobClientOptions>? storage = null, Action<EngineOptions>? configure = null)
    {
        var flow = new Flow<int, int>("waits", (context, _) => context.WaitForExternalEvent(Number));
        var host = await StartAsync([flow, Sum], [Double], configure, storage);
        await host.Client.ScheduleNewOrchestrationInstanceAsync(flow.Reference, 0, "waits", default);
        return host;
    }

    private sealed class CountedRequests : HttpPipelineSynchronousPolicy
    {
        public ConcurrentQueue<string> All { get; } = [];

        public override void OnSendingRequest(HttpMessage message) => All.Enqueue(message.Request.Method.Method);
    }

    /// <summary>The first try of every append reaches the storage, and its answer does not come back.</summary>
    private sealed class LostAnswers : HttpPipelineSynchronousPolicy
    {
        private string? _lost;

        public int Count { get; private set; }

        public override void OnReceivedResponse(HttpMessage message)
        {
            if (message.Request.Uri.Query.Contains("comp=appendblock", StringComparison.Ordinal) && message.Request.ClientRequestId != _lost)
            {
                _lost = message.Request.ClientRequestId;
                Count++;
                throw new IOException("The answer was lost.");
            }
        }
    }

    private sealed class DeadStorage : HttpPipelineSynchronousPolicy
    {
        public bool IsDead { get; set; }

        public override void OnSendingRequest(HttpMessage message)
        {
            if (IsDead)
            {
                throw new IOException("Nobody answers.");
            }
        }
    }
}
