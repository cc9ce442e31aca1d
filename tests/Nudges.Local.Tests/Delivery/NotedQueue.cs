using Nudges.Delivery;

namespace Nudges.Local.Tests.Delivery;

/// <summary>A queue whose time is the test's: what was put in it, and for how long it is hidden.</summary>
internal sealed class NotedQueue : IBatchQueue
{
    public List<(BatchMessage Message, TimeSpan Delay)> Enqueued { get; } = [];

    public Task<string> EnqueueAsync(BatchMessage message, TimeSpan delay, CancellationToken cancellationToken)
    {
        Enqueued.Add((message, delay));
        return Task.FromResult($"noted-{Enqueued.Count}");
    }
}
