using System.Text.Json;
using Azure.Storage.Queues;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Nudges.Campaigns;
using Nudges.Delivery;
using Nudges.Integrations.Storage;
using Nudges.Local.Delivery;
using Nudges.Local.Tests.Engine;
using Nudges.Local.Tests.StandIns;
using Nudges.Local.Tests.Storage;
using Nudges.Messages;
using Nudges.Orchestrations.Delivery;
using Nudges.Orchestrations.Durable;
using Nudges.People;
using Nudges.Storage;

namespace Nudges.Local.Tests.Delivery;

/// <summary>Once, whatever dies: the ledger over real storage, the engine over its journal, a channel that does as it is told.</summary>
[Collection(StorageCollection.Name)]
public sealed class BatchSenderTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private static readonly NudgeOutcome Sent = new NudgeOutcome.Sent();
    private readonly string _run = $"run-{Guid.NewGuid():N}";
    private StorageServices _storage = null!;
    private EmbeddedHost _engine = null!;

    public async Task InitializeAsync()
    {
        _storage = await StorageServices.ReadyAsync(azurite.ConnectionString);
        _engine = await EmbeddedHost.StartAsync(azurite.ConnectionString, $"engine-{Guid.NewGuid():N}", [new Listener()], []);
    }

    public async Task DisposeAsync()
    {
        await _engine.DisposeAsync();
        _storage.Dispose();
    }

    [Theory]
    [InlineData(0, "cc...")]
    [InlineData(1, "..cc.")]
    [InlineData(2, "c...c")]
    public void ClaimNext_GoesFurtherOn_WhenNothingWasSentBefore(int attempts, string states)
    {
        var change = new LedgerChange(new LedgerEntry { Batch = new BatchId("run.00000.email.0"), Owner = "", States = ".....", Attempts = attempts });

        change.ClaimNext(2);

        Assert.Equal(states, change.Entry.States);
    }

    [Fact]
    public async Task Send_SendsEachNudgeOnce_AndTellsTheOrchestration()
    {
        var batch = await PlanAsync(nudges: 5);
        var channel = new TestChannel(chunkSize: 2);

        await SendAsync(channel, batch, "message-1");

        Assert.Equal([2, 2, 1], channel.Chunks.Select(chunk => chunk.Count));
        Assert.Equal(batch.Nudges.Select(nudge => nudge.Id), channel.Chunks.SelectMany(chunk => chunk));
        Assert.Equal("sssss", (await EntryAsync(batch)).States);
        Assert.Equal(5, (await ToldAsync(batch)).Counts.Sent["email"]);
    }

    [Fact]
    public async Task Send_KeepsHowANudgeWent_WhenThatIsNotTheUsualWay()
    {
        var batch = await PlanAsync(nudges: 2);

        await SendAsync(new TestChannel(chunkSize: 2) { Answer = _ => new ChunkResult { Outcomes = [Sent, new NudgeOutcome.Sent("another way")] } }, batch, "message-1");

        var entry = await EntryAsync(batch);
        Assert.Equal("ss", entry.States);
        Assert.Equal("another way", Assert.Single(entry.Reasons, reason => reason.Key == 1).Value);
        Assert.Equal(2, (await ToldAsync(batch)).Counts.Sent["email"]);
    }

    [Fact]
    public async Task Send_TakesAnInsertAndAnUpdateOfTheLedger_WhenTheBatchIsOneChunk()
    {
        var batch = await PlanAsync(nudges: 100);
        var before = _storage.Requests.Tables;

        await SendAsync(new TestChannel(chunkSize: 100), batch, "message-1");

        Assert.Equal(2, _storage.Requests.Tables - before);
    }

    [Fact]
    public async Task Send_SendsNothing_WhenAnotherMessageOwnsTheBatch()
    {
        var batch = await PlanAsync(nudges: 2);
        var dying = new TestChannel(chunkSize: 1) { Dies = true };
        await Assert.ThrowsAsync<KilledException>(() => SendAsync(dying, batch, "message-1"));
        var duplicate = new TestChannel(chunkSize: 1);

        await SendAsync(duplicate, batch, "message-2");

        Assert.Empty(duplicate.Chunks);
        Assert.Equal("c.", (await EntryAsync(batch)).States);
    }

    [Fact]
    public async Task Send_LeavesWhatADeadSenderHadClaimedUnconfirmed_AndSendsTheRest()
    {
        var batch = await PlanAsync(nudges: 3);
        var dying = new TestChannel(chunkSize: 2) { Dies = true };
        await Assert.ThrowsAsync<KilledException>(() => SendAsync(dying, batch, "message-1"));
        var next = new TestChannel(chunkSize: 2);

        await SendAsync(next, batch, "message-1");

        Assert.Equal([batch.Nudges[2].Id], next.Chunks.SelectMany(chunk => chunk));
        Assert.Equal("uus", (await EntryAsync(batch)).States);
        var told = await ToldAsync(batch);
        Assert.Equal(2, told.Counts.Failed[NudgeState.UnconfirmedReason]);
        Assert.True(told.Counts.AddsUp);
    }

    [Fact]
    public async Task Send_TellsAgain_WhenTheBatchIsSettled()
    {
        var batch = await PlanAsync(nudges: 1);
        await SendAsync(new TestChannel(chunkSize: 1), batch, "message-1");
        var later = new TestChannel(chunkSize: 1);

        await SendAsync(later, batch, "message-2");

        Assert.Empty(later.Chunks);
        Assert.Equal(1, (await ToldAsync(batch)).Counts.People);
    }

    [Fact]
    public async Task Send_PutsTheRestOff_WhenTheProviderSaysLater_AndTheNewMessageCarriesItOn()
    {
        var batch = await PlanAsync(nudges: 3);
        var throttled = new TestChannel(chunkSize: 3)
        {
            Answer = chunk => new ChunkResult { Outcomes = [Sent, .. chunk.Skip(1).Select(_ => new NudgeOutcome.NotSent("busy"))], RetryAfter = TimeSpan.FromSeconds(7) },
        };

        await SendAsync(throttled, batch, "message-1");

        var entry = await EntryAsync(batch);
        Assert.Equal("s..", entry.States);
        Assert.NotEqual("message-1", entry.Owner);
        var old = new TestChannel(chunkSize: 3);
        await SendAsync(old, batch, "message-1");
        Assert.Empty(old.Chunks);
        var next = new TestChannel(chunkSize: 3);
        await SendAsync(next, batch, entry.Owner);
        Assert.Equal([batch.Nudges[1].Id, batch.Nudges[2].Id], next.Chunks.SelectMany(chunk => chunk));
        Assert.Equal("sss", (await EntryAsync(batch)).States);
    }

    [Theory]
    [InlineData(false, "sxxs")]
    [InlineData(true, "sffs")]
    public async Task Send_LeavesOutWhoHasUnsubscribedOrWhoseMailCameBack_WhenABatchIsSentLater(bool redriven, string states)
    {
        var planned = await PlanAsync(nudges: 4, shardBits: 0);
        var batch = planned with { Nudges = [.. planned.Nudges.Select(nudge => nudge with { Person = new PersonId($"{_run}-{nudge.Person}"), AddressMark = MailBounce.Mark($"{nudge.Person}@larkwheel.example") })] };
        await _storage.Documents.WriteAsync(Documents.Batch(batch.Id), batch, CancellationToken.None);
        var throttled = new TestChannel(chunkSize: 4) { Answer = chunk => new ChunkResult { Outcomes = [Sent, .. chunk.Skip(1).Select(_ => new NudgeOutcome.NotSent("busy"))] } };
        await SendAsync(throttled, batch, "message-1");
        var entry = await EntryAsync(batch);
        Assert.Equal("s...", entry.States);
        Assert.NotNull(await _storage.Ledger.TryUpdateAsync(entry with { Redriven = redriven }, CancellationToken.None));
        var now = TimeProvider.System.GetUtcNow();
        await _storage.Preferences.ChangeAsync(batch.Nudges[1].Person, asked => asked with { UnsubscribedAt = now }, CancellationToken.None);
        await _storage.Preferences.ChangeAsync(batch.Nudges[2].Person, asked => asked with { Bounce = new MailBounce { At = now, Address = batch.Nudges[2].AddressMark! } }, CancellationToken.None);
        await _storage.Preferences.ChangeAsync(batch.Nudges[3].Person, asked => asked with { Bounce = new MailBounce { At = now, Address = MailBounce.Mark("former@larkwheel.example") } }, CancellationToken.None);

        var next = new TestChannel(chunkSize: 4);
        await SendAsync(next, batch, entry.Owner);

        Assert.Equal([batch.Nudges[3].Id], next.Chunks.SelectMany(chunk => chunk));
        entry = await EntryAsync(batch);
        Assert.Equal(states, entry.States);
        Assert.Equal((Suppression.Unsubscribed, Suppression.Bounced), (entry.Reasons[1], entry.Reasons[2]));
    }

    [Fact]
    public async Task Send_FailsTheRest_WhenNothingCanBeSentForTooLong()
    {
        var batch = await PlanAsync(nudges: 2);
        var down = new TestChannel(chunkSize: 2) { Answer = chunk => new ChunkResult { Outcomes = [.. chunk.Select(_ => new NudgeOutcome.NotSent("the provider is down"))] } };

        var owner = "message-1";
        for (var attempt = 0; attempt < BatchSender.MostAttempts; attempt++)
        {
            await SendAsync(down, batch, owner);
            owner = (await EntryAsync(batch)).Owner;
        }

        Assert.Equal(BatchSender.MostAttempts, down.Chunks.Count);
        Assert.Equal(2, (await ToldAsync(batch)).Counts.Failed["given up: the provider is down"]);
    }

    [Fact]
    public async Task Send_RecordsTheProvidersWords_AndReachesTheRest_WhenOneIsRejected()
    {
        var batch = await PlanAsync(nudges: 3);
        var picky = new TestChannel(chunkSize: 3) { Answer = _ => new ChunkResult { Outcomes = [Sent, new NudgeOutcome.Rejected("not a mailbox"), Sent] } };

        await SendAsync(picky, batch, "message-1");

        var entry = await EntryAsync(batch);
        Assert.Equal("sfs", entry.States);
        Assert.Equal("not a mailbox", entry.Reasons[1]);
    }

    [Fact]
    public async Task Send_GivesTheClaimBack_WhenTheHostStopsBeforeAnythingLeft()
    {
        var batch = await PlanAsync(nudges: 2);
        var channel = new TestChannel(chunkSize: 2) { Answer = _ => throw new OperationCanceledException() };
        await Assert.ThrowsAsync<OperationCanceledException>(() => SendAsync(channel, batch, "message-1"));

        Assert.Equal("..", (await EntryAsync(batch)).States);
        var next = new TestChannel(chunkSize: 2);
        await SendAsync(next, batch, "message-1");
        Assert.Equal("ss", (await EntryAsync(batch)).States);
    }

    [Fact]
    public async Task Send_GivesTheClaimBack_WhenTheHostStopsWhileItIsWritten()
    {
        var batch = await PlanAsync(nudges: 2);
        var channel = new TestChannel(chunkSize: 2);
        using var stop = new CancellationTokenSource();
        var sender = new BatchSender(
            _storage.Documents, new StoppingLedger(_storage.Ledger, stop), _storage.Queue, Recount, Pace(), Late(TimeProvider.System), new Channels([channel]), TimeProvider.System, NullLogger<BatchSender>.Instance);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sender.SendAsync(Message(batch), "message-1", _engine.Client, stop.Token));

        Assert.Empty(channel.Chunks);
        await SendAsync(channel, batch, "message-1");
        Assert.Equal("ss", (await EntryAsync(batch)).States);
    }

    [Fact]
    public async Task Send_LetsOneOfTwoSendersThrough_WhenBothHoldTheMessage()
    {
        var batch = await PlanAsync(nudges: 40);
        var channel = new TestChannel(chunkSize: 1);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => SendAsync(channel, batch, "message-1")));

        var sent = channel.Chunks.SelectMany(chunk => chunk).ToList();
        Assert.Equal(sent.Count, sent.Distinct().Count());
        var states = (await EntryAsync(batch)).States;
        Assert.DoesNotContain(NudgeState.Pending, states);
        Assert.True(states.Count(state => state == NudgeState.Sent) <= sent.Count);
    }

    [Fact]
    public async Task GiveUp_AccountsForEveryNudge()
    {
        var batch = await PlanAsync(nudges: 4);
        var dying = new TestChannel(chunkSize: 1) { Dies = true };
        await Assert.ThrowsAsync<KilledException>(() => SendAsync(dying, batch, "message-1"));

        await Sender(dying).GiveUpAsync(Message(batch), _engine.Client, CancellationToken.None);

        Assert.Equal("ufff", (await EntryAsync(batch)).States);
        var told = await ToldAsync(batch);
        Assert.Equal(4, told.Counts.People);
        Assert.True(told.Counts.AddsUp);
    }

    [Fact]
    public async Task GiveUp_DropsTheMessage_WhenItsBatchIsNotInStorage()
    {
        var unknown = new BatchMessage { Batch = new BatchId($"{_run}.00000.email.9"), Channel = "email" };

        await Sender(new TestChannel(chunkSize: 1)).GiveUpAsync(unknown, _engine.Client, CancellationToken.None);

        Assert.Null(await _storage.Ledger.ReadAsync(unknown.Batch, CancellationToken.None));
    }

    [Fact]
    public async Task Pace_IsKeptByTwoHostsTogether_AndByEachAccountForItself()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var channel = new TestChannel(chunkSize: 20) { RequestsPerSecond = 50 };
        var other = new TestChannel(chunkSize: 20) { RequestsPerSecond = 50 };
        SharedPace[] hosts = [Pace(clock), Pace(clock)];

        var waits = await Task.WhenAll(Enumerable.Range(0, 10).Select(number => hosts[number % 2].TakeAsync(channel, new RunId(_run), 100, place: null, CancellationToken.None)));

        // 100 at 50 a second: each batch begins when the one before it is over.
        Assert.Equal(Enumerable.Range(0, 10).Select(number => TimeSpan.FromSeconds(2 * number)), waits.Select(answer => answer.Wait).Order());
        Assert.Equal(TimeSpan.Zero, (await hosts[0].TakeAsync(other, new RunId(_run), 100, place: null, CancellationToken.None)).Wait);
    }

    [Fact]
    public async Task Send_TakesNoMoreOfTheRateThanIsLeftOfTheBatch_WhenItIsTriedAgain()
    {
        var batch = await PlanAsync(nudges: 100);
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var queue = new NotedQueue();
        var channel = new TestChannel(chunkSize: 100)
        {
            RequestsPerSecond = 1,
            Answer = chunk => new ChunkResult { Outcomes = [.. chunk.Select(nudge => chunk.Count > 1 && nudge.Id == batch.Nudges[7].Id ? new NudgeOutcome.NotSent("busy") : Sent)] },
        };
        await Sender(channel, queue, clock).SendAsync(Message(batch), "message-1", _engine.Client, CancellationToken.None);
        clock.Advance(TimeSpan.FromMinutes(5));

        await Sender(channel, queue, clock).SendAsync(Assert.Single(queue.Enqueued).Message, "noted-1", _engine.Client, CancellationToken.None);

        var next = await Pace(clock).TakeAsync(channel, new RunId(_run), 1, place: null, CancellationToken.None);
        Assert.Equal((true, TimeSpan.FromSeconds(1)), (next.IsTaken, next.Wait));
    }

    [Fact]
    public async Task Send_LeavesTheBatchToALaterMessage_WhenTheAccountIsAskedToWaitLong()
    {
        var batch = await PlanAsync(nudges: 2);
        var channel = new TestChannel(chunkSize: 2)
        {
            Answer = chunk => new ChunkResult { Outcomes = [.. chunk.Select(_ => Sent)], HoldOff = TimeSpan.FromMinutes(5) },
        };
        await SendAsync(channel, batch, "message-1");
        var next = await PlanAsync(nudges: 2, number: 1);

        await SendAsync(channel, next, "message-2");

        Assert.Single(channel.Chunks);
        Assert.Null(await _storage.Ledger.ReadAsync(next.Id, CancellationToken.None));
        var elsewhere = new TestChannel(chunkSize: 2);
        await SendAsync(elsewhere, next, "message-3");
        Assert.Single(elsewhere.Chunks);
    }

    [Fact]
    public async Task Redrive_SendsAgainOnlyWhatWasGivenUp_AndTheRunCountsIt()
    {
        var batch = await PlanAsync(nudges: 4);
        var chunks = 0;
        var broken = new TestChannel(chunkSize: 2)
        {
            Answer = _ => chunks++ == 0 ? new ChunkResult { Outcomes = [Sent, new NudgeOutcome.Rejected("not a mailbox")] } : throw new OperationCanceledException(),
        };
        await Assert.ThrowsAsync<OperationCanceledException>(() => SendAsync(broken, batch, "message-1"));
        await Sender(broken).GiveUpAsync(Message(batch), _engine.Client, CancellationToken.None);
        Assert.Equal("sfff", (await EntryAsync(batch)).States);
        await EndRunAsync(people: 5, (await EntryAsync(batch)).CountsFor("email"));
        var redrive = new Redrive(_storage.Ledger, _storage.Queue, Recount, NullLogger<Redrive>.Instance);

        var redriven = await redrive.RunAsync(new RunId(_run), CancellationToken.None);

        Assert.Equal(new Redriven { Batches = 1, Nudges = 2 }, redriven);
        Assert.Equal(2, (await RunAsync()).Counts.Failed["being sent again"]);
        var next = new TestChannel(chunkSize: 2);
        await SendAsync(next, batch, (await EntryAsync(batch)).Owner);
        Assert.Equal([batch.Nudges[2].Id, batch.Nudges[3].Id], next.Chunks.SelectMany(chunk => chunk));
        var counts = (await RunAsync()).Counts;
        Assert.True(counts.AddsUp);
        Assert.Equal(3, counts.Sent["email"]);
        Assert.Equal(1, counts.Failed["not a mailbox"]);
        Assert.Equal(1, counts.Suppressed[Suppression.Guest]);
        Assert.Equal(0, (await redrive.RunAsync(new RunId(_run), CancellationToken.None)).Nudges);
    }

    [Fact]
    public async Task Send_HidesTheMessageAgain_WhenItComesBeforeItsTime()
    {
        var batch = await PlanAsync(nudges: 2);
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var message = Message(batch) with { SendAt = time.GetUtcNow().AddHours(8) };
        var queue = new NotedQueue();
        var channel = new TestChannel(chunkSize: 2);

        await Sender(channel, queue, time).SendAsync(message, "message-1", _engine.Client, CancellationToken.None);
        var early = Assert.Single(queue.Enqueued);
        time.Advance(TimeSpan.FromHours(8));
        await Sender(channel, queue, time).SendAsync(early.Message, "message-2", _engine.Client, CancellationToken.None);

        Assert.Equal((message, TimeSpan.FromHours(8)), early);
        Assert.Single(channel.Chunks);
        Assert.Equal(2, (await ToldAsync(batch)).Counts.Sent["email"]);
    }

    [Fact]
    public async Task Send_LeavesOutWhoUnsubscribed_WhileTheBatchWaitedForItsTurn()
    {
        var batch = await PlanAsync(nudges: 2, shardBits: 0);
        await _storage.Preferences.ChangeAsync(batch.Nudges[1].Person, asked => asked with { UnsubscribedAt = TimeProvider.System.GetUtcNow() }, CancellationToken.None);
        var channel = new TestChannel(chunkSize: 2);

        await Sender(channel).SendAsync(Message(batch) with { Place = 1 }, "message-1", _engine.Client, CancellationToken.None);

        Assert.Equal([batch.Nudges[0].Id], channel.Chunks.SelectMany(chunk => chunk));
    }

    [Theory]
    [InlineData(60)]
    [InlineData(null)]
    public async Task Send_LeavesOutWhoUnsubscribed_WhileTheBatchLayInItsQueue(int? minutes)
    {
        var batch = await PlanAsync(nudges: 2, shardBits: 0);
        await _storage.Preferences.ChangeAsync(batch.Nudges[1].Person, asked => asked with { UnsubscribedAt = TimeProvider.System.GetUtcNow() }, CancellationToken.None);
        var channel = new TestChannel(chunkSize: 2);

        await Sender(channel).SendAsync(Message(batch) with { QueuedAt = TimeProvider.System.GetUtcNow() - minutes * TimeSpan.FromMinutes(1) }, "message-1", _engine.Client, CancellationToken.None);

        Assert.Equal([batch.Nudges[0].Id], channel.Chunks.SelectMany(chunk => chunk));
        Assert.Equal(Suppression.Unsubscribed, (await EntryAsync(batch)).Reasons[1]);
    }

    /// <summary>The batch, the pace, the claim and the record; preferences, marks and history.</summary>
    [Theory]
    [InlineData(0, 4)]
    [InlineData(10, 4)]
    [InlineData(11, 7)]
    public async Task Send_ReadsNothingAgain_WhenTheBatchWasQueuedJustNow(int minutes, int requests)
    {
        var batch = await PlanAsync(nudges: 2, shardBits: 0);
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var message = Message(batch) with { QueuedAt = time.GetUtcNow() - TimeSpan.FromMinutes(minutes) };
        var before = _storage.Requests.Total;

        await Sender(new TestChannel(chunkSize: 2), new NotedQueue(), time).SendAsync(message, "message-1", _engine.Client, CancellationToken.None);

        Assert.Equal(requests, _storage.Requests.Total - before);
    }

    [Fact]
    public async Task Send_LeavesOutWhoIsNoLongerToBeNudged_WhenTheBatchWaited()
    {
        var now = TimeProvider.System.GetUtcNow();
        var shards = new ShardCount(20);
        var batch = await PlanAsync(nudges: 4, waited: now.AddHours(-1), shardBits: shards.Bits);
        PersonId[] people = [.. batch.Nudges.Select(nudge => nudge.Person)];
        await _storage.Preferences.ChangeAsync(people[1], asked => asked with { UnsubscribedAt = now }, CancellationToken.None);
        PastNudge Planned(RunId? winner) => new() { Run = new RunId(_run), Items = [], OutrankedBy = winner };
        await _storage.Documents.TryWriteAsync(
            Documents.History(shards, batch.Id.Shard),
            new ShardHistory { Nudges = new Dictionary<PersonId, IReadOnlyList<PastNudge>> { [people[0]] = [Planned(null)], [people[2]] = [Planned(new RunId("campaign-first"))] } },
            version: null, CancellationToken.None);
        await _storage.Documents.WriteAsync(Documents.Outranked(new RunId(_run)), [new ShardPlace(shards.Bits, batch.Id.Shard)], CancellationToken.None);
        var channel = new TestChannel(chunkSize: 4);

        await SendAsync(channel, batch, "message-1");

        Assert.Equal([batch.Nudges[0].Id, batch.Nudges[3].Id], channel.Chunks.SelectMany(chunk => chunk));
        var entry = await EntryAsync(batch);
        Assert.Equal("sxxs", entry.States);
        Assert.Equal("outranked campaign-first", entry.Reasons[2]);
        var told = (await ToldAsync(batch)).Counts;
        Assert.True(told.AddsUp);
        Assert.Equal((2, 1, 1), (told.Sent["email"], told.Suppressed[Suppression.Unsubscribed], told.Suppressed[Suppression.Outranked]));
        // The run has counted them when it ended; counting again counts nobody twice.
        await EndRunAsync(people: 6, told);
        await Recount.RunAsync(new RunId(_run), CancellationToken.None);
        Assert.Equal((6, 1), ((await RunAsync()).Counts.People, (await RunAsync()).Counts.Suppressed[Suppression.Outranked]));
    }

    [Fact]
    public async Task Send_WaitsItself_WhenTheMessageComesSecondsBeforeItsTime()
    {
        var batch = await PlanAsync(nudges: 2);
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var channel = new TestChannel(chunkSize: 2);

        var sending = Sender(channel, new NotedQueue(), time).SendAsync(
            Message(batch) with { SendAt = time.GetUtcNow().AddSeconds(2) }, "message-1", _engine.Client, CancellationToken.None);
        Assert.False(sending.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(2));
        await sending;

        Assert.Single(channel.Chunks);
    }

    [Fact]
    public async Task Pump_GivesUpWhatWasDeliveredTooOften_AndDropsWhatNamesNoBatch()
    {
        const string name = "poisoned";
        await _storage.Get<StorageSetup>().EnsureCreatedAsync([name], CancellationToken.None);
        var batch = await PlanAsync(nudges: 2, name);
        var queue = _storage.Get<QueueServiceClient>().GetQueueClient(IBatchQueue.QueueName(name, RunPriority.Normal));
        var log = new LogLines();
        foreach (var body in new[] { JsonSerializer.Serialize(Message(batch), NudgesJson.Options), "{", "null" })
        {
            await queue.SendMessageAsync(body);
        }

        await DeliverInVainAsync(queue, messages: 3, times: 5);

        var channel = new TestChannel(chunkSize: 2) { Name = name };
        using var pump = new QueuePump(
            _storage.Get<QueueServiceClient>(), new Channels([channel]), new WakingBatchQueue(_storage.Queue, _storage.Runs, TimeProvider.System), Sender(channel), _engine.Client,
            TimeProvider.System, new Logger<QueuePump>(new LoggerFactory([log])));
        await pump.StartAsync(CancellationToken.None);

        var told = await ToldAsync(batch);
        Assert.Equal(2, told.Counts.Failed["given up: sending was interrupted too often"]);
        await log.UntilAsync(lines => lines.Count(line => line.Contains("names no batch and is dropped", StringComparison.Ordinal)) == 2);
        await pump.StopAsync(CancellationToken.None);
        Assert.Empty(channel.Chunks);
    }

    /// <summary>As senders do that die: takes each message and does not delete it.</summary>
    private static async Task DeliverInVainAsync(QueueClient queue, int messages, int times)
    {
        for (var time = 0; time < times; time++)
        {
            var taken = (await queue.ReceiveMessagesAsync(messages)).Value;
            Assert.Equal(messages, taken.Length);
            foreach (var message in taken)
            {
                await queue.UpdateMessageAsync(message.MessageId, message.PopReceipt, message.Body, TimeSpan.Zero);
            }
        }
    }

    private async Task EndRunAsync(int people, RunCounts counts)
    {
        var guests = people - counts.People;
        var at = TimeProvider.System.GetUtcNow();
        await _storage.Runs.SaveAsync(
            new Run
            {
                Request = new RunRequest { Id = new RunId(_run), Kind = RunKind.Daily, AsOf = at },
                Status = RunStatus.Finished,
                StartedAt = at,
                FinishedAt = at,
                Counts = counts + new RunCounts { People = guests, Suppressed = new Dictionary<string, int> { [Suppression.Guest] = guests } },
            },
            CancellationToken.None);
    }

    private async Task<Run> RunAsync() => (await _storage.Runs.ReadAsync(new RunId(_run), CancellationToken.None))!;

    private async Task<Batch> PlanAsync(int nudges, string channel = "email", int number = 0, DateTimeOffset? waited = null, int? shardBits = null)
    {
        var instance = $"listener-{Guid.NewGuid():N}";
        await _engine.Client.ScheduleNewOrchestrationInstanceAsync(Listener.Reference, Nothing.Value, instance, CancellationToken.None);
        var batch = new Batch
        {
            Id = BatchId.For(new RunId(_run), shardBits is null ? 0 : new ShardCount(shardBits.Value).ShardOf(new PersonId("person-1")), channel, number),
            Channel = channel,
            Instance = instance,
            SendAt = waited,
            ShardBits = shardBits,
            Nudges =
            [
                .. Enumerable.Range(0, nudges).Select(number => new PersonId($"person-{number}")).Select(person =>
                    new BatchedNudge { Id = NudgeId.For(new RunId(_run), step: 0, person), Person = person, Message = "{}" }),
            ],
        };
        await _storage.Documents.WriteAsync(Documents.Batch(batch.Id), batch, CancellationToken.None);
        return batch;
    }

    private Task SendAsync(TestChannel channel, Batch batch, string messageId) =>
        Sender(channel).SendAsync(Message(batch), messageId, _engine.Client, CancellationToken.None);

    private BatchSender Sender(TestChannel channel, IBatchQueue? queue = null, TimeProvider? time = null) => new(
        _storage.Documents, _storage.Ledger, queue ?? _storage.Queue, Recount, Pace(time), Late(time ?? TimeProvider.System), new Channels([channel]), time ?? TimeProvider.System, NullLogger<BatchSender>.Instance);

    private SharedPace Pace(TimeProvider? time = null) => new(_storage.Documents, _storage.Runs, time ?? TimeProvider.System);

    private LateRules Late(TimeProvider time) => new(_storage.Documents, _storage.Preferences, time);

    private RunRecount Recount => new(_storage.Runs, _storage.Ledger);

    private async Task<LedgerEntry> EntryAsync(Batch batch) => (await _storage.Ledger.ReadAsync(batch.Id, CancellationToken.None))!;

    /// <summary>What the waiting orchestration was told.</summary>
    private async Task<BatchSettled> ToldAsync(Batch batch)
    {
        var ended = await _engine.Engine.WaitForInstanceAsync(batch.Instance, instance => instance.IsCompleted, CancellationToken.None);
        return JsonSerializer.Deserialize<BatchSettled>(ended.SerializedOutput!, NudgesJson.Options)!;
    }

    private static BatchMessage Message(Batch batch) => new() { Batch = batch.Id, Channel = batch.Channel };

    private sealed class KilledException : Exception;

    /// <summary>The ledger of a host that is stopped the moment after the first claim was written, and before it hears of that.</summary>
    private sealed class StoppingLedger(IBatchLedger ledger, CancellationTokenSource stop) : IBatchLedger
    {
        public Task<LedgerEntry?> ReadAsync(BatchId batch, CancellationToken cancellationToken) => ledger.ReadAsync(batch, cancellationToken);

        public async Task<LedgerEntry?> TryAddAsync(LedgerEntry entry, CancellationToken cancellationToken)
        {
            var stored = await ledger.TryAddAsync(entry, cancellationToken);
            await stop.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
            return stored;
        }

        public Task<LedgerEntry?> TryUpdateAsync(LedgerEntry entry, CancellationToken cancellationToken) => ledger.TryUpdateAsync(entry, cancellationToken);

        public IAsyncEnumerable<LedgerEntry> ListAsync(RunId run, CancellationToken cancellationToken) => ledger.ListAsync(run, cancellationToken);
    }

    private sealed class TestChannel(int chunkSize) : IChannel
    {
        private readonly Lock _lock = new();

        public List<IReadOnlyList<NudgeId>> Chunks { get; } = [];

        /// <summary>Sends, then ends as a killed process does: nothing is recorded after it.</summary>
        public bool Dies { get; init; }

        public Func<IReadOnlyList<BatchedNudge>, ChunkResult> Answer { get; init; } = chunk => new ChunkResult { Outcomes = [.. chunk.Select(_ => Sent)] };

        public string Name { get; init; } = "email";

        public string Account { get; init; } = $"{Guid.NewGuid()}";

        public double? RequestsPerSecond { get; init; }

        public int BatchSize => 1_000;

        public int ChunkSize => chunkSize;

        public bool Reaches(Person person) => true;

        public MessageText Compose(NudgeDraft draft) => "{}";

        public Task<ChunkResult> SendAsync(IReadOnlyList<BatchedNudge> nudges, CancellationToken cancellationToken)
        {
            lock (_lock)
            {
                Chunks.Add([.. nudges.Select(nudge => nudge.Id)]);
            }

            return Dies ? throw new KilledException() : Task.FromResult(Answer(nudges));
        }
    }

    private sealed class Listener() : Orchestrator<Nothing, BatchSettled>(Reference)
    {
        public static readonly OrchestratorRef<Nothing, BatchSettled> Reference = new(nameof(Listener));

        public override Task<BatchSettled> RunAsync(OrchestrationContext context, Nothing input) => context.WaitForExternalEvent(Events.BatchSettled);
    }
}
