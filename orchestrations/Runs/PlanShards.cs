using Nudges.Campaigns;
using Nudges.Delivery;
using Nudges.Orchestrations.Durable;
using Nudges.Orchestrations.People;
using Nudges.People;

namespace Nudges.Orchestrations.Runs;

public sealed record PlanShardsInput
{
    public required RunRequest Run { get; init; }

    public required RunInputs Inputs { get; init; }

    /// <summary>What the shards have in common, and their batches are named by.</summary>
    public required ShardPlace Group { get; init; }

    /// <summary>Those of the group that hold someone of the audience, in order.</summary>
    public required IReadOnlyList<int> Shards { get; init; }

    /// <summary>The orchestration that waits for the batches.</summary>
    public required string Instance { get; init; }
}

/// <summary>What planning some shards came to.</summary>
public sealed record PlannedShards
{
    /// <summary>Those who are not nudged; the others are counted when their batches are settled.</summary>
    public required RunCounts Counts { get; init; }

    /// <summary>At most <see cref="ShardHours.Most"/> times.</summary>
    public required IReadOnlyList<PlannedTime> Times { get; init; }
}

/// <summary>The batches of one channel and time.</summary>
public sealed record PlannedTime
{
    public required string Channel { get; init; }

    /// <summary>As <see cref="Batch.SendAt"/>.</summary>
    public DateTimeOffset? SendAt { get; init; }

    public required IReadOnlyList<PlannedBatch> Batches { get; init; }
}

/// <param name="Number">In its name.</param>
/// <param name="Nudges">How many.</param>
public readonly record struct PlannedBatch(int Number, int Nudges);

/// <summary>
/// Decides, explains and composes the nudges of a group's shards, one shard after the other, writes them as batches and puts each in its
/// queue as soon as it is full, or the last shard is planned: so those who are nudged at one time come into few batches, whatever shard they
/// are in. The decision for a shard is written once, before anything else of it: a second run reads it back, composes the same bytes and
/// enqueues again, which the ledger makes harmless. A message stays hidden until the time of its batch.
/// </summary>
public sealed class PlanShards(PeopleReader reader, ShardPlanner planner, BatchComposer composer, Channels channels) : Activity<PlanShardsInput, PlannedShards>(Reference)
{
    public static readonly ActivityRef<PlanShardsInput, PlannedShards> Reference = new(nameof(PlanShards));

    private static readonly SemaphoreSlim Turns = new(Environment.ProcessorCount);

    public override async Task<PlannedShards> RunAsync(PlanShardsInput input, CancellationToken cancellationToken)
    {
        var places = new BatchPlaces((channel, number) => BatchId.For(input.Run.Id, input.Group, channel, number), channel => channels[channel].BatchSize);
        var (counts, batches) = await PlanAsync(input, places, cancellationToken);
        return new PlannedShards
        {
            Counts = counts,
            Times =
            [
                .. batches.GroupBy(batch => (batch.Channel, batch.SendAt)).Select(same => new PlannedTime
                {
                    Channel = same.Key.Channel,
                    SendAt = same.Key.SendAt,
                    Batches = [.. same.Select(batch => new PlannedBatch(batch.Id.Number, batch.Nudges))],
                }),
            ],
        };
    }

    /// <summary>Who is not nudged, and the batches of the others. As many groups at a time as there are processors: each holds one shard and the batches that it fills.</summary>
    internal async Task<(RunCounts Counts, IReadOnlyList<BatchReference> Batches)> PlanAsync(PlanShardsInput input, BatchPlaces places, CancellationToken cancellationToken)
    {
        await Turns.WaitAsync(cancellationToken);
        try
        {
            return await PlanInTurnAsync(input, places, cancellationToken);
        }
        finally
        {
            Turns.Release();
        }
    }

    private async Task<(RunCounts Counts, IReadOnlyList<BatchReference> Batches)> PlanInTurnAsync(PlanShardsInput input, BatchPlaces places, CancellationToken cancellationToken)
    {
        var version = await reader.VersionAsync(input.Inputs.PeopleVersion, cancellationToken);
        var suppressed = new Dictionary<string, int>(StringComparer.Ordinal);
        var filling = new Dictionary<BatchId, List<PlannedPerson>>();
        var batches = new List<BatchReference>();
        var readBack = false;
        foreach (var index in input.Shards)
        {
            var shard = await reader.ShardAsync(version, index, cancellationToken);
            var plan = await planner.DecideAsync(input.Run, input.Inputs, version, shard, places, cancellationToken);
            places.Keep(plan.People);
            readBack |= plan.IsReadBack;
            foreach (var (rule, those) in plan.People.Where(person => person.Suppressed is not null).CountBy(person => person.Suppressed!))
            {
                suppressed[rule] = suppressed.GetValueOrDefault(rule) + those;
            }

            var people = shard.People.ToDictionary(person => person.Id);
            foreach (var nudged in plan.People.Where(person => person.Batch is not null))
            {
                if (!filling.TryGetValue(nudged.Batch!.Value, out var members))
                {
                    filling[nudged.Batch.Value] = members = [];
                }

                members.Add(new PlannedPerson(people[nudged.Person], nudged));
            }

            await WriteAsync(filling.Where(batch => !places.IsOpen(batch.Key)));
        }

        await WriteAsync(filling);
        return (new RunCounts { People = suppressed.Values.Sum(), Suppressed = suppressed }, batches);

        async Task WriteAsync(IEnumerable<KeyValuePair<BatchId, List<PlannedPerson>>> filled)
        {
            foreach (var (batch, members) in filled.ToList())
            {
                batches.Add(await composer.WriteAsync(input, batch, members, decidedNow: !readBack, cancellationToken));
                filling.Remove(batch);
            }
        }
    }
}
