using System.Collections.Concurrent;
using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using Nudges.Conformance;
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

    private static readonly Flow<int, int> Waits = new("waits", (context, _) => context.WaitForExternalEvent(Number));

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
            await context.CallActivityAsync(Failing.Reference, sum, new RetryPolicy(2, TimeSpan.FromSeconds(5)));
        }
        catch (TaskFailedException failure)
        {
            failed = failure.FailureDetails.ErrorMessage;
        }

        await context.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
        var named = await context.CallSubOrchestratorAsync(Sum.Reference, 3, $"{context.InstanceId}:named-{round}");
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

        Assert.Equal("Orchestrator 'varies' does not replay: where it asked for call 0, activity 'double', it now asks for call 0, activity 'triple'.", end.FailureDetails!.ErrorMessage);
    }

    [Fact]
    public async Task Orchestrator_WithAnotherInputOnReplay_Fails()
    {
        var runs = 0;
        var flow = new Flow<int, int>("varies", (context, _) => context.CallActivityAsync(Double.Reference, Interlocked.Increment(ref runs)));
        await using var host = await StartAsync([flow], [Double]);

        var end = await RunAsync(host, flow);

        Assert.EndsWith("where it asked for call 0, activity 'double' with 1, it now asks for call 0, activity 'double' with 2.", end.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
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
    public async Task TwoActivities_WithOneName_AreRefused()
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync([Sum], [Double, new Work<int, string>("double", _ => "")]));
        Assert.StartsWith("Two are named 'double'", refused.Message, StringComparison.Ordinal);
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
    public async Task DamagedLine_StopsTheStart_AndIsNamed()
    {
        await using var host = await StartWaitingAsync();
        await host.Engine.CrashAsync();
        var blob = new AppendBlobClient(azurite.ConnectionString, _container, "journal/0000000001");
        await blob.GetBlobLeaseClient().BreakAsync(TimeSpan.Zero);
        await blob.AppendBlockAsync(new MemoryStream(Encoding.UTF8.GetBytes("{\"$type\":\"event\",\"name\":\"num\n")));

        var damaged = await Assert.ThrowsAsync<InvalidDataException>(host.RestartAsync);

        Assert.EndsWith("journal/0000000001, line 2.", damaged.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RewriteThatWasCutShort_LosesNothing()
    {
        var noDelete = new DeadStorage(RequestMethod.Delete);
        await using var host = await StartWaitingAsync(
            options =>
            {
                options.Retry.MaxRetries = 0;
                options.AddPolicy(noDelete, HttpPipelinePosition.PerRetry);
            },
            options => options.AppendsPerJournal = 2);

        // The new journal has taken over, and the old one is still there.
        noDelete.IsDead = true;
        await Assert.ThrowsAsync<EngineFaultedException>(() => host.Client.RaiseEventAsync("waits", Number, 3, default));
        noDelete.IsDead = false;
        await host.RestartAsync();
        Assert.Equal("3", (await host.RunToEndAsync("waits")).SerializedOutput);
        await host.Engine.CrashAsync();

        // A new journal that has not taken over is dropped.
        var blob = new AppendBlobClient(azurite.ConnectionString, _container, "journal/0000000009");
        await blob.CreateAsync();
        await blob.AppendBlockAsync(new MemoryStream(Encoding.UTF8.GetBytes("half a line")));
        await host.RestartAsync();
        Assert.Equal("3", (await host.Client.GetInstanceAsync("waits", default))!.SerializedOutput);
        Assert.False(await blob.ExistsAsync());
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
    public async Task Journal_IsRewritten_WithALineForWhatHasEnded()
    {
        await using var host = await StartWaitingAsync(configure: options => options.AppendsPerJournal = 2);
        for (var run = 0; run < 5; run++)
        {
            await host.Client.ScheduleNewOrchestrationInstanceAsync(Sum.Reference, 2, $"sum-{run}", default);
            await host.RunToEndAsync($"sum-{run}");
        }

        await host.RestartAsync();
        var journal = new List<string>();
        var container = new BlobContainerClient(azurite.ConnectionString, _container);
        await foreach (var blob in container.GetBlobsAsync(Azure.Storage.Blobs.Models.BlobTraits.None, Azure.Storage.Blobs.Models.BlobStates.None, "journal/", default))
        {
            journal.Add((await container.GetBlobClient(blob.Name).DownloadContentAsync()).Value.Content.ToString());
        }

        Assert.Equal(["ended"], Assert.Single(journal).Split('\n').Where(line => line.Contains("\"sum-0\"", StringComparison.Ordinal)).Select(line => line.Split('"')[3]));
        await host.Client.RaiseEventAsync("waits", Number, 3, default);
        Assert.Equal("3", (await host.RunToEndAsync("waits")).SerializedOutput);
        Assert.Equal("2", (await host.Client.GetInstanceAsync("sum-0", default))!.SerializedOutput);
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
        Assert.Null(await host.Client.GetInstanceAsync("waits", default));
        version = "2.1";
        await host.RestartAsync();

        Assert.Equal("3", (await host.RunToEndAsync("waits")).SerializedOutput);
        await host.Client.RaiseEventAsync("new", Number, 4, default);
        Assert.Equal("4", (await host.RunToEndAsync("new")).SerializedOutput);
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

    private static async Task<OrchestrationMetadata> RunAsync<TIn, TOut>(
        EmbeddedHost host, Flow<TIn, TOut> flow, TIn input = default!, string id = "instance", Func<OrchestrationMetadata, bool>? until = null)
    {
        await host.Client.ScheduleNewOrchestrationInstanceAsync(flow.Reference, input, id, default);
        return until is null ? await host.RunToEndAsync(id) : await host.WaitAsync(id, until);
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
        var host = await StartAsync([Waits, Sum], [Double], configure, storage);
        await host.Client.ScheduleNewOrchestrationInstanceAsync(Waits.Reference, 0, "waits", default);
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

    /// <summary>Answers nothing, or no request of that method.</summary>
    private sealed class DeadStorage(RequestMethod? method = null) : HttpPipelineSynchronousPolicy
    {
        public bool IsDead { get; set; }

        public override void OnSendingRequest(HttpMessage message)
        {
            if (IsDead && (method ?? message.Request.Method) == message.Request.Method)
            {
                throw new IOException("Nobody answers.");
            }
        }
    }
}
