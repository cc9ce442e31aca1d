using System.Text.Json;
using Azure.Storage.Queues;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Nudges.Campaigns;
using Nudges.Delivery;
using Nudges.Local.Tests.Storage;
using Nudges.Orchestrations;
using Nudges.Orchestrations.Delivery;
using Nudges.People;
using Nudges.Storage;

namespace Nudges.Local.Tests.Delivery;

/// <summary>What becomes of events, over real storage: kept once, with their consequences, whatever dies in between.</summary>
[Collection(StorageCollection.Name)]
public sealed class EventRecorderTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);
    private readonly RunId _run = new($"run-{Guid.NewGuid():N}");
    private StorageServices _storage = null!;
    private TestQueue _queue = null!;

    public async Task InitializeAsync()
    {
        _storage = await StorageServices.ReadyAsync(azurite.ConnectionString);
        _queue = new TestQueue();
    }

    public Task DisposeAsync()
    {
        _storage.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Handle_KeepsAPostOfABatch_InAReadAndAWrite()
    {
        var batch = await PlanAsync("ssssssssss");
        var message = new EventMessage { Events = [.. Enumerable.Range(0, 10).SelectMany(position => new[] { Told(batch, position, NudgeEventKind.Processed), Told(batch, position, NudgeEventKind.Delivered) })] };
        var before = (_storage.Requests.Blobs, _storage.Requests.Tables);

        await Recorder().HandleAsync(message, CancellationToken.None);

        Assert.Equal((2, 1), (_storage.Requests.Blobs - before.Blobs, _storage.Requests.Tables - before.Tables));
        var events = await EventsAsync(batch);
        Assert.Equal([NudgeEventKind.Processed, NudgeEventKind.Delivered], events.Of(9).Select(fact => fact.Kind));
        Assert.Empty(_queue.Messages);

        // The same again: read, and nothing written.
        before = (_storage.Requests.Blobs, _storage.Requests.Tables);
        await Recorder().HandleAsync(message, CancellationToken.None);
        Assert.Equal((1, 1), (_storage.Requests.Blobs - before.Blobs, _storage.Requests.Tables - before.Tables));
    }

    [Fact]
    public async Task Handle_DropsWhatIsOfNoKnownNudge()
    {
        var batch = await PlanAsync("ss");
        var unknown = new BatchId($"{_run}.00000.email.77");

        await Recorder().HandleAsync(new EventMessage { Events = [Told(batch, 2, NudgeEventKind.Delivered), Told(unknown, 0, NudgeEventKind.Delivered), Told(batch, 1, NudgeEventKind.Delivered)] }, CancellationToken.None);

        Assert.Equal([1], (await EventsAsync(batch)).Facts.Keys);
        Assert.Null(await _storage.Documents.ReadAsync(Documents.BatchEvents(unknown), CancellationToken.None));
    }

    [Fact]
    public async Task Handle_Suppresses_AsTheProviderTells()
    {
        var batch = await PlanAsync("ssss");

        await Recorder().HandleAsync(new EventMessage
        {
            Events =
            [
                Told(batch, 0, NudgeEventKind.Bounced) with { AddressMark = MailBounce.Mark("a@x.example"), Reason = "no such user" },
                Told(batch, 1, NudgeEventKind.ReportedAsSpam),
                Told(batch, 2, NudgeEventKind.Unsubscribed),
                // Of somebody else's nudge.
                Told(batch, 3, NudgeEventKind.Unsubscribed) with { Nudge = new NudgeId("other") },
            ],
        }, CancellationToken.None);

        Assert.Equal(new MailBounce { At = Noon, Address = MailBounce.Mark("a@x.example"), Reason = "no such user" }, (await AskedAsync(batch, 0)).Bounce);
        Assert.Equal((Noon, Noon), ((await AskedAsync(batch, 1)).UnsubscribedAt, (await AskedAsync(batch, 1)).ReportedSpamAt));
        Assert.Equal((Noon, null), ((await AskedAsync(batch, 2)).UnsubscribedAt, (await AskedAsync(batch, 2)).ReportedSpamAt));
        Assert.Equal(JsonSerializer.Serialize(new Preferences()), JsonSerializer.Serialize(await AskedAsync(batch, 3)));
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public async Task Handle_LeavesTheAddressOpen_WhenTheMailCameBackBeforeThatWasLifted(int liftedMinutesLater, bool closes)
    {
        var batch = await PlanAsync("s");
        await _storage.Preferences.ChangeAsync(Person(0), asked => asked with { BounceLiftedAt = Noon.AddMinutes(liftedMinutesLater) }, CancellationToken.None);

        await Recorder().HandleAsync(
            new EventMessage { Events = [Told(batch, 0, NudgeEventKind.Bounced) with { AddressMark = MailBounce.Mark("a@x.example") }] }, CancellationToken.None);

        Assert.Equal(closes, (await AskedAsync(batch, 0)).Bounce is not null);
    }

    [Fact]
    public async Task Handle_DoesNotSuppressAgain_WhenACuratorHasLiftedIt()
    {
        var batch = await PlanAsync("s");
        var message = new EventMessage { Events = [Told(batch, 0, NudgeEventKind.Bounced) with { AddressMark = MailBounce.Mark("a@x.example") }] };
        await Recorder().HandleAsync(message, CancellationToken.None);
        await _storage.Preferences.ChangeAsync(Person(0), asked => asked with { Bounce = null }, CancellationToken.None);

        await Recorder().HandleAsync(message, CancellationToken.None);

        Assert.Null((await AskedAsync(batch, 0)).Bounce);
    }

    [Fact]
    public async Task Handle_KeepsNothingOfSomeoneErased()
    {
        var batch = await PlanAsync("s");
        await _storage.Preferences.ChangeAsync(Person(0), asked => asked with { ErasedAt = Noon }, CancellationToken.None);

        await Recorder().HandleAsync(new EventMessage { Events = [Told(batch, 0, NudgeEventKind.ReportedAsSpam)] }, CancellationToken.None);

        Assert.Null((await AskedAsync(batch, 0)).UnsubscribedAt);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Handle_ComesToTheSame_WhenItDiesAtAnyWriteAndTheMessageComesAgain(int write)
    {
        var batch = await PlanAsync("uu");
        await FinishAsync(unconfirmed: 2);
        var message = new EventMessage { Events = [Told(batch, 0, NudgeEventKind.Delivered), Told(batch, 1, NudgeEventKind.Bounced) with { AddressMark = MailBounce.Mark("b@x.example"), Reason = "no such user" }] };

        await WorkAsync(message, new DyingDocuments(_storage.Documents, write));

        var entry = await _storage.Ledger.ReadAsync(batch, CancellationToken.None);
        Assert.Equal("sf", entry!.States);
        Assert.Equal("no such user", Assert.Single(entry.Reasons).Value);
        Assert.NotNull((await AskedAsync(batch, 1)).Bounce);
        var counts = (await _storage.Runs.ReadAsync(_run, CancellationToken.None))!.Counts;
        Assert.Equal((2, 1, 1), (counts.People, counts.Sent["email"], counts.Failed["no such user"]));
    }

    [Fact]
    public async Task Handle_SettlesUnconfirmedNudges_InAnyOrderOfTheirEvents()
    {
        var (first, second) = (await PlanAsync("u"), await PlanAsync("u", number: 1));
        NudgeEvent[] events = [Told(first, 0, NudgeEventKind.Processed), Told(first, 0, NudgeEventKind.Bounced) with { Reason = "gone" }];

        foreach (var told in events)
        {
            await WorkAsync(new EventMessage { Events = [told] });
        }

        foreach (var told in events.Reverse())
        {
            await WorkAsync(new EventMessage { Events = [told with { Place = new NudgePlace(second, 0) }] });
        }

        Assert.Equal("f", (await _storage.Ledger.ReadAsync(first, CancellationToken.None))!.States);
        Assert.Equal("f", (await _storage.Ledger.ReadAsync(second, CancellationToken.None))!.States);
        await WorkAsync(new EventMessage { Events = [Told(second, 0, NudgeEventKind.Delivered)] });
        var entry = (await _storage.Ledger.ReadAsync(second, CancellationToken.None))!;
        Assert.Equal(("s", 0), (entry.States, entry.Reasons.Count));
    }

    [Fact]
    public async Task Handle_LeavesTheLedgerAlone_WhileASenderWorksOnTheBatch()
    {
        var batch = await PlanAsync("cc");

        await Recorder().HandleAsync(new EventMessage { Events = [Told(batch, 0, NudgeEventKind.Delivered)] }, CancellationToken.None);

        var (waiting, delay) = Assert.Single(_queue.Take());
        Assert.Equal((batch, TimeSpan.FromSeconds(5)), (waiting.Reconcile, delay));
        await Recorder().HandleAsync(waiting, CancellationToken.None);
        (waiting, delay) = Assert.Single(_queue.Take());
        Assert.Equal(1, waiting.PutOff);
        Assert.Equal("cc", (await _storage.Ledger.ReadAsync(batch, CancellationToken.None))!.States);

        // The sender has died, and its successor left both unconfirmed.
        var entry = (await _storage.Ledger.ReadAsync(batch, CancellationToken.None))!;
        await _storage.Ledger.TryUpdateAsync(entry with { States = "uu" }, CancellationToken.None);
        await WorkAsync(waiting);
        Assert.Equal("su", (await _storage.Ledger.ReadAsync(batch, CancellationToken.None))!.States);
    }

    [Fact]
    public async Task Recount_IsPutOff_UntilTheRunHasEnded()
    {
        var batch = await PlanAsync("u");
        await FinishAsync(unconfirmed: 1, ended: false);
        await Recorder().HandleAsync(new EventMessage { Events = [Told(batch, 0, NudgeEventKind.Delivered)] }, CancellationToken.None);
        await Recorder().HandleAsync(Assert.Single(_queue.Take()).Message, CancellationToken.None);

        var recount = Assert.Single(_queue.Take()).Message;
        await Recorder().HandleAsync(recount, CancellationToken.None);
        recount = Assert.Single(_queue.Take()).Message;
        Assert.Equal((batch, 1), (recount.Recount, recount.PutOff));
        await FinishAsync(unconfirmed: 1);
        await Recorder().HandleAsync(recount, CancellationToken.None);

        Assert.Empty(_queue.Take());
        Assert.Equal(1, (await _storage.Runs.ReadAsync(_run, CancellationToken.None))!.Counts.Sent["email"]);
    }

    [Fact]
    public async Task Intake_PutsManyEventsIntoADocument_WhichIsDeletedWhenTheyAreKept()
    {
        var batch = await PlanAsync(new string('s', 1_000));
        var intake = new EventIntake(_storage.Documents, _queue);
        var before = (_storage.Requests.Blobs, _storage.Requests.Tables);

        await intake.AcceptAsync([.. Enumerable.Range(0, 1_000).Select(position => Told(batch, position, NudgeEventKind.Delivered))], CancellationToken.None);

        var message = Assert.Single(_queue.Take()).Message;
        Assert.NotNull(message.Document);
        await Recorder().HandleAsync(message, CancellationToken.None);
        // With the queue's own three: sent, received, deleted.
        Assert.Equal(9, _storage.Requests.Blobs - before.Blobs + _storage.Requests.Tables - before.Tables + 3);
        Assert.Equal(1_000, (await EventsAsync(batch)).Facts.Count);
        Assert.Null(await _storage.Documents.ReadAsync(Documents.WaitingEvents(message.Document), CancellationToken.None));
        await Recorder().HandleAsync(message, CancellationToken.None);
        await intake.AcceptAsync([], CancellationToken.None);
        Assert.Empty(_queue.Take());
    }

    [Fact]
    public async Task Redrive_PutsBackWhatIsInThePoisonQueue()
    {
        var queues = _storage.Get<QueueServiceClient>();
        var (queue, poison) = (queues.GetQueueClient(IEventQueue.Name), queues.GetQueueClient(IEventQueue.PoisonName));
        await queue.ClearMessagesAsync();
        var message = new EventMessage { Events = [Told(new BatchId("r.0.email.0"), 3, NudgeEventKind.Opened)] };
        await poison.SendMessageAsync(JsonSerializer.Serialize(message, NudgesJson.Options));

        Assert.Equal(1, await _storage.Get<IEventQueue>().RedriveAsync(CancellationToken.None));

        Assert.Equal(0, await _storage.Get<IEventQueue>().RedriveAsync(CancellationToken.None));
        var back = (await queue.ReceiveMessageAsync()).Value;
        Assert.Equal(JsonSerializer.Serialize(message, NudgesJson.Options), back.Body.ToString());
        await queue.DeleteMessageAsync(back.MessageId, back.PopReceipt);
    }

    [Fact]
    public async Task Resend_SendsOnceWhatNothingWasToldOf_WhereTheSettingAsksForIt()
    {
        var batch = await PlanAsync("uusu");
        await FinishAsync(unconfirmed: 3);
        await _storage.Documents.WriteAsync(Documents.BatchEvents(batch), new BatchEvents().With([Told(batch, 0, NudgeEventKind.Delivered)]), CancellationToken.None);
        await _storage.Preferences.ChangeAsync(Person(3), asked => asked with { UnsubscribedAt = Noon }, CancellationToken.None);
        var batches = new TestBatchQueue();

        Assert.Equal(0, await Resend(batches, hours: null, later: TimeSpan.FromHours(50)).RunAsync(CancellationToken.None));
        Assert.Equal(0, await Resend(batches, hours: 24, later: TimeSpan.FromHours(23)).RunAsync(CancellationToken.None));
        Assert.Equal(0, await Resend(batches, hours: 24, later: TimeSpan.FromHours(25), reports: false).RunAsync(CancellationToken.None));
        Assert.Equal(1, await Resend(batches, hours: 24, later: TimeSpan.FromHours(25)).RunAsync(CancellationToken.None));

        var entry = (await _storage.Ledger.ReadAsync(batch, CancellationToken.None))!;
        Assert.Equal(("u.su", true, Assert.Single(batches.Messages).Id), (entry.States, entry.Redriven, entry.Owner));
        await _storage.Ledger.TryUpdateAsync(entry with { States = "uusu" }, CancellationToken.None);
        Assert.Equal(0, await Resend(batches, hours: 24, later: TimeSpan.FromHours(99)).RunAsync(CancellationToken.None));
    }

    private UnconfirmedResend Resend(IBatchQueue batches, int? hours, TimeSpan later, bool reports = true) => new(
        _storage.Documents, new OneRun(_storage.Runs, _run), _storage.Ledger, batches, _storage.Preferences, new RunRecount(_storage.Runs, _storage.Ledger),
        new Channels([new ReportingChannel(reports)]), Options.Create(new NudgeOptions { ResendUnconfirmedAfterHours = hours }),
        new FakeTimeProvider(TimeProvider.System.GetUtcNow() + later), NullLogger<UnconfirmedResend>.Instance);

    private EventRecorder Recorder(IDocumentStore? documents = null)
    {
        var store = documents ?? _storage.Documents;
        var reconciliation = new Reconciliation(store, _storage.Ledger, _storage.Runs, _queue, new RunRecount(_storage.Runs, _storage.Ledger), NullLogger<Reconciliation>.Instance);
        return new EventRecorder(store, _storage.Ledger, _queue, new EventSuppression(store, _storage.Preferences), reconciliation, NullLogger<EventRecorder>.Instance);
    }

    /// <summary>As the queue does: the message, what it brings about, and again where the work died.</summary>
    private async Task WorkAsync(EventMessage message, IDocumentStore? documents = null)
    {
        for (var open = new Queue<EventMessage>([message]); open.TryPeek(out var next);)
        {
            try
            {
                await Recorder(documents).HandleAsync(next, CancellationToken.None);
                open.Dequeue();
            }
            catch (IOException)
            {
            }

            foreach (var (more, _) in _queue.Take().Where(sent => sent.Message.PutOff < 3))
            {
                open.Enqueue(more);
            }
        }
    }

    private async Task<BatchId> PlanAsync(string states, int number = 0)
    {
        var id = BatchId.For(_run, 0, "email", number);
        var batch = new Batch
        {
            Id = id,
            Channel = "email",
            Instance = "none",
            Nudges = [.. Enumerable.Range(0, states.Length).Select(position => new BatchedNudge { Id = NudgeId.For(_run, 0, Person(position)), Person = Person(position), Message = "{}" })],
        };
        await _storage.Documents.WriteAsync(Documents.Batch(id), batch, CancellationToken.None);
        await _storage.Ledger.TryAddAsync(new LedgerEntry { Batch = id, Owner = "m", States = states }, CancellationToken.None);
        return id;
    }

    private Task FinishAsync(int unconfirmed, bool ended = true) => _storage.Runs.SaveAsync(
        new Run
        {
            Request = new RunRequest { Id = _run, Kind = RunKind.Daily, AsOf = Noon },
            Status = ended ? RunStatus.Finished : RunStatus.Running,
            StartedAt = TimeProvider.System.GetUtcNow(),
            FinishedAt = ended ? TimeProvider.System.GetUtcNow() : null,
            Counts = new RunCounts { People = unconfirmed, Failed = new Dictionary<string, int> { [NudgeState.UnconfirmedReason] = unconfirmed } },
        },
        CancellationToken.None);

    private NudgeEvent Told(BatchId batch, int position, NudgeEventKind kind) =>
        new() { Place = new NudgePlace(batch, position), Nudge = NudgeId.For(_run, 0, Person(position)), Kind = kind, At = Noon };

    private PersonId Person(int position) => new($"{_run}-{position}");

    private async Task<BatchEvents> EventsAsync(BatchId batch) => (await _storage.Documents.ReadAsync(Documents.BatchEvents(batch), CancellationToken.None))!.Value;

    private Task<Preferences> AskedAsync(BatchId batch, int position) => _storage.Preferences.ReadAsync(Person(position), CancellationToken.None);

    private sealed class TestQueue : IEventQueue
    {
        public List<(EventMessage Message, TimeSpan Delay)> Messages { get; } = [];

        public (EventMessage Message, TimeSpan Delay)[] Take()
        {
            (EventMessage Message, TimeSpan Delay)[] taken = [.. Messages];
            Messages.Clear();
            return taken;
        }

        public Task EnqueueAsync(EventMessage message, TimeSpan delay, CancellationToken cancellationToken)
        {
            Messages.Add((message, delay));
            return Task.CompletedTask;
        }

        public Task<int> RedriveAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    private sealed class TestBatchQueue : IBatchQueue
    {
        public List<(BatchMessage Message, string Id)> Messages { get; } = [];

        public Task<string> EnqueueAsync(BatchMessage message, TimeSpan delay, CancellationToken cancellationToken)
        {
            Messages.Add((message, $"message-{Messages.Count}"));
            return Task.FromResult(Messages[^1].Id);
        }
    }

    /// <summary>A process that dies just before its so-many-th write, once; an even one is written and not heard of.</summary>
    private sealed class DyingDocuments(IDocumentStore documents, int write) : IDocumentStore
    {
        private int _left = (write + 1) / 2;

        public async Task<bool> TryWriteAsync<T>(DocumentKey<T> key, T value, string? version, CancellationToken cancellationToken)
        {
            var dies = --_left == 0;
            if (dies && write % 2 == 1)
            {
                throw new IOException("Died.");
            }

            var written = await documents.TryWriteAsync(key, value, version, cancellationToken);
            return dies ? throw new IOException("Died.") : written;
        }

        public Task<Document<T>?> ReadAsync<T>(DocumentKey<T> key, CancellationToken cancellationToken) => documents.ReadAsync(key, cancellationToken);

        public IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellationToken) => documents.ListAsync(prefix, cancellationToken);

        public IAsyncEnumerable<string> ListFoldersAsync(string folder, CancellationToken cancellationToken) => documents.ListFoldersAsync(folder, cancellationToken);

        public Task DeleteAsync(string path, CancellationToken cancellationToken) => documents.DeleteAsync(path, cancellationToken);

        public Task WriteAsync<T>(DocumentKey<T> key, T value, CancellationToken cancellationToken) => documents.WriteAsync(key, value, cancellationToken);

        public Task<byte[]?> ReadBytesAsync(BytesKey key, CancellationToken cancellationToken) => documents.ReadBytesAsync(key, cancellationToken);

        public Task WriteBytesAsync(BytesKey key, byte[] bytes, CancellationToken cancellationToken) => documents.WriteBytesAsync(key, bytes, cancellationToken);
    }

    /// <summary>Other tests' runs are in the table as well.</summary>
    private sealed class OneRun(IRunStore runs, RunId one) : IRunStore
    {
        public Task SaveAsync(Run run, CancellationToken cancellationToken) => runs.SaveAsync(run, cancellationToken);

        public Task<Run?> ReadAsync(RunId id, CancellationToken cancellationToken) => runs.ReadAsync(id, cancellationToken);

        public ValueTask<RunPriority> PriorityAsync(RunId id, CancellationToken cancellationToken) => runs.PriorityAsync(id, cancellationToken);

        public async Task<IReadOnlyList<Run>> ListAsync(int limit, CancellationToken cancellationToken) => [(await runs.ReadAsync(one, cancellationToken))!];

        public Task<int> ChangeAllAsync(Func<Run, Run?> change, CancellationToken cancellationToken) => runs.ChangeAllAsync(change, cancellationToken);
    }

    private sealed class ReportingChannel(bool reports) : IChannel
    {
        public string Name => "email";

        public int BatchSize => 1_000;

        public int ChunkSize => 1_000;

        public bool ReportsEvents => reports;

        public bool Reaches(Person person) => true;

        public MessageText Compose(Messages.NudgeDraft draft) => "{}";

        public Task<ChunkResult> SendAsync(IReadOnlyList<BatchedNudge> nudges, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
