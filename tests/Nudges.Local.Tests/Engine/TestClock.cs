using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace Nudges.Local.Tests.Engine;

/// <summary>A clock that moves only when told to, and tells when a timer is set.</summary>
internal sealed class TestClock() : FakeTimeProvider(new DateTimeOffset(2027, 1, 4, 8, 0, 0, TimeSpan.Zero))
{
    private readonly Channel<DateTimeOffset> _set = Channel.CreateUnbounded<DateTimeOffset>();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new WatchedTimer(base.CreateTimer(callback, state, dueTime, period), this);

    /// <summary>Waits for the next timer to be set for later than now, and moves to its time.</summary>
    public async Task SkipToNextTimerAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset next;
        do
        {
            next = await _set.Reader.ReadAsync(cancellationToken);
        }
        while (next <= GetUtcNow());

        SetUtcNow(next);
    }

    private sealed class WatchedTimer(ITimer timer, TestClock clock) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var changed = timer.Change(dueTime, period);
            if (dueTime > TimeSpan.Zero)
            {
                clock._set.Writer.TryWrite(clock.GetUtcNow() + dueTime);
            }

            return changed;
        }

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
