using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Nudges.Campaigns;
using Nudges.Delivery;
using Nudges.Local.Engine;
using Nudges.Orchestrations.Content;
using Nudges.Orchestrations.Delivery;
using Nudges.Orchestrations.Durable;
using Nudges.Orchestrations.Runs;
using Nudges.People;

namespace Nudges.Local.Tests.Runs;

/// <summary>What runs and waves ask for, turn by turn, given what reaches them: no clock, no storage.</summary>
public sealed class WaveTests
{
    private static readonly DateTimeOffset Seven = new(2026, 11, 23, 7, 0, 0, TimeSpan.Zero);

    private static readonly RunRequest Request = new() { Id = new RunId("run"), Kind = RunKind.Campaign, AsOf = Seven };

    private static readonly RunInputs Inputs = new() { CatalogueVersion = "c", PeopleVersion = "p", ShardBits = 9, InGroups = true, Channels = ["email"], ItemsPerNudge = 3 };

    private static readonly ShardPlace First = new(5, 0);

    [Fact]
    public void Run_StartsTheNextWave_WhenOneIsPlanned_AndEndsWhenAllHave()
    {
        var run = PinnedRun(OrchestrationVersion.Current);
        Assert.Equal([0, 1], run.Waves);

        run.Tell(new EventRaised("run", Seven, nameof(Events.WavePlanned), Json(new WavePlanned { Wave = run.WaveName(1) })));
        Assert.Equal([0, 1, 2], run.Waves);
        // It comes twice.
        run.Tell(new EventRaised("run", Seven, nameof(Events.WavePlanned), Json(new WavePlanned { Wave = run.WaveName(1) })));
        Assert.Equal([0, 1, 2], run.Waves);
        run.End(wave: 0);
        Assert.Equal([0, 1, 2, 3], run.Waves);
        run.End(wave: 1);
        run.End(wave: 3);
        Assert.Null(run.Turn.Outcome);
        run.End(wave: 2);

        // Its record is the last step.
        Assert.Equal(nameof(FinishRun), run.Turn.Calls[^1].Name);
    }

    [Fact]
    public void Run_StartsTheNextWave_WhenOneHasEnded_InAnOlderVersion()
    {
        var run = PinnedRun("1.2");
        run.Tell(new EventRaised("run", Seven, nameof(Events.WavePlanned), Json(new WavePlanned { Wave = run.WaveName(0) })));
        Assert.Equal([0, 1], run.Waves);
        run.End(wave: 1);
        Assert.Equal([0, 1, 2], run.Waves);
    }

    [Fact]
    public void Run_TellsItsTeam_BeforeItsRecordIsWritten()
    {
        var run = PinnedRun(OrchestrationVersion.Current, Request with { Team = "platform" }, shards: 0);
        Assert.Equal(nameof(TellTeam), run.Turn.Calls[^1].Name);

        run.Answer(3, Json(new ToldTeam { Problem = "Whether it was told is not known." }));

        Assert.Equal(nameof(FinishRun), run.Turn.Calls[^1].Name);
        var record = JsonSerializer.Deserialize<Run>(((ActivityScheduled)run.Turn.Calls[^1]).Input, NudgesJson.Options)!;
        Assert.Equal((RunStatus.Finished, "Whether it was told is not known."), (record.Status, Assert.Single(record.Warnings)));
    }

    [Fact]
    public void Run_FinishesWithAWarning_WhenItsTeamCannotBeTold()
    {
        var run = PinnedRun(OrchestrationVersion.Current, Request with { Team = "platform" }, shards: 0);
        for (var tries = 1; run.Turn.Calls[^1] is ActivityScheduled { Name: nameof(TellTeam) } call; tries++)
        {
            Assert.InRange(tries, 1, 10);
            run.Tell(new TaskFailed("run", run.Now, call.Task, FailureDetails.From(new TeamNotToldException("Team 'platform' could not be told. 429."))));
            if (run.Turn.Calls[^1] is TimerScheduled)
            {
                run.FireTimer();
            }
        }

        var record = JsonSerializer.Deserialize<Run>(((ActivityScheduled)run.Turn.Calls[^1]).Input, NudgesJson.Options)!;
        Assert.Equal((RunStatus.Finished, "Team 'platform' could not be told. 429."), (record.Status, Assert.Single(record.Warnings)));
    }

    [Theory]
    [InlineData("1.3", "platform")]
    [InlineData("1.4", null)]
    public void Run_TellsNoTeam_WhenItIsOlderOrNamesNone(string version, string? team)
    {
        var run = PinnedRun(version, Request with { Team = team }, shards: 0);

        Assert.Equal(nameof(FinishRun), run.Turn.Calls[^1].Name);
    }

    [Fact]
    public void Wave_TellsThatItIsPlanned_AndLooksAfterTheHoursOnly()
    {
        var wave = new Story(new DeliverWave(), Json(new WaveInput { Run = Request, Inputs = Inputs, Shards = [0, 3] }), OrchestrationVersion.Current);
        BatchReference Batch(int number, DateTimeOffset? sendAt) => new() { Id = BatchId.For(Request.Id, First, "email", number), Channel = "email", Nudges = 10, SendAt = sendAt };
        wave.Answer(0, Json(Planned(Batch(0, null), Batch(1, Seven.AddHours(9)), Batch(2, Seven.AddHours(12)))));

        Assert.Contains(wave.Turn.Calls, call => call is EventSent { Name: nameof(Events.WavePlanned), Target: "run" });
        Assert.Equal(20, wave.Progress.WaitingForHour);
        Assert.Equal(Seven.AddMinutes(5), wave.Timer.FireAt);

        wave.Settle(Batch(0, null), 10);
        wave.FireTimer();
        // Nothing is due before the next batch: nothing is asked.
        Assert.DoesNotContain(wave.Turn.Calls, call => call.Name == nameof(CheckBatches));
        Assert.Equal(Seven.AddHours(9).AddMinutes(5), wave.Timer.FireAt);

        wave.FireTimer();
        Assert.Equal([Batch(1, Seven.AddHours(9))], JsonSerializer.Deserialize<CheckBatchesInput>(((ActivityScheduled)wave.Turn.Calls[^1]).Input, NudgesJson.Options)!.Batches);
        wave.Answer(wave.Turn.Calls.Count - 1, Json(new SettledBatches { Batches = [], Counts = new RunCounts() }));
        var times = new List<TimeSpan>();
        while (wave.Timer.FireAt < Seven.AddHours(12))
        {
            times.Add(wave.Timer.FireAt - wave.Now);
            wave.FireTimer();
            wave.Answer(wave.Turn.Calls.Count - 1, Json(new SettledBatches { Batches = [], Counts = new RunCounts() }));
        }

        Assert.Equal([10, 20, 40, 60], times.Select(time => time.TotalMinutes));
        Assert.Equal(Seven.AddHours(12).AddMinutes(5), wave.Timer.FireAt);
        wave.Settle(Batch(1, Seven.AddHours(9)), 10);
        wave.Settle(Batch(2, Seven.AddHours(12)), 10);
        Assert.Equal(30, JsonSerializer.Deserialize<RunCounts>(Assert.IsType<Returned>(wave.Turn.Outcome).Output, NudgesJson.Options)!.Sent["email"]);
    }

    [Fact]
    public void Wave_HasAShortHistory_WhenItWaitsForDays()
    {
        var wave = new Story(new DeliverWave(), Json(new WaveInput { Run = Request, Inputs = Inputs, Shards = [0, 3] }), OrchestrationVersion.Current);
        wave.Answer(0, Json(Planned([.. Enumerable.Range(1, 6).Select(day => new BatchReference
        {
            Id = BatchId.For(Request.Id, First, "email", day), Channel = "email", Nudges = 1, SendAt = Seven.AddDays(day),
        })])));
        while (wave.Now < Seven.AddDays(6))
        {
            wave.FireTimer();
            if (wave.Turn.Calls[^1] is ActivityScheduled asked)
            {
                var due = JsonSerializer.Deserialize<CheckBatchesInput>(asked.Input, NudgesJson.Options)!.Batches;
                wave.Answer(asked.Task, Json(new SettledBatches { Batches = [.. due.Select(batch => batch.Id)], Counts = new RunCounts() }));
            }
        }

        Assert.IsType<Returned>(wave.Turn.Outcome);
        Assert.InRange(wave.Turn.Calls.Count, 1, 20);
    }

    [Fact]
    public void Wave_PlansShardsThatBeginAlikeTogether()
    {
        var wave = new Story(new DeliverWave(), Json(new WaveInput { Run = Request, Inputs = Inputs, Shards = [3, 15, 16, 40, 47] }), OrchestrationVersion.Current);

        var planned = wave.Turn.Calls.Cast<ActivityScheduled>().Select(call => JsonSerializer.Deserialize<PlanShardsInput>(call.Input, NudgesJson.Options)!).ToList();

        Assert.Equal([(5, 0), (5, 1), (5, 2)], planned.Select(group => (group.Group.Bits, group.Group.Index)));
        Assert.Equal([[3, 15], [16], [40, 47]], planned.Select(group => group.Shards));
    }

    [Fact]
    public void Wave_PlansEachShardByItself_WhenTheRunWasPinnedBeforeThereWereGroups()
    {
        var wave = new Story(new DeliverWave(), Json(new WaveInput { Run = Request, Inputs = Inputs with { InGroups = false }, Shards = [3, 15] }), OrchestrationVersion.Current);

        Assert.Equal([nameof(PlanShard), nameof(PlanShard)], wave.Turn.Calls.Cast<ActivityScheduled>().Select(call => call.Name));
    }

    private static PlannedShards Planned(params BatchReference[] batches) => new()
    {
        Counts = new RunCounts(),
        Times = [.. batches.Select(batch => new PlannedTime { Channel = batch.Channel, SendAt = batch.SendAt, Batches = [new PlannedBatch(batch.Id.Number, batch.Nudges)] })],
    };

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, NudgesJson.Options);

    /// <summary>A run, pinned.</summary>
    private static Story PinnedRun(string version, RunRequest? request = null, int shards = 512)
    {
        var run = new Story(new NudgeRun(), Json(request ?? Request), version);
        run.Answer(0, Json(new LatestVersions { Catalogue = "c", People = "p" }));
        run.Answer(1, Json(new GatheredContent { CatalogueVersion = "c", Items = 1, Problems = [] }));
        run.Answer(2, Json(new PinnedRun { Inputs = Inputs, People = 0, Shards = [.. Enumerable.Range(0, shards)] }));
        return run;
    }

    /// <summary>One instance, told what reaches it.</summary>
    private sealed class Story
    {
        private readonly IOrchestrator _orchestrator;
        private readonly List<Arrival> _arrivals;

        public Story(IOrchestrator orchestrator, string input, string version)
        {
            _orchestrator = orchestrator;
            _arrivals = [new Started("run", Seven, orchestrator.Name, input, version, "execution", Seven)];
            Now = Seven;
            Turn = Run();
        }

        public DateTimeOffset Now { get; private set; }

        public Turn Turn { get; private set; }

        public TimerScheduled Timer => Turn.Calls.OfType<TimerScheduled>().Last();

        public WaveProgress Progress => JsonSerializer.Deserialize<WaveProgress>(Turn.CustomStatus!, NudgesJson.Options)!;

        public IEnumerable<int> Waves => Turn.Calls.OfType<ChildScheduled>().Select((_, number) => number);

        public string WaveName(int wave) => Turn.Calls.OfType<ChildScheduled>().ElementAt(wave).Child;

        public void Answer(int task, string output) => Tell(new TaskCompleted("run", Now, task, output));

        public void End(int wave) => Answer(Turn.Calls.OfType<ChildScheduled>().ElementAt(wave).Task, Json(new RunCounts()));

        public void Settle(BatchReference batch, int sent) => Tell(new EventRaised("run", Now, nameof(Events.BatchSettled), Json(new BatchSettled
        {
            Batch = batch.Id,
            Counts = new RunCounts { People = sent, Sent = new Dictionary<string, int> { [batch.Channel] = sent } },
        })));

        public void FireTimer()
        {
            Now = Timer.FireAt;
            Tell(new TimerFired("run", Now, Timer.Task));
        }

        public void Tell(Arrival arrival)
        {
            _arrivals.Add(arrival);
            Turn = Run();
            // What is sent is answered at once.
            foreach (var sent in Turn.Calls.OfType<EventSent>().Where(sent => Turn.Open.Contains(sent.Task)).ToList())
            {
                _arrivals.Add(new TaskCompleted("run", Now, sent.Task, ""));
                Turn = Run();
            }
        }

        private Turn Run()
        {
            var turn = Replay.Run(_orchestrator, _arrivals, [], _arrivals.Count, NullLoggerFactory.Instance, _ => { });
            Assert.False(turn.Outcome is Failed, $"{turn.Outcome}");
            return turn;
        }
    }
}
