using Nudges.Delivery;
using Nudges.People;
using Nudges.Storage;

namespace Nudges.Orchestrations.Delivery;

/// <summary>Draws the consequences of bounces, spam reports and unsubscribing at the provider: nobody is nudged so again.</summary>
public sealed class EventSuppression(IDocumentStore documents, IPreferenceStore preferences)
{
    /// <summary>Reads the batch only where an event has consequences. Doing it again changes nothing. Of a nudge that is not in the batch, or whose person was erased, nothing is kept.</summary>
    internal async Task ApplyAsync(BatchId id, IReadOnlyList<NudgeEvent> events, CancellationToken cancellationToken)
    {
        var grave = events.Where(told => told.Kind is NudgeEventKind.Bounced or NudgeEventKind.ReportedAsSpam or NudgeEventKind.Unsubscribed).ToList();
        if (grave.Count == 0 || await documents.ReadAsync(Documents.Batch(id), cancellationToken) is not { Value: var batch })
        {
            return;
        }

        foreach (var told in grave)
        {
            if (told.Place.Position < batch.Nudges.Count && batch.Nudges[told.Place.Position] is var nudge && nudge.Id == told.Nudge)
            {
                await preferences.ChangeAsync(nudge.Person, asked => With(asked, told), cancellationToken);
            }
        }
    }

    private static Preferences With(Preferences asked, NudgeEvent told) => told switch
    {
        _ when asked.ErasedAt is not null => asked,
        { Kind: NudgeEventKind.Bounced } when told.At < asked.BounceLiftedAt => asked,
        { Kind: NudgeEventKind.Bounced, AddressMark: { } address } => asked.Bounce is { } known && (known.Address == address || known.At >= told.At)
            ? asked
            : asked with { Bounce = new MailBounce { At = told.At, Address = address, Reason = told.Reason } },
        { Kind: NudgeEventKind.ReportedAsSpam } => asked with { UnsubscribedAt = asked.UnsubscribedAt ?? told.At, ReportedSpamAt = asked.ReportedSpamAt ?? told.At },
        { Kind: NudgeEventKind.Unsubscribed } => asked with { UnsubscribedAt = asked.UnsubscribedAt ?? told.At },
        _ => asked,
    };
}
