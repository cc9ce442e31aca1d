using Nudges.Delivery;

namespace Nudges.Orchestrations.Delivery;

/// <summary>Gives a batch of an ended run back to its senders.</summary>
internal static class SendingAgain
{
    // The row names the message that owns the batch, so it is written after the message and before that is seen.
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(5);

    /// <summary>Writes the change, whose pending nudges are sent then. False, and none is sent, where the row was changed meanwhile.</summary>
    public static async Task<bool> TrySendAgainAsync(this IBatchQueue queue, IBatchLedger ledger, LedgerChange change, CancellationToken cancellationToken)
    {
        change.ResetAttempts();
        var entry = change.Entry;
        var owner = await queue.EnqueueAsync(new BatchMessage { Batch = entry.Batch, Channel = entry.Batch.Channel }, Delay, cancellationToken);
        return await ledger.TryUpdateAsync(entry with { Owner = owner, Redriven = true }, CancellationToken.None) is not null;
    }
}
