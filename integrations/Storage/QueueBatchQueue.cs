using Azure.Storage.Queues;
using Nudges.Campaigns;
using Nudges.Delivery;

namespace Nudges.Integrations.Storage;

/// <summary>The channels' queues.</summary>
internal sealed class QueueBatchQueue(QueueServiceClient queues, IRunStore runs) : IBatchQueue
{
    public async Task<string> EnqueueAsync(BatchMessage message, TimeSpan delay, CancellationToken cancellationToken)
    {
        var name = IBatchQueue.QueueName(message.Channel, await runs.PriorityAsync(message.Batch.Run, cancellationToken));
        var receipt = await queues.GetQueueClient(name).SendJsonAsync(message, delay, cancellationToken);
        return receipt.Value.MessageId;
    }
}
