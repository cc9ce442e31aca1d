using Nudges.Campaigns;
using Nudges.Delivery;
using Nudges.Orchestrations.Durable;

namespace Nudges.Orchestrations.Delivery;

/// <summary>The events that orchestrations wait for.</summary>
public static class Events
{
    /// <summary>Raised to the orchestration that planned the batch, at least once, after the ledger has it settled.</summary>
    public static readonly EventRef<BatchSettled> BatchSettled = new(nameof(BatchSettled));

    /// <summary>Sent by a wave to its run, at least once, when all of its batches are in their queues.</summary>
    public static readonly EventRef<WavePlanned> WavePlanned = new(nameof(WavePlanned));
}

/// <summary>The wave of that instance has planned all of its shards.</summary>
public sealed record WavePlanned
{
    public required string Wave { get; init; }
}

/// <summary>What became of a batch.</summary>
public sealed record BatchSettled
{
    public required BatchId Batch { get; init; }

    public required RunCounts Counts { get; init; }
}
