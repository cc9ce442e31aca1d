using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace Nudges.Local.Tests.StandIns;

/// <summary>A clock on which every wait is over at once, and is remembered.</summary>
internal sealed class WaitlessTime : FakeTimeProvider
{
    private readonly ConcurrentQueue<TimeSpan> _waits = new();

    public WaitlessTime()
        : base(new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero))
    {
    }

    public IReadOnlyList<TimeSpan> Waits => [.. _waits];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime > TimeSpan.Zero)
        {
            _waits.Enqueue(dueTime);
            Advance(dueTime);
        }

        return timer;
    }
}
