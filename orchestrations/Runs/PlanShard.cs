using Nudges.Campaigns;
using Nudges.Delivery;
using Nudges.Orchestrations.Durable;
using Nudges.People;

namespace Nudges.Orchestrations.Runs;

public sealed record PlanShardInput
{
    public required RunRequest Run { get; init; }

    public required RunInputs Inputs { get; init; }

    public required int Shard { get; init; }

    /// <summary>The orchestration that waits for the batches.</summary>
    public required string Instance { get; init; }
}

/// <summary>What planning a shard came to.</summary>
public sealed record PlannedShard
{
    /// <summary>Those who are not nudged; the others are counted when their batches are settled.</summary>
    public required RunCounts Counts { get; init; }

    public required IReadOnlyList<BatchReference> Batches { get; init; }
}

/// <summary>One shard by itself, with batches of its own: for runs that were pinned before there were groups.</summary>
public sealed class PlanShard(PlanShards plan, Channels channels) : Activity<PlanShardInput, PlannedShard>(Reference)
{
    public static readonly ActivityRef<PlanShardInput, PlannedShard> Reference = new(nameof(PlanShard));

    public override async Task<PlannedShard> RunAsync(PlanShardInput input, CancellationToken cancellationToken)
    {
        var one = new PlanShardsInput
        {
            Run = input.Run,
            Inputs = input.Inputs,
            Group = new ShardPlace(input.Inputs.ShardBits, input.Shard),
            Shards = [input.Shard],
            Instance = input.Instance,
        };
        var places = new BatchPlaces((channel, number) => BatchId.For(input.Run.Id, input.Shard, channel, number), channel => channels[channel].BatchSize);
        var (counts, batches) = await plan.PlanAsync(one, places, cancellationToken);
        return new PlannedShard { Counts = counts, Batches = batches };
    }
}
