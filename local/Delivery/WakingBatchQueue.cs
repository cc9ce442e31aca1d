using Nudges.Delivery;

namespace Nudges.Local.Delivery;

/// <summary>
/// Tells the pump of this process when a message becomes visible, so that it need not ask the storage again and again. Only
/// a shortcut: what is enqueued by another process, or before this one started, is found by the pump's own asking.
/// </summary>
internal sealed class WakingBatchQueue(IBatchQueue queue, TimeProvider time) : IBatchQueue
{
    /// <summary>Raised with the channel's name, or the name of a poison queue.</summary>
    public event Action<string>? Visible;

    public async Task<string> EnqueueAsync(BatchMessage message, TimeSpan delay, CancellationToken cancellationToken)
    {
        var id = await queue.EnqueueAsync(message, delay, cancellationToken);
        if (delay == TimeSpan.Zero)
        {
            Visible?.Invoke(message.Channel);
        }
        else
        {
            _ = WakeLaterAsync(message.Channel, delay);
        }

        return id;
    }

    public void Wake(string name) => Visible?.Invoke(name);

    private async Task WakeLaterAsync(string channel, TimeSpan delay)
    {
        await Task.Delay(delay, time);
        Visible?.Invoke(channel);
    }
}
