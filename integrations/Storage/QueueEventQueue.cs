using Azure.Storage.Queues;
using Nudges.Delivery;

namespace Nudges.Integrations.Storage;

/// <summary>The queue of events.</summary>
internal sealed class QueueEventQueue(QueueServiceClient queues) : IEventQueue
{
    private const int AtOnce = 32;

    public Task EnqueueAsync(EventMessage message, TimeSpan delay, CancellationToken cancellationToken) =>
        queues.GetQueueClient(IEventQueue.Name).SendJsonAsync(message, delay, cancellationToken);

    public async Task<int> RedriveAsync(CancellationToken cancellationToken)
    {
        var (from, to) = (queues.GetQueueClient(IEventQueue.PoisonName), queues.GetQueueClient(IEventQueue.Name));
        for (var moved = 0; ;)
        {
            var messages = (await from.ReceiveMessagesAsync(AtOnce, cancellationToken: cancellationToken)).Value;
            if (messages.Length == 0)
            {
                return moved;
            }

            foreach (var message in messages)
            {
                await to.SendMessageAsync(message.Body, timeToLive: QueueMessages.Forever, cancellationToken: cancellationToken);
                await from.DeleteMessageAsync(message.MessageId, message.PopReceipt, CancellationToken.None);
                moved++;
            }
        }
    }
}
