using Microsoft.Extensions.Time.Testing;

namespace Nudges.Local.Tests.Delivery;

/// <summary>A clock that is moved on to the next moment that somebody waits for, and knows how many wait.</summary>
internal sealed class PacedTime : FakeTimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<DateTimeOffset> _due = [];

    public PacedTime()
        : base(new DateTimeOffset(2026, 11, 26, 8, 0, 0, TimeSpan.Zero))
    {
    }

    /// <summary>How many waits are not over.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
            {
                return _due.Count(wait => wait > GetUtcNow());
            }
        }
    }

    /// <summary>Moves on to the end of the next wait, or to an earlier moment that is given.</summary>
    public void MoveOn(DateTimeOffset? earlier)
    {
        DateTimeOffset next;
        lock (_lock)
        {
            var now = GetUtcNow();
            _due.RemoveAll(wait => wait <= now);
            next = _due.Append(earlier ?? DateTimeOffset.MaxValue).Min();
        }

        SetUtcNow(next);
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime <= TimeSpan.Zero)
        {
            return base.CreateTimer(callback, state, dueTime, period);
        }

        // At once: whoever sees the wait may move the clock on, and a timer of after that would be late.
        lock (_lock)
        {
            _due.Add(GetUtcNow() + dueTime);
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
