using System.Text.Json;
using Nudges.Delivery;
using Nudges.Storage;

namespace Nudges.Orchestrations.Delivery;

/// <summary>Puts events that a provider posted into the queue: one request where they are few, two where they are many.</summary>
public sealed class EventIntake(IDocumentStore documents, IEventQueue queue)
{
    /// <summary>When it returns they are kept. No events cost nothing.</summary>
    public async Task AcceptAsync(IReadOnlyList<NudgeEvent> events, CancellationToken cancellationToken)
    {
        if (events.Count == 0)
        {
            return;
        }

        var message = new EventMessage { Events = events };
        if (JsonSerializer.SerializeToUtf8Bytes(message, NudgesJson.Options).Length > IEventQueue.MostBytes)
        {
            message = new EventMessage { Document = $"{Guid.CreateVersion7():N}" };
            await documents.WriteAsync(Documents.WaitingEvents(message.Document), events, cancellationToken);
        }

        await queue.EnqueueAsync(message, TimeSpan.Zero, cancellationToken);
    }
}
