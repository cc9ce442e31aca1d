using Microsoft.Extensions.DependencyInjection;
using Nudges.Campaigns;
using Nudges.Delivery;
using Nudges.Local.Engine;
using Nudges.Local.Tests.Delivery;
using Nudges.Local.Tests.Hosting;
using Nudges.Messages;
using Nudges.Orchestrations.Runs;
using Nudges.People;
using Nudges.Storage;

namespace Nudges.Local.Tests.Runs;

/// <summary>A group of four shards, planned by a running host.</summary>
public sealed class PlanShardsTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Plan_FillsBatchesOverShards_AndTheSameOnes_WhenTwoHostsGoOnWhereOneDied()
    {
        await using var host = await RunningHost.StartAsync(2_500);
        var services = host.Host.Services;
        var documents = services.GetRequiredService<IDocumentStore>();
        var run = await PlanAsync(host);
        var batches = await BatchesAsync(documents, run.Request.Id);
        var plans = await PlansAsync(documents, run.Request.Id);
        foreach (var same in batches.GroupBy(batch => (batch.Channel, batch.SendAt)))
        {
            Assert.All(same.SkipLast(1), batch => Assert.Equal(services.GetRequiredService<Channels>()[batch.Channel].BatchSize, batch.Nudges.Count));
        }

        Assert.Equal(plans.SelectMany(plan => plan.People).Where(person => person.Batch is not null).Select(person => (person.Batch!.Value, person.Position)).Order(Places),
            batches.SelectMany(batch => batch.Nudges.Select((_, position) => (batch.Id, position))).Order(Places));

        // The host has died once the first two were written; both who find that plan the others at the same time.
        await documents.DeleteAsync(Documents.Plan(run.Request.Id, 2).Path, None);
        await documents.DeleteAsync(Documents.Plan(run.Request.Id, 3).Path, None);
        var input = new PlanShardsInput { Run = run.Request, Inputs = run.Inputs!, Group = new ShardPlace(0, 0), Shards = [0, 1, 2, 3], Instance = batches[0].Instance };
        var planned = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => services.GetRequiredService<PlanShards>().RunAsync(input, None)));

        Assert.Equal(Json(plans), Json(await PlansAsync(documents, run.Request.Id)));
        Assert.Equal(Json(batches), Json(await BatchesAsync(documents, run.Request.Id)));
        Assert.All(planned, one => Assert.Equal(batches.Count, one.Times.Sum(time => time.Batches.Count)));

        // A setting that makes batches smaller has come in between.
        var smaller = new Channels(services.GetServices<IChannel>().Select(channel => new SmallBatches(channel)));
        await ActivatorUtilities.CreateInstance<PlanShards>(services, smaller).RunAsync(input, None);

        Assert.Equal(Json(batches), Json(await BatchesAsync(documents, run.Request.Id)));
    }

    [Fact]
    public async Task Plan_SaysWhenABatchWasQueued_ButNotWhenSomeOfItWasDecidedOnBefore()
    {
        await using var host = await RunningHost.StartAsync();
        var services = host.Host.Services;
        var run = await PlanAsync(host);
        var queue = new NotedQueue();
        var plan = ActivatorUtilities.CreateInstance<PlanShards>(services, ActivatorUtilities.CreateInstance<BatchComposer>(services, queue));
        var input = new PlanShardsInput
        {
            Run = run.Request with { Id = new RunId("campaign-now") },
            Inputs = run.Inputs! with { Timing = null },
            Group = new ShardPlace(0, 0),
            Shards = [0],
            Instance = "none",
        };

        var before = TimeProvider.System.GetUtcNow();
        await plan.RunAsync(input, None);
        var first = queue.Enqueued.Select(enqueued => enqueued.Message).ToList();
        await plan.RunAsync(input, None);
        var second = queue.Enqueued.Skip(first.Count).Select(enqueued => enqueued.Message).ToList();

        Assert.NotEmpty(first);
        Assert.All(first, message => Assert.InRange(message.QueuedAt!.Value, before, TimeProvider.System.GetUtcNow()));
        Assert.Equal(first.Select(message => message with { QueuedAt = null }), second);
    }

    [Fact]
    public async Task Plan_TriesTheNextChannel_WhenNothingCameBackByTheFirst()
    {
        await using var host = await RunningHost.StartAsync();
        var services = host.Host.Services;
        var documents = services.GetRequiredService<IDocumentStore>();
        var run = await PlanAsync(host);
        var before = (await documents.ReadAsync(Documents.Plan(run.Request.Id, 0), None))!.Value;
        var later = run.Request with { Id = new RunId("campaign-next"), AsOf = run.Request.AsOf.AddDays(14) };

        await services.GetRequiredService<PlanShards>().RunAsync(
            new PlanShardsInput { Run = later, Inputs = run.Inputs! with { FallbackAfterDays = 10 }, Group = new ShardPlace(0, 0), Shards = [0], Instance = "none" }, None);

        var people = (await documents.ReadAsync(Documents.PeopleShard(run.Inputs!.PeopleVersion, 0), None))!.Value.People.ToDictionary(person => person.Id);
        var next = (await documents.ReadAsync(Documents.Plan(later.Id, 0), None))!.Value.People.ToDictionary(person => person.Person);
        var silent = before.People.Where(person => person.Channel == "teams" && next[person.Person].Suppressed is null).Select(person => next[person.Person]).ToList();
        Assert.NotEmpty(silent);
        Assert.All(silent, person => Assert.Equal(people[person.Person].Mail is null ? ("teams", null) : ("email", "teams"), (person.Channel, person.InsteadOf)));
    }

    private static IComparer<(BatchId Batch, int Position)> Places { get; } =
        Comparer<(BatchId Batch, int Position)>.Create((left, right) => (left.Batch.Value, left.Position).CompareTo((right.Batch.Value, right.Position)));

    /// <summary>A campaign that waits for its people's hours.</summary>
    private static async Task<Run> PlanAsync(RunningHost host)
    {
        var now = TimeProvider.System.GetUtcNow();
        var request = new RunRequest
        {
            Id = new RunId("campaign-later"),
            Kind = RunKind.Campaign,
            AsOf = new DateTimeOffset(now.UtcDateTime.Date.AddDays(8 - (int)now.DayOfWeek), TimeSpan.Zero),
            Goal = "At your hour",
            Timing = TimingMode.PersonsHour,
            Window = TimeSpan.FromDays(1),
        };
        var services = host.Host.Services;
        await services.GetRequiredService<RunStarter>().StartCampaignAsync(host.Client, request, None);
        var engine = services.GetRequiredService<EmbeddedEngine>();
        await engine.WaitForInstanceAsync(request.Id.Value, instance => instance.SerializedCustomStatus?.Contains("delivering", StringComparison.Ordinal) == true, None);
        var run = (await services.GetRequiredService<IRunStore>().ReadAsync(request.Id, None))!;
        await engine.WaitForInstanceAsync(NudgeRun.WaveOf(run, 0), instance => instance.SerializedCustomStatus?.Contains("waitingForHour", StringComparison.Ordinal) == true, None);
        return run;
    }

    private static async Task<List<Batch>> BatchesAsync(IDocumentStore documents, RunId run)
    {
        var batches = new List<Batch>();
        await foreach (var path in documents.ListAsync($"runs/{run}/batches/", None))
        {
            batches.Add((await documents.ReadAsync(new DocumentKey<Batch>(path), None))!.Value);
        }

        return [.. batches.OrderBy(batch => batch.Channel, StringComparer.Ordinal).ThenBy(batch => batch.Id.Number)];
    }

    private static async Task<IReadOnlyList<ShardPlan>> PlansAsync(IDocumentStore documents, RunId run)
    {
        var plans = await Task.WhenAll(Enumerable.Range(0, 4).Select(shard => documents.ReadAsync(Documents.Plan(run, shard), None)));
        return [.. plans.Select(plan => plan!.Value)];
    }

    private static string Json<T>(T value) => System.Text.Json.JsonSerializer.Serialize(value, NudgesJson.Options);

    private sealed class SmallBatches(IChannel channel) : IChannel
    {
        public string Name => channel.Name;

        public int BatchSize => 10;

        public int ChunkSize => 10;

        public bool Reaches(Person person) => channel.Reaches(person);

        public MessageText Compose(NudgeDraft draft) => channel.Compose(draft);

        public Task<ChunkResult> SendAsync(IReadOnlyList<BatchedNudge> nudges, CancellationToken cancellationToken) => channel.SendAsync(nudges, cancellationToken);
    }
}
