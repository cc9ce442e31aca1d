using Nudges.Campaigns;
using Nudges.Delivery;
using Nudges.Orchestrations.Durable;

namespace Nudges.Orchestrations.Delivery;

/// <summary>The events that orchestrations wait for.</summary>
public static class Events
{
    /// <summary>Raised to the orchestration that planned the batch, at least once, after the ledger has it settled.</summary>
    public static readonly EventRef<BatchSettled> BatchSettled = new(nameof(BatchSettled));
}

/// <summary>What became of a batch.</summary>
public sealed record BatchSettled
{
    public required BatchId Batch { get; init; }

    public required RunCounts Counts { get; init; }
}
