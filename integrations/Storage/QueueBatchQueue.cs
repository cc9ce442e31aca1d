using Azure.Storage.Queues;
using Nudges.Delivery;

namespace Nudges.Integrations.Storage;

/// <summary>The channels' queues.</summary>
internal sealed class QueueBatchQueue(QueueServiceClient queues) : IBatchQueue
{
    public async Task<string> EnqueueAsync(BatchMessage message, TimeSpan delay, CancellationToken cancellationToken)
    {
        var receipt = await queues.GetQueueClient(IBatchQueue.QueueName(message.Channel)).SendJsonAsync(message, delay, cancellationToken);
        return receipt.Value.MessageId;
    }
}
