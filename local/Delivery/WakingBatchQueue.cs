using Nudges.Campaigns;
using Nudges.Delivery;

namespace Nudges.Local.Delivery;

/// <summary>
/// Tells the pump of this process when a message becomes visible, so that it need not ask the storage again and again. Only
/// a shortcut: what is enqueued by another process, or before this one started, is found by the pump's own asking.
/// </summary>
internal sealed class WakingBatchQueue(IBatchQueue queue, IRunStore runs, TimeProvider time) : IBatchQueue
{
    /// <summary>Raised with the queue's name.</summary>
    public event Action<string>? Visible;

    public async Task<string> EnqueueAsync(BatchMessage message, TimeSpan delay, CancellationToken cancellationToken)
    {
        var id = await queue.EnqueueAsync(message, delay, cancellationToken);
        var name = IBatchQueue.QueueName(message.Channel, await runs.PriorityAsync(message.Batch.Run, cancellationToken));
        if (delay == TimeSpan.Zero)
        {
            Wake(name);
        }
        else
        {
            _ = WakeLaterAsync(name, delay);
        }

        return id;
    }

    public void Wake(string name) => Visible?.Invoke(name);

    private async Task WakeLaterAsync(string name, TimeSpan delay)
    {
        await Task.Delay(delay, time);
        Wake(name);
    }
}
