namespace Nudges.Local.Engine;

/// <summary>
/// Runs an orchestrator's code on the caller's thread, and only there: continuations wait in a queue until the turn comes to
/// them. One that arrives from elsewhere shows that something other than the context's tasks was awaited.
/// </summary>
internal sealed class TurnThread(Action strayed) : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _ready = [];
    private volatile int _thread;

    /// <summary>False, and reported, where the caller runs outside a turn.</summary>
    public bool IsCurrentOrStray()
    {
        var isCurrent = _thread == Environment.CurrentManagedThreadId;
        if (!isCurrent)
        {
            strayed();
        }

        return isCurrent;
    }

    /// <summary>Runs this and whatever it makes ready.</summary>
    public void Run(Action action)
    {
        var before = Current;
        _thread = Environment.CurrentManagedThreadId;
        SetSynchronizationContext(this);
        try
        {
            action();
            while (_ready.TryDequeue(out var next))
            {
                next.Callback(next.State);
            }
        }
        finally
        {
            SetSynchronizationContext(before);
            _thread = 0;
        }
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (IsCurrentOrStray())
        {
            _ready.Enqueue((d, state));
        }
    }

    public override SynchronizationContext CreateCopy() => this;
}
