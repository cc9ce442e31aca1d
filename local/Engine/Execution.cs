using Nudges.Orchestrations.Durable;

namespace Nudges.Local.Engine;

/// <summary>
/// The pure heart of the engine: an orchestrator and its history in, steps out. It does no I/O, reads no clock, and gives the
/// same steps whenever it is fed the same history.
/// </summary>
internal sealed class Execution
{
    private readonly IOrchestrator _orchestrator;
    private readonly Started _start;
    private readonly TurnThread _turn;
    private readonly EmbeddedContext _context;
    private readonly Queue<Arrival> _held = [];
    private Task<string>? _run;
    private int _strayed;

    /// <summary><paramref name="strayed"/> is called, once and on any thread, when something not durable was awaited and then came.</summary>
    public Execution(IOrchestrator orchestrator, Started start, ILoggerFactory loggers, Action<Execution> strayed)
    {
        _orchestrator = orchestrator;
        _start = start;
        _turn = new TurnThread(() =>
        {
            if (Interlocked.Exchange(ref _strayed, 1) == 0)
            {
                strayed(this);
            }
        });
        _context = new EmbeddedContext(start, _turn, loggers);
    }

    public bool IsSuspended { get; private set; }

    public bool HasEnded { get; private set; }

    /// <summary>It was ended from outside, by no step that a replay could take again.</summary>
    public bool IsAbandoned { get; private set; }

    public string? CustomStatus => _context.CustomStatus;

    /// <summary>Calls that wait for an answer, oldest first.</summary>
    public IEnumerable<Call> Open => _context.Open;

    /// <summary>What the next execution starts with; only after <see cref="Continued"/>.</summary>
    public Started Next(Continued continued) => _start with
    {
        At = _context.Now,
        Input = continued.Input,
        Execution = _context.NextExecution,
        Events = _context.NextEvents,
    };

    /// <summary>False for what can change nothing: answers nobody waits for (a second delivery, an earlier execution's).</summary>
    public bool Expects(Arrival arrival) => !HasEnded && arrival switch
    {
        Answer answer => (answer.Execution is null || answer.Execution == _start.Execution) && _context.Awaits(answer.Task),
        Suspended => !IsSuspended,
        Resumed => IsSuspended,
        _ => true,
    };

    /// <summary>Steps taken since they were last asked for.</summary>
    public IReadOnlyList<Step> TakeSteps()
    {
        var steps = _context.Steps.ToList();
        _context.Steps.Clear();
        return steps;
    }

    /// <summary>Lets the orchestrator run until it waits again.</summary>
    public void Feed(Arrival arrival, bool replaying)
    {
        _context.Replaying = replaying;
        if (arrival.At > _context.Now)
        {
            _context.Now = arrival.At;
        }

        switch (arrival)
        {
            case Suspended:
                IsSuspended = true;
                return;
            case Resumed:
                IsSuspended = false;
                while (_held.TryDequeue(out var held))
                {
                    Run(held);
                }

                return;
            case var any when IsSuspended:
                _held.Enqueue(any);
                return;
            default:
                Run(arrival);
                return;
        }
    }

    /// <summary>
    /// Finds a step of the history among those just taken. Where the same code took it, it must be <paramref name="exact"/>:
    /// the input, too, not only kind and name.
    /// </summary>
    /// <exception cref="HistoryMismatchException">The orchestrator took another step, or none.</exception>
    public void Match(Step recorded, bool exact)
    {
        if (!_context.Steps.TryDequeue(out var taken))
        {
            throw new HistoryMismatchException(_start, $"the history has {recorded.Words}, which it did not come to again");
        }

        if (exact && taken.IsSame(recorded))
        {
            return;
        }

        if (taken.Words != recorded.Words)
        {
            throw new HistoryMismatchException(_start, $"the history has {recorded.Words} where it now comes to {taken.Words}");
        }

        if (exact)
        {
            throw new HistoryMismatchException(_start, $"{recorded.Words} was first {recorded} and is now {taken}");
        }
    }

    /// <exception cref="HistoryMismatchException">There are steps that <see cref="Match"/> was not asked for.</exception>
    public void MatchedAll()
    {
        if (_context.Steps.TryPeek(out var taken))
        {
            throw new HistoryMismatchException(_start, $"it now comes to {taken.Words}, which the history does not have");
        }
    }

    /// <summary>Ends the execution with a failure of the engine's finding, in place of the steps not yet taken.</summary>
    public void Abandon(Exception reason)
    {
        HasEnded = IsAbandoned = true;
        _context.Steps.Clear();
        _context.Steps.Enqueue(Fail(reason));
    }

    /// <summary>As <see cref="Abandon(Exception)"/>, for something awaited that a replay could not repeat.</summary>
    public void AbandonAsStrayed() => Abandon(new NonDurableAwaitException(
        $"Orchestrator '{_start.Name}' awaited something else than a task of its context. Such work belongs in an activity."));

    private void Run(Arrival arrival)
    {
        if (HasEnded)
        {
            if (arrival is EventRaised late)
            {
                _context.Raise(late);
            }

            return;
        }

        switch (arrival)
        {
            case Started:
                _turn.Begin(() =>
                {
                    _run = _orchestrator.RunJsonAsync(_context, _start.Input);
                    _ = _run.ContinueWith(
                        _ => _turn.IsCurrentOrStray(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
                });
                break;
            case Answer answer:
                _turn.Complete(() => _context.Answer(answer));
                break;
            case EventRaised raised:
                _turn.Complete(() => _context.Raise(raised));
                break;
            default:
                throw new InvalidOperationException($"{arrival.GetType().Name} is not for an orchestrator.");
        }

        if (_strayed != 0 || (!_run!.IsCompleted && !_context.IsWaiting))
        {
            AbandonAsStrayed();
        }
        else if (_run.IsCompleted)
        {
            HasEnded = true;
            _context.Steps.Enqueue(Conclude(_run));
        }
    }

    private Step Conclude(Task<string> run)
    {
        if (!run.IsCompletedSuccessfully)
        {
            return Fail(run.Exception?.InnerException ?? new TaskCanceledException(run));
        }

        if (_context.NextInput is { } input)
        {
            return new Continued(_start.Instance, input);
        }

        try
        {
            var output = Payload.Check(run.Result, $"The output of orchestrator '{_start.Name}'");
            return new Returned(_start.Instance, CustomStatus, output);
        }
        catch (ArgumentException exception)
        {
            return Fail(exception);
        }
    }

    private Threw Fail(Exception exception) => new(_start.Instance, CustomStatus, FailureDetails.From(exception));
}

/// <summary>A replay took other steps than the history has: the orchestrator is not deterministic, or its code changed.</summary>
internal sealed class HistoryMismatchException(Started start, string difference)
    : Exception($"Orchestrator '{start.Name}' does not replay: {difference}.");
