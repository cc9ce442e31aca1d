namespace Nudges.Integrations.Graph;

/// <summary>
/// How many reads of the directory may be under way: finds the rate that Graph takes. One more after each round of answers
/// without trouble, none more from 80 % of the limit on, half as many after a 429, for which everybody waits. Starts at 2.
/// </summary>
internal sealed class GraphPace(TimeProvider time)
{
    public const int Most = 16;
    private const int First = 2;
    private const double Near = 0.8;

    private readonly Lock _counting = new();
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private DateTimeOffset _pausedUntil;
    private int _running;
    private int _sinceLastChange;

    /// <summary>How many may be under way now: 1 to <see cref="Most"/>.</summary>
    public int Limit { get; private set; } = First;

    /// <summary>Comes back when there is room and nothing asks to wait. <see cref="Leave"/> has to follow.</summary>
    public async Task EnterAsync(CancellationToken cancellationToken)
    {
        await RoomAsync(cancellationToken);
        try
        {
            for (var pause = Pause(); pause > TimeSpan.Zero; pause = Pause())
            {
                await Task.Delay(pause, time, cancellationToken);
            }
        }
        catch
        {
            Leave();
            throw;
        }
    }

    public void Leave()
    {
        lock (_counting)
        {
            _running--;
            while (_running < Limit && _waiting.TryDequeue(out var next))
            {
                _running += next.TrySetResult() ? 1 : 0;
            }
        }
    }

    /// <summary>An answer came.</summary>
    /// <param name="share">Which part of the limit is used, as x-ms-throttle-limit-percentage says; null where it says nothing.</param>
    public void Answered(double? share)
    {
        lock (_counting)
        {
            if (++_sinceLastChange < Limit)
            {
                return;
            }

            _sinceLastChange = 0;
            Limit = share switch
            {
                >= 1 => Math.Max(1, Limit - 1),
                >= Near => Limit,
                _ => Math.Min(Most, Limit + 1),
            };
        }
    }

    /// <summary>A read was throttled: nobody starts one for so long. Several of the same moment count as one.</summary>
    public void Throttled(TimeSpan wait)
    {
        lock (_counting)
        {
            var now = time.GetUtcNow();
            if (now >= _pausedUntil)
            {
                (Limit, _sinceLastChange) = (Math.Max(1, Limit / 2), 0);
            }

            _pausedUntil = now + wait > _pausedUntil ? now + wait : _pausedUntil;
        }
    }

    private async Task RoomAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource turn;
        lock (_counting)
        {
            if (_running < Limit)
            {
                _running++;
                return;
            }

            turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(turn);
        }

        await using var _ = cancellationToken.Register(() => turn.TrySetCanceled(cancellationToken));
        await turn.Task;
    }

    private TimeSpan Pause()
    {
        lock (_counting)
        {
            return _pausedUntil - time.GetUtcNow();
        }
    }
}
