using Nudges.Campaigns;
using Nudges.Delivery;
using Nudges.Orchestrations.Delivery;
using Nudges.Orchestrations.Durable;

namespace Nudges.Local.Tests.Delivery;

/// <summary>The batches' queues on a test's clock, and the senders that each instance has for each of them.</summary>
internal sealed class TestQueues(IRunStore runs, PacedTime time) : IBatchQueue
{
    private const int SendersOfAQueue = 4;
    private readonly Lock _lock = new();
    private readonly List<(string Queue, DateTimeOffset Visible, int Number, BatchMessage Message)> _messages = [];
    private readonly List<(BatchSender Instance, string Queue, Task Sending)> _sending = [];
    private readonly List<Func<Task>> _later = [];
    private readonly Dictionary<BatchSender, int> _taken = [];
    private int _number;

    public async Task<string> EnqueueAsync(BatchMessage message, TimeSpan delay, CancellationToken cancellationToken)
    {
        var queue = IBatchQueue.QueueName(message.Channel, await runs.PriorityAsync(message.Batch.Run, cancellationToken));
        lock (_lock)
        {
            // A queue counts whole seconds.
            _messages.Add((queue, time.GetUtcNow() + TimeSpan.FromSeconds(Math.Ceiling(delay.TotalSeconds)), ++_number, message));
            return $"message-{_number}";
        }
    }

    /// <summary>Does so before the clock moves on.</summary>
    public void Later(Func<Task> work) => _later.Add(work);

    /// <summary>Ends when no message is left.</summary>
    public async Task DriveAsync(IReadOnlyList<BatchSender> instances, PacedTime time, IDurableClient client)
    {
        var others = time.Waiting;
        while (true)
        {
            foreach (var work in _later.ToList())
            {
                await work();
                others--;
                _later.Remove(work);
            }

            // Each is taken by the instance that has had the fewest, so that all have some.
            while (instances.OrderBy(instance => _taken.GetValueOrDefault(instance)).FirstOrDefault(instance => NextFor(instance) is not null) is { } instance)
            {
                var taken = TakeFor(instance);
                _taken[instance] = _taken.GetValueOrDefault(instance) + 1;
                _sending.Add((instance, taken.Queue, instance.SendAsync(taken.Message, $"message-{taken.Number}", client, CancellationToken.None)));
            }

            foreach (var (_, _, sending) in _sending.Where(one => one.Sending.IsCompleted).ToList())
            {
                await sending;
                _sending.RemoveAll(one => one.Sending == sending);
            }

            lock (_lock)
            {
                if (_messages.Count == 0 && _sending.Count == 0 && others == 0)
                {
                    return;
                }
            }

            if (_sending.All(one => !one.Sending.IsCompleted) && time.Waiting - others == _sending.Count && !CanTake(instances))
            {
                DateTimeOffset? visible;
                lock (_lock)
                {
                    visible = _messages.Where(message => message.Visible > time.GetUtcNow()).Select(message => (DateTimeOffset?)message.Visible).Min();
                }

                time.MoveOn(visible);
            }
            else
            {
                await Task.Yield();
            }
        }
    }

    private bool CanTake(IReadOnlyList<BatchSender> instances) => instances.Any(instance => NextFor(instance) is not null);

    private (string Queue, int Number, BatchMessage Message) TakeFor(BatchSender instance)
    {
        lock (_lock)
        {
            var next = NextFor(instance)!.Value;
            _messages.RemoveAll(message => message.Number == next.Number);
            return next;
        }
    }

    private (string Queue, int Number, BatchMessage Message)? NextFor(BatchSender instance)
    {
        lock (_lock)
        {
            return _messages
                .Where(message => message.Visible <= time.GetUtcNow() && _sending.Count(one => one.Instance == instance && one.Queue == message.Queue) < SendersOfAQueue)
                .OrderBy(message => message.Number)
                .Select(message => ((string, int, BatchMessage)?)(message.Queue, message.Number, message.Message))
                .FirstOrDefault();
        }
    }
}
