using System.Text.Json;
using Azure.Storage.Queues;
using Nudges.Delivery;

namespace Nudges.Integrations.Storage;

/// <summary>The channels' queues. Messages are plain JSON, as host.json's <c>messageEncoding: none</c> expects.</summary>
internal sealed class QueueBatchQueue(QueueServiceClient queues) : IBatchQueue
{
    // Storage drops messages after seven days by default: one put off for that long would never be seen.
    private static readonly TimeSpan Forever = TimeSpan.FromSeconds(-1);

    public async Task<string> EnqueueAsync(BatchMessage message, TimeSpan delay, CancellationToken cancellationToken)
    {
        var queue = queues.GetQueueClient(IBatchQueue.QueueName(message.Channel));
        var receipt = await queue.SendMessageAsync(JsonSerializer.Serialize(message, NudgesJson.Options), delay, Forever, cancellationToken);
        return receipt.Value.MessageId;
    }
}
