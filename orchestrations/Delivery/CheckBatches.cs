using Nudges.Campaigns;
using Nudges.Delivery;
using Nudges.Orchestrations.Durable;

namespace Nudges.Orchestrations.Delivery;

public sealed record CheckBatchesInput
{
    public required RunId Run { get; init; }

    /// <summary>At most <see cref="CheckBatches.Most"/>.</summary>
    public required IReadOnlyList<BatchReference> Batches { get; init; }
}

/// <summary>Batches that are settled, and what became of all their nudges together.</summary>
public sealed record SettledBatches
{
    public required IReadOnlyList<BatchId> Batches { get; init; }

    public required RunCounts Counts { get; init; }
}

/// <summary>
/// Which of the batches the ledger has settled. For an orchestration that has waited long: the ledger is the truth, the
/// event only its herald. Reads only.
/// </summary>
public sealed class CheckBatches(IBatchLedger ledger) : Activity<CheckBatchesInput, SettledBatches>(Reference)
{
    public static readonly ActivityRef<CheckBatchesInput, SettledBatches> Reference = new(nameof(CheckBatches));

    /// <summary>Batches a call: what goes in and what comes out stay small.</summary>
    public const int Most = 100;

    public override async Task<SettledBatches> RunAsync(CheckBatchesInput input, CancellationToken cancellationToken)
    {
        var channels = input.Batches.ToDictionary(batch => batch.Id, batch => batch.Channel);
        var settled = new List<BatchId>();
        var counts = new RunCounts();
        await foreach (var entry in ledger.ListAsync(input.Run, cancellationToken))
        {
            if (entry.Settled && channels.TryGetValue(entry.Batch, out var channel))
            {
                settled.Add(entry.Batch);
                counts += entry.CountsFor(channel);
            }
        }

        return new SettledBatches { Batches = settled, Counts = counts };
    }
}
