using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Azure.Storage.Queues;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Nudges.Campaigns;
using Nudges.Delivery;
using Nudges.Integrations.Smtp;
using Nudges.Integrations.Storage;
using Nudges.Integrations.Teams;
using Nudges.Local.Delivery;
using Nudges.Local.StandIns;
using Nudges.Local.Tests.Engine;
using Nudges.Local.Tests.StandIns;
using Nudges.Local.Tests.Storage;
using Nudges.Messages;
using Nudges.Orchestrations.Delivery;
using Nudges.People;
using Nudges.Storage;

namespace Nudges.Local.Tests.Delivery;

/// <summary>Runs that share a channel: real storage and stand-ins; where hours pass, on a clock that moves when all senders wait.</summary>
[Collection(StorageCollection.Name)]
public sealed class FairSharingTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private const int Rate = 5;
    private const int BatchSize = 25;
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(2);
    private readonly string _unique = $"{Guid.NewGuid():N}";
    private StorageServices _storage = null!;
    private EmbeddedHost _engine = null!;

    public async Task InitializeAsync()
    {
        _storage = await StorageServices.ReadyAsync(azurite.ConnectionString);
        _engine = await EmbeddedHost.StartAsync(azurite.ConnectionString, $"engine-{_unique}", [], []);
    }

    public async Task DisposeAsync()
    {
        await _engine.DisposeAsync();
        _storage.Dispose();
    }

    [Theory]
    [InlineData(RunPriority.Low, RunPriority.High)]
    [InlineData(RunPriority.Normal, RunPriority.High)]
    [InlineData(RunPriority.High, RunPriority.Low)]
    public async Task Campaign_OvertakesOneThatCameLongBefore_OverTwoInstancesThatKeepToTheRate(RunPriority first, RunPriority late)
    {
        await using var world = await StandInWorld.StartAsync(null, employees: 60);
        var time = new PacedTime();
        var started = time.GetUtcNow();
        var channel = new RatedChannel(world.Integrations().GetRequiredService<TeamsChannel>(), Rate, time);
        var queues = new TestQueues(_storage.Runs, time);
        BatchSender[] instances = [Sender(channel, queues, time), Sender(channel, queues, time)];
        var people = world.Host.Company.Users.Where(Company.HasTeams).Select(user => new PersonId(Company.IdOf(user))).Take(BatchSize).ToList();
        await EnqueueAsync(queues, channel.Name, await RunAsync("first", first), batches: 15, people);
        var lateRun = await RunAsync("late", late);
        using var timer = time.CreateTimer(_ => queues.Later(() => EnqueueAsync(queues, channel.Name, lateRun, batches: 1, [.. people.Take(10)])), null, TimeSpan.FromSeconds(20), Timeout.InfiniteTimeSpan);

        await queues.DriveAsync(instances, time, _engine.Client);

        var sent = channel.Sent.OrderBy(batch => batch.Start).ToList();
        Assert.Equal((15 * BatchSize) + 10, world.Host.Mailbox.Count(_ => true).Messages);
        Assert.All(sent.Zip(sent.Skip(1)), pair => Assert.True(pair.Second.Start >= pair.First.Start.AddSeconds(pair.First.Nudges / (double)Rate).AddMilliseconds(-1)));
        // The whole takes as long as the rate makes it take; the late one waits for what was booked only.
        Assert.InRange((sent[^1].Start - started).TotalSeconds, 70, 78);
        Assert.InRange((sent.Single(batch => batch.Nudges == 10).Start - started).TotalSeconds, 20, 20 + ChannelPace.LongestBooking.TotalSeconds + (3.0 * BatchSize / Rate));
    }

    [Fact]
    public async Task Mails_LeaveOneByOneAtTheRate_OverTwoInstances()
    {
        await using var world = await StandInWorld.StartAsync(null, employees: 60);
        var time = new PacedTime();
        var started = time.GetUtcNow();
        var queues = new TestQueues(_storage.Runs, time);
        var channel = MailChannel(world, time, perMinute: 30);
        var run = await RunAsync("mails", RunPriority.Normal);
        foreach (var number in Enumerable.Range(0, 4))
        {
            await queues.EnqueueAsync(await PlanAsync(run, channel.Name, number, Mails(world, channel, run, number, channel.BatchSize)), TimeSpan.Zero, CancellationToken.None);
        }

        await queues.DriveAsync([Sender(channel, queues, time), Sender(MailChannel(world, time, perMinute: 30), queues, time)], time, _engine.Client);

        var left = Left(world);
        Assert.Equal(4 * 30, left.Count);
        Assert.All(left.Zip(left.Skip(1)), pair => Assert.True(pair.Second - pair.First >= Apart));
        Assert.InRange(left[^1] - started, 119 * Apart, 120 * Apart);
        // Each instance has a connection of its own.
        Assert.Equal(2, world.Host.SmtpConnections);
    }

    [Fact]
    public async Task Rate_IsNotUsedUp_ByDuplicatesOfWhatIsSent_NorByWhatIsPutOff()
    {
        await using var world = await StandInWorld.StartAsync(null, employees: 60);
        var time = new PacedTime();
        var started = time.GetUtcNow();
        var queues = new TestQueues(_storage.Runs, time);
        var channel = MailChannel(world, time, perMinute: 30);
        var sender = Sender(channel, queues, time);
        var run = await RunAsync("mails", RunPriority.Normal);
        var first = await PlanAsync(run, channel.Name, 0, Mails(world, channel, run, 0, 30));
        // The first mail's answer is lost, and with it the rest of its chunk is put off.
        world.Host.Faults.Add(new Fault { Service = StandInService.Smtp, Kind = FaultKind.DropAfter });
        await queues.EnqueueAsync(first, TimeSpan.Zero, CancellationToken.None);
        await queues.DriveAsync([sender], time, _engine.Client);
        var settled = time.GetUtcNow();
        await queues.EnqueueAsync(first, TimeSpan.Zero, CancellationToken.None);
        await queues.EnqueueAsync(first, TimeSpan.Zero, CancellationToken.None);
        await queues.EnqueueAsync(await PlanAsync(run, channel.Name, 1, Mails(world, channel, run, 1, 2)), TimeSpan.Zero, CancellationToken.None);
        await queues.DriveAsync([sender], time, _engine.Client);

        // 60 seconds for a batch; with what is booked and not used it would be twice that, and twice more for the duplicates.
        Assert.InRange(settled - started, TimeSpan.FromSeconds(55), TimeSpan.FromSeconds(75));
        Assert.InRange(time.GetUtcNow() - settled, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        Assert.Equal(32, Left(world).Count);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(30)]
    public async Task MailServer_IsLeftAloneByAllInstances_WhenItAsksOneToWait(int? perMinute)
    {
        await using var world = await StandInWorld.StartAsync(null, employees: 60);
        var time = new PacedTime();
        var started = time.GetUtcNow();
        var queues = new TestQueues(_storage.Runs, time);
        var channel = MailChannel(world, time, perMinute);
        var run = await RunAsync("mails", RunPriority.Normal);
        world.Host.Faults.Add(new Fault { Service = StandInService.Smtp, Kind = FaultKind.Throttle });

        await Sender(channel, queues, time).SendAsync(await PlanAsync(run, channel.Name, 0, Mails(world, channel, run, 0, 3)), "message-0", _engine.Client, CancellationToken.None);
        await queues.EnqueueAsync(await PlanAsync(run, channel.Name, 1, Mails(world, channel, run, 1, 3)), TimeSpan.Zero, CancellationToken.None);
        await queues.DriveAsync([Sender(MailChannel(world, time, perMinute), queues, time)], time, _engine.Client);

        Assert.Equal(1 + 6, world.Host.Faults.RequestsTo(StandInService.Smtp));
        Assert.All(Left(world), at => Assert.True(at - started >= TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task Pump_SendsWhatIsOfHighPriority_WhileAllSendersOfAnotherAreBusy()
    {
        const string name = "shared";
        await _storage.Get<StorageSetup>().EnsureCreatedAsync([name], CancellationToken.None);
        var (low, high) = (await RunAsync("low", RunPriority.Low), await RunAsync("high", RunPriority.High));
        var channel = new BlockedChannel(name, high);
        await EnqueueAsync(_storage.Queue, name, low, batches: 8, [new PersonId("p")]);
        await EnqueueAsync(_storage.Queue, name, high, batches: 1, [new PersonId("p")]);
        var queues = _storage.Get<QueueServiceClient>();
        using var pump = new QueuePump(
            queues, new Channels([channel]), new WakingBatchQueue(_storage.Queue, _storage.Runs, TimeProvider.System), Sender(channel, _storage.Queue, TimeProvider.System),
            _engine.Client, TimeProvider.System, NullLogger<QueuePump>.Instance);

        await pump.StartAsync(CancellationToken.None);

        await channel.HighSent;
        Assert.True(channel.Blocked <= 4);
        channel.Release();
        await pump.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Queue_IsThatOfTheRunsPriority_AndTheOldOneForNormalAndUnknownRuns()
    {
        var before = _storage.Requests.Tables;
        Assert.Equal(RunPriority.High, await _storage.Runs.PriorityAsync(await RunAsync("high", RunPriority.High), CancellationToken.None));
        Assert.Equal(RunPriority.High, await _storage.Runs.PriorityAsync(new RunId($"high-{_unique}"), CancellationToken.None));
        Assert.Equal(2, _storage.Requests.Tables - before);
        Assert.Equal(RunPriority.Normal, await _storage.Runs.PriorityAsync(new RunId("nobodys"), CancellationToken.None));
        Assert.Equal(["nudges-email-low", "nudges-email", "nudges-email-high"], IBatchQueue.QueueNames("email"));
        Assert.Equal("nudges-email-high-poison", IBatchQueue.PoisonQueueName("nudges-email-high"));
        var old = JsonSerializer.Deserialize<BatchMessage>("""{"batch":"daily-2026-11-26.00000.email.0","channel":"email"}""", NudgesJson.Options)!;
        Assert.Null(old.Place);
    }

    private async Task<RunId> RunAsync(string name, RunPriority priority)
    {
        var id = new RunId($"{name}-{_unique}");
        var now = TimeProvider.System.GetUtcNow();
        var run = new Run { Request = new RunRequest { Id = id, Kind = RunKind.Campaign, AsOf = now, Priority = priority }, Status = RunStatus.Running, StartedAt = now };
        await _storage.Runs.SaveAsync(run, CancellationToken.None);
        return id;
    }

    private async Task EnqueueAsync(IBatchQueue queue, string channel, RunId run, int batches, IReadOnlyList<PersonId> people)
    {
        var card = JsonSerializer.SerializeToElement(new { type = "AdaptiveCard", version = "1.5", body = new[] { new { type = "TextBlock", text = "Read on" } } });
        foreach (var number in Enumerable.Range(0, batches))
        {
            var nudges = people.Select(person => new BatchedNudge
            {
                Id = new NudgeId($"{run}-{number}-{person}"),
                Person = person,
                Message = JsonSerializer.Serialize(new TeamsMessage { Summary = "Something to read", Card = card }, NudgesJson.Options),
            });
            await queue.EnqueueAsync(await PlanAsync(run, channel, number, nudges), TimeSpan.Zero, CancellationToken.None);
        }
    }

    /// <summary>Writes the batch; its message.</summary>
    private async Task<BatchMessage> PlanAsync(RunId run, string channel, int number, IEnumerable<BatchedNudge> nudges)
    {
        var batch = new Batch { Id = BatchId.For(run, 0, channel, number), Channel = channel, Instance = "nobody", Nudges = [.. nudges] };
        await _storage.Documents.WriteAsync(Documents.Batch(batch.Id), batch, CancellationToken.None);
        return new BatchMessage { Batch = batch.Id, Channel = channel };
    }

    private static IEnumerable<BatchedNudge> Mails(StandInWorld world, IChannel channel, RunId run, int number, int count) =>
        world.Host.Company.Users.Where(user => Company.Text(user, "mail") is { } mail && world.Host.Company.PersonAt(mail) == Company.IdOf(user)).Take(count)
            .Select(user => new Person { Id = new PersonId(Company.IdOf(user)), DisplayName = "Reader", Mail = Company.Text(user, "mail") })
            .Select(person => Drafts.Compose(channel, Drafts.For(person, StableId.From("nudge", $"{run}-{number}-{person.Id}"))));

    /// <summary>By the clock of their senders.</summary>
    private static IReadOnlyList<DateTimeOffset> Left(StandInWorld world) =>
        [.. world.Host.Mailbox.List(_ => true, int.MaxValue).Select(line => DateTimeOffset.Parse(world.Host.Mailbox.Read(line.Id)!.Headers["Date"], CultureInfo.InvariantCulture)).Order()];

    /// <summary>As an instance has it: its own connections and clock, and the account of this test.</summary>
    private SmtpChannel MailChannel(StandInWorld world, PacedTime time, int? perMinute) => world.Integrations(
        settings =>
        {
            settings["Smtp:From"] = $"{_unique}@larkwheel.example";
            settings["Smtp:MessagesPerMinute"] = perMinute?.ToString(CultureInfo.InvariantCulture);
        },
        services => services.AddSingleton<TimeProvider>(time)).GetRequiredService<SmtpChannel>();

    /// <summary>An instance: its own pace, as it would have in a process of its own.</summary>
    private BatchSender Sender(IChannel channel, IBatchQueue queue, TimeProvider time) => new(
        _storage.Documents, _storage.Ledger, queue, new RunRecount(_storage.Runs, _storage.Ledger), new SharedPace(_storage.Documents, _storage.Runs, time),
        new LateRules(_storage.Documents, _storage.Preferences, time), new Channels([channel]), time, NullLogger<BatchSender>.Instance);

    /// <summary>Teams over its stand-in, at a rate of the test's and as slow as that.</summary>
    private sealed class RatedChannel(IChannel teams, double perSecond, TimeProvider time) : IChannel
    {
        public ConcurrentBag<(DateTimeOffset Start, int Nudges)> Sent { get; } = [];

        public string Name => teams.Name;

        public string Account { get; } = $"{Guid.NewGuid()}";

        public int BatchSize => teams.BatchSize;

        public int ChunkSize => teams.BatchSize;

        public double? RequestsPerSecond => perSecond;

        public bool Reaches(Person person) => teams.Reaches(person);

        public MessageText Compose(NudgeDraft draft) => teams.Compose(draft);

        public async Task<ChunkResult> SendAsync(IReadOnlyList<BatchedNudge> nudges, CancellationToken cancellationToken)
        {
            Sent.Add((time.GetUtcNow(), nudges.Count));
            var result = await teams.SendAsync(nudges, cancellationToken);
            await Task.Delay(TimeSpan.FromSeconds(nudges.Count / perSecond), time, cancellationToken);
            return result;
        }
    }

    /// <summary>Takes one run's nudges at once, and the others' when it is let.</summary>
    private sealed class BlockedChannel(string name, RunId high) : IChannel
    {
        private readonly TaskCompletionSource _highSent = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _blocked;

        public Task HighSent => _highSent.Task;

        public int Blocked => _blocked;

        public string Name => name;

        public int BatchSize => 1;

        public int ChunkSize => 1;

        public void Release() => _released.SetResult();

        public bool Reaches(Person person) => true;

        public MessageText Compose(NudgeDraft draft) => "{}";

        public async Task<ChunkResult> SendAsync(IReadOnlyList<BatchedNudge> nudges, CancellationToken cancellationToken)
        {
            if (nudges[0].Id.Value.StartsWith(high.Value, StringComparison.Ordinal))
            {
                _highSent.SetResult();
            }
            else
            {
                Interlocked.Increment(ref _blocked);
                await _released.Task.WaitAsync(cancellationToken);
            }

            return new ChunkResult { Outcomes = [new NudgeOutcome.Sent()] };
        }
    }
}
