using Nudges.Campaigns;
using Nudges.Delivery;
using Nudges.Orchestrations.Durable;

namespace Nudges.Orchestrations.Delivery;

public sealed record CheckBatchesInput
{
    public required RunId Run { get; init; }

    public required IReadOnlyList<BatchReference> Batches { get; init; }
}

/// <summary>
/// Which of the batches the ledger has settled. For an orchestration that has waited long: the ledger is the truth, the
/// event only its herald. Reads only.
/// </summary>
public sealed class CheckBatches(IBatchLedger ledger) : Activity<CheckBatchesInput, IReadOnlyList<BatchSettled>>(Reference)
{
    public static readonly ActivityRef<CheckBatchesInput, IReadOnlyList<BatchSettled>> Reference = new(nameof(CheckBatches));

    public override async Task<IReadOnlyList<BatchSettled>> RunAsync(CheckBatchesInput input, CancellationToken cancellationToken)
    {
        var channels = input.Batches.ToDictionary(batch => batch.Id, batch => batch.Channel);
        var settled = new List<BatchSettled>();
        await foreach (var entry in ledger.ListAsync(input.Run, cancellationToken))
        {
            if (entry.Settled && channels.TryGetValue(entry.Batch, out var channel))
            {
                settled.Add(new BatchSettled { Batch = entry.Batch, Counts = entry.CountsFor(channel) });
            }
        }

        return settled;
    }
}
