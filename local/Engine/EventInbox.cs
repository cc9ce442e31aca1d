namespace Nudges.Local.Engine;

/// <summary>Events and their waiters: each event to one waiter, in the order of both; kept until one comes.</summary>
internal sealed class EventInbox(IEnumerable<EventRaised> events)
{
    private readonly LinkedList<EventRaised> _kept = new(events);
    private readonly LinkedList<(string Name, Action<string> Receive)> _waiters = [];

    public bool HasWaiters => _waiters.Count > 0;

    /// <summary>What nobody has read, oldest first.</summary>
    public IReadOnlyList<EventRaised> Kept => [.. _kept];

    public void Add(EventRaised raised)
    {
        for (var waiter = _waiters.First; waiter is not null; waiter = waiter.Next)
        {
            if (IsNamed(waiter.Value.Name, raised.Name))
            {
                _waiters.Remove(waiter);
                waiter.Value.Receive(raised.Payload);
                return;
            }
        }

        _kept.AddLast(raised);
    }

    /// <summary>Gives the next event of that name to <paramref name="receive"/>, now or when it comes; the result takes it back.</summary>
    public Action Wait(string name, Action<string> receive)
    {
        for (var raised = _kept.First; raised is not null; raised = raised.Next)
        {
            if (IsNamed(name, raised.Value.Name))
            {
                _kept.Remove(raised);
                receive(raised.Value.Payload);
                return () => { };
            }
        }

        var waiter = _waiters.AddLast((name, receive));
        return () =>
        {
            if (waiter.List is not null)
            {
                _waiters.Remove(waiter);
            }
        };
    }

    // As in Durable Functions, case does not matter.
    private static bool IsNamed(string name, string other) => string.Equals(name, other, StringComparison.OrdinalIgnoreCase);
}
