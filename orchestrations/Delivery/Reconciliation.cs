using Microsoft.Extensions.Logging;
using Nudges.Campaigns;
using Nudges.Delivery;
using Nudges.Storage;

namespace Nudges.Orchestrations.Delivery;

/// <summary>
/// Brings the ledger in line with what the provider told of unconfirmed nudges, and then the run's counts. The ledger is left
/// alone while a sender works on the batch, and the counts while the run does: the message is put off until then.
/// </summary>
public sealed partial class Reconciliation(
    IDocumentStore documents, IBatchLedger ledger, IRunStore runs, IEventQueue queue, RunRecount recount, ILogger<Reconciliation> logger)
{
    /// <summary>A message that is put off waits twice as long each time, an hour at most.</summary>
    internal static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan LongestDelay = TimeSpan.FromHours(1);

    /// <summary>About three days.</summary>
    private const int MostPutOff = 80;

    internal async Task HandleAsync(EventMessage message, CancellationToken cancellationToken)
    {
        if (message.Reconcile is { } batch && !await ReconcileAsync(batch, cancellationToken))
        {
            await PutOffAsync(message, batch, cancellationToken);
        }

        if (message.Recount is { } counted && !await RecountAsync(counted.Run, cancellationToken))
        {
            await PutOffAsync(message, counted, cancellationToken);
        }
    }

    /// <summary>False where a sender still works on the batch. Doing it again changes nothing.</summary>
    private async Task<bool> ReconcileAsync(BatchId batch, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await ledger.ReadAsync(batch, cancellationToken) is not { } entry
                || await documents.ReadAsync(Documents.BatchEvents(batch), cancellationToken) is not { } stored)
            {
                return true;
            }

            if (!entry.Settled)
            {
                return false;
            }

            var events = stored.Value;
            var differing = events.Differing(entry).ToList();
            if (differing.Count == 0)
            {
                return true;
            }

            // First whose word counts, then that the run is to be counted, then the word: a process may die between any two.
            var following = events with { Reconciled = [.. events.Reconciled.Union(differing).Order()] };
            if (following.Reconciled.Count > events.Reconciled.Count
                && !await documents.TryWriteAsync(Documents.BatchEvents(batch), following, stored.Version, cancellationToken))
            {
                continue;
            }

            await queue.EnqueueAsync(new EventMessage { Recount = batch }, FirstDelay, cancellationToken);
            var change = new LedgerChange(entry);
            foreach (var position in differing)
            {
                var (state, reason) = events.Verdict(position)!.Value;
                change.Reconcile(position, state, reason);
            }

            if (await ledger.TryUpdateAsync(change.Entry, CancellationToken.None) is not null)
            {
                LogReconciled(batch, differing.Count);
                return true;
            }
        }
    }

    /// <summary>False where the run has not ended.</summary>
    private async Task<bool> RecountAsync(RunId id, CancellationToken cancellationToken)
    {
        if (await runs.ReadAsync(id, cancellationToken) is { FinishedAt: null })
        {
            return false;
        }

        await recount.RunAsync(id, cancellationToken);
        return true;
    }

    private async Task PutOffAsync(EventMessage message, BatchId batch, CancellationToken cancellationToken)
    {
        if (message.PutOff >= MostPutOff)
        {
            LogGivenUp(batch);
            return;
        }

        var delay = FirstDelay * Math.Pow(2, Math.Min(message.PutOff, 10));
        await queue.EnqueueAsync(message with { PutOff = message.PutOff + 1 }, delay < LongestDelay ? delay : LongestDelay, cancellationToken);
    }

    [LoggerMessage(1011, LogLevel.Information, "Batch {Batch}: {Nudges} unconfirmed nudges are settled by what the provider told")]
    private partial void LogReconciled(BatchId batch, int nudges);

    [LoggerMessage(1012, LogLevel.Error, "Batch {Batch} or its run does not come to an end; what the provider told of it is in its events only")]
    private partial void LogGivenUp(BatchId batch);
}
