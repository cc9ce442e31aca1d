namespace Nudges.Local.Engine;

/// <summary>Timers in order of their time, over one timer of the clock. Cancelled ones stay until their time and then find nobody waiting.</summary>
internal sealed class TimerQueue : IDisposable
{
    // ITimer takes at most 49 days; longer waits are looked at once a day.
    private static readonly TimeSpan LongestSleep = TimeSpan.FromDays(1);

    private readonly PriorityQueue<TimerFired, DateTimeOffset> _timers = new();
    private readonly TimeProvider _time;
    private readonly ITimer _timer;

    /// <summary><paramref name="wake"/> is called, on any thread, when <see cref="TakeDue"/> is worth a call.</summary>
    public TimerQueue(TimeProvider time, Action wake)
    {
        _time = time;
        _timer = time.CreateTimer(_ => wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Add(Instance instance, TimerScheduled timer)
    {
        var fired = new TimerFired(instance.Id, timer.FireAt, timer.Task) { Execution = instance.Start.Execution };
        _timers.Enqueue(fired, timer.FireAt);
        if (ReferenceEquals(_timers.Peek(), fired))
        {
            Sleep();
        }
    }

    /// <summary>Removes and returns those whose time has come, earliest first.</summary>
    public IReadOnlyList<TimerFired> TakeDue()
    {
        var now = _time.GetUtcNow();
        var due = new List<TimerFired>();
        while (_timers.TryPeek(out var fired, out var at) && at <= now)
        {
            _timers.Dequeue();
            due.Add(fired with { At = now });
        }

        Sleep();
        return due;
    }

    public void Dispose() => _timer.Dispose();

    private void Sleep()
    {
        if (_timers.TryPeek(out _, out var at))
        {
            var wait = at - _time.GetUtcNow();
            _timer.Change(wait < TimeSpan.Zero ? TimeSpan.Zero : wait < LongestSleep ? wait : LongestSleep, Timeout.InfiniteTimeSpan);
        }
    }
}
