using Microsoft.Extensions.Logging;
using Nudges.Delivery;
using Nudges.Orchestrations.Content;
using Nudges.Storage;

namespace Nudges.Orchestrations.Delivery;

/// <summary>
/// Works on what the queue of events carries. Events are kept by batch: of each batch one document is read and written, and its
/// ledger row read, however many events there are. Doing it again changes nothing.
/// </summary>
public sealed partial class EventRecorder(
    IDocumentStore documents, IBatchLedger ledger, IEventQueue queue, EventSuppression suppression, Reconciliation reconciliation, ILogger<EventRecorder> logger)
{
    private const int MostConflicts = 20;

    /// <summary>When it returns, the message may be deleted; when it throws, it must come back.</summary>
    public async Task HandleAsync(EventMessage message, CancellationToken cancellationToken)
    {
        await reconciliation.HandleAsync(message, cancellationToken);
        var events = message.Events ?? [];
        if (message.Document is { } document)
        {
            // Deleted where another delivery of the message has done it all.
            events = (await documents.ReadAsync(Documents.WaitingEvents(document), cancellationToken))?.Value ?? [];
        }

        foreach (var batch in events.GroupBy(told => told.Place.Batch))
        {
            await RecordAsync(batch.Key, [.. batch], cancellationToken);
        }

        if (message.Document is not null)
        {
            await documents.DeleteAsync(Documents.WaitingEvents(message.Document).Path, CancellationToken.None);
        }
    }

    private async Task RecordAsync(BatchId batch, IReadOnlyList<NudgeEvent> events, CancellationToken cancellationToken)
    {
        for (var conflict = 0; conflict < MostConflicts; conflict++)
        {
            if (await ledger.ReadAsync(batch, cancellationToken) is not { } entry)
            {
                LogUnknown(batch, events.Count);
                return;
            }

            var stored = await documents.ReadAsync(Documents.BatchEvents(batch), cancellationToken);
            var known = stored?.Value ?? new BatchEvents();
            var news = known.News(events.Where(told => told.Place.Position < entry.States.Length));
            if (news.Count > 0)
            {
                // Before they are kept: what is kept is no news any more when the message comes again.
                await suppression.ApplyAsync(batch, news, cancellationToken);
                known = known.With(news);
                if (!await documents.TryWriteAsync(Documents.BatchEvents(batch), known, stored?.Version, cancellationToken))
                {
                    continue;
                }
            }

            if (!entry.Settled || known.Differing(entry).Any())
            {
                await queue.EnqueueAsync(new EventMessage { Reconcile = batch }, entry.Settled ? TimeSpan.Zero : Reconciliation.FirstDelay, CancellationToken.None);
            }

            return;
        }

        throw new TooManyChangesException();
    }

    [LoggerMessage(1010, LogLevel.Warning, "{Events} events are of batch {Batch}, which is not in the ledger; they are dropped")]
    private partial void LogUnknown(BatchId batch, int events);
}
