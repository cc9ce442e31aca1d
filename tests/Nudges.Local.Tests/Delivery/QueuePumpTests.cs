using System.Text.Json;
using System.Threading.Channels;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Queues;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Nudges.Campaigns;
using Nudges.Delivery;
using Nudges.Integrations.Storage;
using Nudges.Local.Delivery;
using Nudges.Local.Tests.Engine;
using Nudges.Local.Tests.Storage;
using Nudges.Messages;
using Nudges.Orchestrations.Delivery;
using Nudges.People;
using Nudges.Storage;

namespace Nudges.Local.Tests.Delivery;

/// <summary>
/// A message that is handled for long. The queue hides it by its own clock, and is asked for a second; the pump keeps it hidden by the
/// test's clock.
/// </summary>
[Collection(StorageCollection.Name)]
public sealed class QueuePumpTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Third = QueuePump.Visibility / 3;
    private readonly string _name = $"held{Guid.NewGuid():N}"[..20];
    private StorageServices _storage = null!;
    private EmbeddedHost _engine = null!;

    private QueueClient Queue => _storage.Get<QueueServiceClient>().GetQueueClient(IBatchQueue.QueueName(_name, RunPriority.Normal));

    public async Task InitializeAsync()
    {
        _storage = await StorageServices.ReadyAsync(azurite.ConnectionString);
        await _storage.Get<StorageSetup>().EnsureCreatedAsync([_name], CancellationToken.None);
        _engine = await EmbeddedHost.StartAsync(azurite.ConnectionString, $"engine-{_name}", [], []);
    }

    public async Task DisposeAsync()
    {
        await _engine.DisposeAsync();
        _storage.Dispose();
    }

    [Fact]
    public async Task Pump_KeepsAMessageFromOthersWhileItIsHandled_AndDeletesItByItsLastReceipt()
    {
        var batch = await EnqueueAsync(nudges: 1);
        var (wire, clock, channel) = (new Wire(), new WaitClock(), new HeldChannel(_name));
        using var pump = Pump(wire, clock, channel);
        await pump.StartAsync(CancellationToken.None);
        await channel.Begun;

        var renewals = new List<Renewal>();
        for (var third = 0; third < 3; third++)
        {
            await clock.WaitedForAsync(Third);
            clock.Advance(Third);
            renewals.Add(await wire.RenewalAsync());
        }

        // Seen after a second as well, and put there later: what is not seen with it is hidden by its renewals.
        var later = (await Queue.SendMessageAsync("later", visibilityTimeout: TimeSpan.FromSeconds(1))).Value;
        Assert.Equal([later.MessageId], await SeenAsync());
        await Queue.DeleteMessageAsync(later.MessageId, later.PopReceipt);
        channel.Release();
        Assert.Equal(renewals[^1].Gave, await wire.DeletedAsync());
        await pump.StopAsync(CancellationToken.None);

        Assert.Equal(renewals.SkipLast(1).Select(renewal => renewal.Gave), renewals.Skip(1).Select(renewal => renewal.With));
        Assert.Equal(3, renewals.Select(renewal => renewal.Gave).Distinct().Count());
        Assert.Equal("s", await StatesAsync(batch));
        Assert.Equal(0, (await Queue.GetPropertiesAsync()).Value.ApproximateMessagesCount);
    }

    [Fact]
    public async Task Pump_SendsNothingThatAnotherSends_WhenItsMessageWasSeenByThatMeanwhile()
    {
        var batch = await EnqueueAsync(nudges: 3);
        var (wire, clock, channel) = (new Wire(), new WaitClock(), new HeldChannel(_name));
        using var pump = Pump(wire, clock, channel);
        await pump.StartAsync(CancellationToken.None);
        await channel.Begun;

        await SeenAsync();
        var (otherWire, otherChannel) = (new Wire(), new HeldChannel(_name));
        otherChannel.Release();
        using var other = Pump(otherWire, TimeProvider.System, otherChannel);
        await other.StartAsync(CancellationToken.None);
        await otherWire.DeletedAsync();
        await clock.WaitedForAsync(Third);
        clock.Advance(Third);
        Assert.Null((await wire.RenewalAsync()).Gave);
        channel.Release();
        await wire.DeletedAsync();
        await Task.WhenAll(pump.StopAsync(CancellationToken.None), other.StopAsync(CancellationToken.None));

        Assert.Equal([batch.Nudges[0].Id], channel.Sent);
        Assert.Equal([batch.Nudges[1].Id, batch.Nudges[2].Id], otherChannel.Sent);
        Assert.Equal("uss", await StatesAsync(batch));
        Assert.Equal(0, (await Queue.GetPropertiesAsync()).Value.ApproximateMessagesCount);
    }

    [Fact]
    public async Task Pump_DeletesWhatItHasSent_WhenTheQueueDidNotAnswerARenewal()
    {
        var batch = await EnqueueAsync(nudges: 1);
        var (wire, clock, channel) = (new Wire { AnswersRenewals = false }, new WaitClock(), new HeldChannel(_name));
        using var pump = Pump(wire, clock, channel);
        await pump.StartAsync(CancellationToken.None);
        await channel.Begun;

        await clock.WaitedForAsync(Third);
        clock.Advance(Third);
        var renewal = await wire.RenewalAsync();
        channel.Release();

        Assert.Equal(renewal.With, await wire.DeletedAsync());
        await pump.StopAsync(CancellationToken.None);
        Assert.Equal("s", await StatesAsync(batch));
        Assert.Equal(0, (await Queue.GetPropertiesAsync()).Value.ApproximateMessagesCount);
    }

    private async Task<Batch> EnqueueAsync(int nudges)
    {
        var run = new RunId($"run-{_name}");
        var batch = new Batch
        {
            Id = BatchId.For(run, 0, _name, 0),
            Channel = _name,
            Instance = "nobody",
            Nudges =
            [
                .. Enumerable.Range(0, nudges).Select(number => new PersonId($"person-{number}")).Select(person =>
                    new BatchedNudge { Id = NudgeId.For(run, step: 0, person), Person = person, Message = "{}" }),
            ],
        };
        await _storage.Documents.WriteAsync(Documents.Batch(batch.Id), batch, CancellationToken.None);
        await Queue.SendMessageAsync(JsonSerializer.Serialize(new BatchMessage { Batch = batch.Id, Channel = _name }, NudgesJson.Options));
        return batch;
    }

    /// <summary>The first messages that can be seen.</summary>
    private async Task<IEnumerable<string>> SeenAsync()
    {
        while (true)
        {
            if ((await Queue.PeekMessagesAsync(32)).Value is { Length: > 0 } seen)
            {
                return seen.Select(message => message.MessageId);
            }
        }
    }

    private async Task<string> StatesAsync(Batch batch) => (await _storage.Ledger.ReadAsync(batch.Id, CancellationToken.None))!.States;

    private QueuePump Pump(Wire wire, TimeProvider time, IChannel channel)
    {
        var options = new QueueClientOptions { MessageEncoding = QueueMessageEncoding.None };
        options.AddPolicy(new StorageFailurePolicy(), HttpPipelinePosition.PerCall);
        options.AddPolicy(wire, HttpPipelinePosition.PerCall);
        var channels = new Channels([channel]);
        var sender = new BatchSender(
            _storage.Documents, _storage.Ledger, _storage.Queue, new RunRecount(_storage.Runs, _storage.Ledger), new SharedPace(_storage.Documents, _storage.Runs, TimeProvider.System),
            new LateRules(_storage.Documents, _storage.Preferences, TimeProvider.System), channels, TimeProvider.System, NullLogger<BatchSender>.Instance);
        return new QueuePump(
            new QueueServiceClient(azurite.ConnectionString, options), channels, new WakingBatchQueue(_storage.Queue, _storage.Runs, time), sender, _engine.Client,
            time, NullLogger<QueuePump>.Instance);
    }

    /// <param name="With">The receipt that it was asked with.</param>
    /// <param name="Gave">The receipt that it gave; null where it failed.</param>
    private sealed record Renewal(string With, string? Gave);

    /// <summary>What a pump asks of its queue. What it receives is hidden for a second.</summary>
    private sealed class Wire : HttpPipelinePolicy
    {
        private readonly Channel<Renewal> _renewals = Channel.CreateUnbounded<Renewal>();
        private readonly TaskCompletionSource<string> _deleted = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool AnswersRenewals { get; init; } = true;

        public Task<Renewal> RenewalAsync() => _renewals.Reader.ReadAsync().AsTask().WaitAsync(Limit);

        /// <summary>The receipt that a message was deleted with, or was to be.</summary>
        public Task<string> DeletedAsync() => _deleted.Task.WaitAsync(Limit);

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();

        public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            var asked = message.Request.Uri.ToUri();
            var receipt = Receipt(asked);
            if (message.Request.Method == RequestMethod.Get)
            {
                message.Request.Uri.Query = asked.Query.Replace($"visibilitytimeout={QueuePump.Visibility.TotalSeconds}", "visibilitytimeout=1", StringComparison.Ordinal);
            }

            if (message.Request.Method == RequestMethod.Put && !AnswersRenewals)
            {
                _renewals.Writer.TryWrite(new Renewal(receipt, null));
                throw new RequestFailedException("No answer.");
            }

            await ProcessNextAsync(message, pipeline);
            if (message.Request.Method == RequestMethod.Put)
            {
                _renewals.Writer.TryWrite(new Renewal(receipt, message.Response.Headers.TryGetValue("x-ms-popreceipt", out var gave) ? gave : null));
            }
            else if (message.Request.Method == RequestMethod.Delete)
            {
                _deleted.TrySetResult(receipt);
            }
        }

        private static string Receipt(Uri asked) => System.Web.HttpUtility.ParseQueryString(asked.Query)["popreceipt"] ?? "";
    }

    /// <summary>A clock that tells when somebody waits.</summary>
    private sealed class WaitClock : FakeTimeProvider
    {
        private readonly Channel<TimeSpan> _waits = Channel.CreateUnbounded<TimeSpan>();

        public async Task WaitedForAsync(TimeSpan wait)
        {
            using var limit = new CancellationTokenSource(Limit);
            while (await _waits.Reader.ReadAsync(limit.Token) != wait)
            {
            }
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            _waits.Writer.TryWrite(dueTime);
            return timer;
        }
    }

    /// <summary>Sends one nudge at a time, and goes on when it is let.</summary>
    private sealed class HeldChannel(string name) : IChannel
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public List<NudgeId> Sent { get; } = [];

        public Task Begun => _begun.Task.WaitAsync(Limit);

        public string Name => name;

        public int BatchSize => 100;

        public int ChunkSize => 1;

        public void Release() => _released.TrySetResult();

        public bool Reaches(Person person) => true;

        public MessageText Compose(NudgeDraft draft) => "{}";

        public async Task<ChunkResult> SendAsync(IReadOnlyList<BatchedNudge> nudges, CancellationToken cancellationToken)
        {
            Sent.AddRange(nudges.Select(nudge => nudge.Id));
            _begun.TrySetResult();
            await _released.Task;
            return new ChunkResult { Outcomes = [.. nudges.Select(_ => new NudgeOutcome.Sent())] };
        }
    }
}
