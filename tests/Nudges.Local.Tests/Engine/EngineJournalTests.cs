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

/// <summary>What the journal keeps through crashes, lost answers, dead storage and a second process.</summary>
public sealed class EngineJournalTests(AzuriteFixture azurite) : EngineTests(azurite)
{
    private static readonly Work<int, int> Failing = new("failing", input => throw new InvalidOperationException($"failed {input}"));

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
        var blob = new AppendBlobClient(Storage, Container, "journal/0000000001");
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
        var blob = new AppendBlobClient(Storage, Container, "journal/0000000009");
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
        var container = new BlobContainerClient(Storage, Container);
        await foreach (var blob in container.GetBlobsAsync(Azure.Storage.Blobs.Models.BlobTraits.None, Azure.Storage.Blobs.Models.BlobStates.None, "journal/", default))
        {
            journal.Add((await container.GetBlobClient(blob.Name).DownloadContentAsync()).Value.Content.ToString());
        }

        Assert.Equal(["ended"], Assert.Single(journal).Split('\n').Where(line => line.Contains("\"sum-0\"", StringComparison.Ordinal)).Select(line => line.Split('"')[3]));
        await host.Client.RaiseEventAsync("waits", Number, 3, default);
        Assert.Equal("3", (await host.RunToEndAsync("waits")).SerializedOutput);
        Assert.Equal("2", (await host.Client.GetInstanceAsync("sum-0", default))!.SerializedOutput);
    }

    private async Task<(string? Result, int Steps)> RunEverythingAsync(ActivityDelivery delivery, int crashAfter)
    {
        await using var host = await EmbeddedHost.StartAsync(
            Storage, $"engine-{Guid.NewGuid():N}", [Everything, Sum], [Double, Failing], options => options.Delivery = delivery, crashes: [crashAfter]);
        var crashed = host.Engine;
        await host.RestartOnFaultAsync(() => host.Client.ScheduleNewOrchestrationInstanceAsync(Everything.Reference, 0, "all", default));
        for (var round = 0; round < 2; round++)
        {
            // Raised again where it crashed before it answered: the same event, so that one too many does not matter.
            await host.RestartOnFaultAsync(() => host.Client.RaiseEventAsync("all", Number, 7, default));
        }

        var end = await host.RestartOnFaultAsync(() => host.RunToEndAsync("all"));
        return (end.SerializedOutput ?? end.FailureDetails?.ErrorMessage, crashed.Steps);
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
