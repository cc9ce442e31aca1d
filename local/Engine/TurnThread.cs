namespace Nudges.Local.Engine;

/// <summary>
/// Runs an orchestrator's code on the caller's thread, and only there: continuations wait in a queue until the turn comes to
/// them. One that arrives from elsewhere shows that something other than the context's tasks was awaited.
/// </summary>
internal sealed class TurnThread(Action strayed) : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _ready = [];
    private volatile int _thread;

    public bool IsCurrent => _thread == Environment.CurrentManagedThreadId;

    /// <summary>False, and reported, where the caller runs outside a turn.</summary>
    public bool IsCurrentOrStray()
    {
        if (!IsCurrent)
        {
            strayed();
            return false;
        }

        return true;
    }

    /// <summary>Runs the orchestrator's first lines, and whatever they make ready.</summary>
    public void Begin(Action first) => Run(first, this);

    /// <summary>
    /// Completes a task and runs whatever that makes ready. No context is current while it completes, so that WhenAll, WhenAny
    /// and ConfigureAwait(false) go on inline rather than on the thread pool.
    /// </summary>
    public void Complete(Action task) => Run(task, null);

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (IsCurrentOrStray())
        {
            _ready.Enqueue((d, state));
        }
    }

    public override void Send(SendOrPostCallback d, object? state) => Post(d, state);

    public override SynchronizationContext CreateCopy() => this;

    private void Run(Action first, SynchronizationContext? context)
    {
        var before = Current;
        _thread = Environment.CurrentManagedThreadId;
        try
        {
            SetSynchronizationContext(context);
            first();
            SetSynchronizationContext(this);
            while (_ready.TryDequeue(out var next))
            {
                next.Callback(next.State);
            }
        }
        finally
        {
            _thread = 0;
            SetSynchronizationContext(before);
        }
    }
}
