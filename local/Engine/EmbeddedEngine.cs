using System.Collections.Concurrent;
using System.Threading.Channels;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Options;
using Nudges.Orchestrations.Durable;

namespace Nudges.Local.Engine;

/// <summary>
/// Durable execution inside one process, over a journal in Azure Storage: for a laptop and for tests. Azure's engine is Durable
/// Functions. It survives a kill at any moment; it does not scale out, and of two processes on one container the older stops.
/// </summary>
/// <remarks>
/// One loop owns all state. It takes what has arrived meanwhile, replays the orchestrators it concerns from their start, stores
/// what they came to with one append, and only then runs activities, sets timers, answers callers and shows anything.
/// </remarks>
internal sealed partial class EmbeddedEngine : IHostedService, IAsyncDisposable
{
    // A rest waits for the next append, so that an orchestrator that goes on without end holds nobody up.
    private const int MostTurnsPerAppend = 1_000;

    // ITimer takes at most 49 days; longer waits are looked at once a day.
    private static readonly TimeSpan LongestSleep = TimeSpan.FromDays(1);

    private readonly EngineOptions _options;
    private readonly Dictionary<string, IOrchestrator> _orchestrators;
    private readonly Dictionary<string, IActivity> _activities;
    private readonly TimeProvider _time;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _logger;
    private readonly Journal _journal;
    private readonly ConcurrentDictionary<string, Instance> _instances = [];
    private readonly Channel<Action> _commands = Channel.CreateUnbounded<Action>();
    private readonly Channel<(Instance Instance, string Execution, ActivityScheduled Call)> _work = Channel.CreateUnbounded<(Instance, string, ActivityScheduled)>();
    private readonly PriorityQueue<TimerFired, DateTimeOffset> _timers = new();
    private readonly ITimer _timer;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Queue<Instance> _ready = [];
    private List<Entry> _entries = [];
    private List<Action> _afterwards = [];
    private Task _working = Task.CompletedTask;
    private Task _looping = Task.CompletedTask;
    private int _steps;

    /// <exception cref="InvalidOperationException">Two orchestrators or two activities have one name.</exception>
    public EmbeddedEngine(
        BlobContainerClient container, IOptions<EngineOptions> options, IEnumerable<IOrchestrator> orchestrators, IEnumerable<IActivity> activities,
        TimeProvider time, ILoggerFactory loggers)
    {
        _options = options.Value;
        _orchestrators = UniqueNames.Index(orchestrators, orchestrator => orchestrator.Name, "orchestrators are named");
        _activities = UniqueNames.Index(activities, activity => activity.Name, "activities are named");
        _time = time;
        _loggers = loggers;
        _logger = loggers.CreateLogger<EmbeddedEngine>();
        _journal = new Journal(container, _options.AppendsPerJournal);
        _timer = time.CreateTimer(_ => _commands.Writer.TryWrite(FireTimers), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Ends when the engine has stopped, and faults with <see cref="EngineFaultedException"/> when it cannot go on: await it.</summary>
    public Task Completion => _completion.Task;

    /// <summary>The number of steps taken, as <see cref="EngineOptions.CrashAfterStep"/> counts them.</summary>
    public int Steps => _steps;

    /// <summary>Reads the journal and goes on with what had not ended.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _journal.OpenAsync(Load, cancellationToken);
        }
        catch (Exception exception)
        {
            Fault(exception);
            throw;
        }

        foreach (var instance in _instances.Values)
        {
            instance.Told = instance.Arrivals.Count;
            if (instance.End is { } end)
            {
                instance.Published = end.State;
            }
            else
            {
                TakeTurn(instance, recovering: true);
            }
        }

        _working = WorkAsync();
        _looping = Task.Run(LoopAsync, CancellationToken.None);
        _afterwards.Add(() => _started.TrySetResult());
        _commands.Writer.TryWrite(() => { });
        await UnlessStoppedAsync(_started.Task, cancellationToken);
    }

    /// <summary>Takes nothing new, cancels running activities and waits for them, stores what has been done.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _working.WaitAsync(cancellationToken);
        _commands.Writer.TryComplete();
        await _looping.WaitAsync(cancellationToken);
        _completion.TrySetResult();
    }

    /// <summary>For tests: ends as a kill does, between two requests.</summary>
    public async Task CrashAsync()
    {
        Fault(new InjectedCrashException(_steps));
        await _looping;
    }

    /// <summary>Stops without waiting for activities. A second call changes nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _commands.Writer.TryComplete();
        await _looping;
        _completion.TrySetResult();
        await _timer.DisposeAsync();
    }

    /// <summary>Makes a change, on the loop; it is stored and visible when this returns.</summary>
    /// <exception cref="EngineFaultedException">The engine cannot go on.</exception>
    public Task ChangeAsync(Action<DateTimeOffset> change, CancellationToken cancellationToken)
    {
        var stored = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _commands.Writer.TryWrite(() =>
        {
            change(_time.GetUtcNow());
            _afterwards.Add(() => stored.TrySetResult());
        });
        return UnlessStoppedAsync(stored.Task, cancellationToken);
    }

    /// <exception cref="EngineFaultedException">The engine cannot go on.</exception>
    public async Task<OrchestrationMetadata?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await UnlessStoppedAsync(_started.Task, cancellationToken);
        return _instances.GetValueOrDefault(id)?.Published;
    }

    /// <summary>Waits until the instance, which must exist, is seen as asked for.</summary>
    /// <exception cref="EngineFaultedException">The engine cannot go on.</exception>
    public async Task<OrchestrationMetadata> WaitForInstanceAsync(string id, Func<OrchestrationMetadata, bool> condition, CancellationToken cancellationToken)
    {
        while (true)
        {
            var changed = _changed.Task;
            if (await FindAsync(id, cancellationToken) is { } metadata && condition(metadata))
            {
                return metadata;
            }

            await UnlessStoppedAsync(changed, cancellationToken);
        }
    }

    private async Task UnlessStoppedAsync(Task task, CancellationToken cancellationToken)
    {
        await (await Task.WhenAny(task, Completion).WaitAsync(cancellationToken));
        if (!task.IsCompleted || Completion.IsFaulted)
        {
            await Completion;
            throw new InvalidOperationException("The engine has stopped.");
        }
    }

    private async Task LoopAsync()
    {
        try
        {
            while (_ready.Count > 0 || await _commands.Reader.WaitToReadAsync())
            {
                while (_commands.Reader.TryRead(out var command))
                {
                    command();
                }

                for (var turns = 0; turns < MostTurnsPerAppend && _ready.TryDequeue(out var instance); turns++)
                {
                    TakeTurn(instance);
                }

                await CommitAsync();
            }
        }
        catch (Exception exception)
        {
            Fault(exception);
        }
    }

    private async Task CommitAsync()
    {
        var (entries, afterwards) = (_entries, _afterwards);
        (_entries, _afterwards) = ([], []);
        if (entries.Count > 0)
        {
            TakeStep();
            await _journal.AppendAsync(entries, CancellationToken.None);
            if (_journal.IsLong)
            {
                await _journal.RewriteAsync(_instances.Values.SelectMany(instance => instance.Lines), CancellationToken.None);
            }

            TakeStep();
        }

        afterwards.ForEach(action => action());
        Interlocked.Exchange(ref _changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
    }

    /// <summary>Runs activities, in the order they were asked for, until stopped and those running have ended.</summary>
    private async Task WorkAsync()
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = _options.MaxConcurrentActivities, CancellationToken = _stopping.Token };
        try
        {
            var asked = _work.Reader.ReadAllAsync(_stopping.Token).Where(work => work.Instance.End is null);
            await Parallel.ForEachAsync(asked, options, async (work, stopping) =>
            {
                var first = RunAsync(work.Execution, work.Call, stopping);
                if (_options.Delivery == ActivityDelivery.TwiceInSequence)
                {
                    await first;
                }

                await Task.WhenAll(first, _options.Delivery == ActivityDelivery.Once ? first : RunAsync(work.Execution, work.Call, stopping));
            });
        }
        catch (OperationCanceledException)
        {
            // What was not answered is asked for again at the next start.
        }
    }

    private async Task RunAsync(string execution, ActivityScheduled call, CancellationToken stopping)
    {
        await Task.Yield();
        Answer answer;
        try
        {
            var activity = _activities.GetValueOrDefault(call.Name) ?? throw new InvalidOperationException($"No activity is named '{call.Name}'.");
            answer = new TaskCompleted(call.Instance, _time.GetUtcNow(), call.Task, await activity.RunJsonAsync(call.Input, stopping));
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            answer = new TaskFailed(call.Instance, _time.GetUtcNow(), call.Task, FailureDetails.From(exception));
        }

        TakeStep();
        _commands.Writer.TryWrite(() => Deliver(answer with { Execution = execution }));
    }

    private void FireTimers()
    {
        var now = _time.GetUtcNow();
        while (_timers.TryPeek(out var timer, out var at) && at <= now)
        {
            Deliver(_timers.Dequeue() with { At = now });
        }

        Sleep();
    }

    private void Sleep()
    {
        if (_timers.TryPeek(out _, out var at))
        {
            var wait = at - _time.GetUtcNow();
            _timer.Change(wait < TimeSpan.Zero ? TimeSpan.Zero : wait < LongestSleep ? wait : LongestSleep, Timeout.InfiniteTimeSpan);
        }
    }

    /// <exception cref="OperationCanceledException">The engine has faulted.</exception>
    private void TakeStep()
    {
        if (Interlocked.Increment(ref _steps) == _options.CrashAfterStep)
        {
            Fault(new InjectedCrashException(_steps));
        }

        if (Completion.IsFaulted)
        {
            throw new OperationCanceledException(_stopping.Token);
        }
    }

    private void Fault(Exception exception)
    {
        if (_completion.TrySetException(new EngineFaultedException(exception)))
        {
            LogFaulted(_logger, exception);
        }

        _stopping.Cancel();
        _commands.Writer.TryComplete();
    }

    [LoggerMessage(EventId = 5101, Level = LogLevel.Critical, Message = "The embedded engine has stopped.")]
    private static partial void LogFaulted(ILogger logger, Exception exception);
}
