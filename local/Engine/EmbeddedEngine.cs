using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Azure.Storage.Blobs;
using Nudges.Orchestrations.Durable;

namespace Nudges.Local.Engine;

/// <summary>
/// Durable execution inside one process, over a journal in Azure Storage: for a laptop and for tests. Azure's engine is Durable
/// Functions. It survives a kill at any moment; it does not scale out, and a second process on the same container makes one
/// of the two stop.
/// </summary>
/// <remarks>
/// One loop owns all state. It takes what has arrived meanwhile, lets the orchestrators it concerns take their turns, stores all
/// of that with one append, and only then runs activities, sets timers and answers callers.
/// </remarks>
internal sealed partial class EmbeddedEngine : IHostedService, IAsyncDisposable
{
    private const int MostCommandsPerAppend = 5_000;

    private readonly EngineOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<EmbeddedEngine> _logger;
    private readonly Journal _journal;
    private readonly InstanceTable _table;
    private readonly ActivityWorkers _workers;
    private readonly TimerQueue _timers;
    private readonly ITimer _resultsTimer;
    private readonly Channel<Action> _commands = Channel.CreateUnbounded<Action>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Channel<Instance> _toFile = Channel.CreateUnbounded<Instance>();
    private readonly List<TaskCompletionSource> _callers = [];
    private readonly List<Watcher> _watchers = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _working = Task.CompletedTask;
    private Task _looping = Task.CompletedTask;
    private Task _filing = Task.CompletedTask;
    private bool _resultsWait;
    private int _steps;

    public EmbeddedEngine(
        EngineOptions options, BlobContainerClient container, IEnumerable<IOrchestrator> orchestrators, IEnumerable<IActivity> activities,
        TimeProvider time, ILoggerFactory loggers)
    {
        _options = options;
        _time = time;
        _logger = loggers.CreateLogger<EmbeddedEngine>();
        _journal = new Journal(container, options.AppendsPerJournal);
        _table = new InstanceTable(orchestrators, loggers, (id, execution) => Post(() => _table!.Strayed(id, execution, _time.GetUtcNow())));
        _workers = new ActivityWorkers(options, activities, time, answer => Post(() => _table.Deliver(answer)), TakeStep);
        _timers = new TimerQueue(time, () => Post(FireTimers));
        _resultsTimer = time.CreateTimer(_ => Post(StoreResults), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Ended = new EndedInstances(container);
    }

    /// <summary>Ends when the engine has stopped, and faults with <see cref="EngineFaultedException"/> when it cannot go on: await it.</summary>
    public Task Completion => _completion.Task;

    /// <summary>The number of steps taken, as <see cref="EngineOptions.CrashAfterStep"/> counts them.</summary>
    public int Steps => _steps;

    public EndedInstances Ended { get; }

    /// <summary>Reads the journal and goes on with what had not ended. Calls of the client wait until this is done.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var entry in await _journal.OpenAsync(cancellationToken))
            {
                _table.Load(entry);
            }
        }
        catch (Exception exception)
        {
            Fault(exception);
            throw;
        }

        var resumed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(() =>
        {
            _table.Resume(_time.GetUtcNow());
            _callers.Add(resumed);
        });
        _working = _workers.RunAsync(_stopping.Token);
        _looping = Task.Run(LoopAsync, CancellationToken.None);
        _filing = Task.Run(FileAsync, CancellationToken.None);
        await UnlessStopped(resumed.Task, cancellationToken);
        _started.TrySetResult();
    }

    /// <summary>Takes nothing new, cancels running activities and waits for them, stores what has been done.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _working.WaitAsync(cancellationToken);
        _commands.Writer.TryComplete();
        await _looping.WaitAsync(cancellationToken);
        _toFile.Writer.TryComplete();
        await _filing.WaitAsync(cancellationToken);
        _completion.TrySetResult();
        _started.TrySetResult();
    }

    /// <summary>For tests: ends as a kill does, between two requests.</summary>
    public async Task CrashAsync()
    {
        Fault(new InjectedCrashException(_steps));
        await Task.WhenAll(_looping, _filing);
    }

    /// <summary>Stops without waiting for activities. A second call changes nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _commands.Writer.TryComplete();
        _toFile.Writer.TryComplete();
        await Task.WhenAll(_looping, _filing);
        _completion.TrySetResult();
        await _resultsTimer.DisposeAsync();
        _timers.Dispose();
        Ended.Dispose();
    }

    /// <exception cref="EngineFaultedException">The engine cannot go on.</exception>
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        await _started.Task.WaitAsync(cancellationToken);
        if (Completion.IsFaulted)
        {
            await Completion;
        }
    }

    /// <summary>The instance if it is in memory, whether it is visible yet or not.</summary>
    public bool TryGet(string id, [NotNullWhen(true)] out Instance? instance) => _table.TryGet(id, out instance);

    /// <summary>Makes a change; it is stored when this returns.</summary>
    /// <exception cref="EngineFaultedException">The engine cannot go on.</exception>
    public async Task RequestAsync(Action<InstanceTable, DateTimeOffset> change, CancellationToken cancellationToken)
    {
        await StartedAsync(cancellationToken);
        var stored = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(() =>
        {
            change(_table, _time.GetUtcNow());
            _callers.Add(stored);
        });
        await UnlessStopped(stored.Task, cancellationToken);
    }

    /// <summary>Waits until the instance, which must exist, is seen as asked for.</summary>
    /// <exception cref="EngineFaultedException">The engine cannot go on.</exception>
    public async Task<OrchestrationMetadata> WaitForInstanceAsync(string id, Func<OrchestrationMetadata, bool> condition, CancellationToken cancellationToken)
    {
        await StartedAsync(cancellationToken);
        var watcher = new Watcher(id, condition);
        await using var cancelling = cancellationToken.Register(watcher.Cancel);
        Post(() =>
        {
            _watchers.Add(watcher);
            watcher.See((_table.TryGet(id, out var instance) ? instance.Published : null) ?? Ended.FindRecent(id));
        });
        if (!TryGet(id, out _))
        {
            watcher.See(await Ended.FindAsync(id, cancellationToken));
        }

        await UnlessStopped(watcher.Seen, cancellationToken);
        return await watcher.Seen;
    }

    /// <exception cref="EngineFaultedException">The engine cannot go on.</exception>
    public async Task UnlessStopped(Task task, CancellationToken cancellationToken)
    {
        await Task.WhenAny(task, Completion).WaitAsync(cancellationToken);
        if (!task.IsCompleted)
        {
            await Completion;
            throw new InvalidOperationException("The engine has stopped.");
        }

        await task;
    }

    private void Post(Action command) => _commands.Writer.TryWrite(command);

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
        var fault = new EngineFaultedException($"The embedded engine has stopped: {exception.Message} What it has stored goes on at the next start.", exception);
        if (_completion.TrySetException(fault))
        {
            LogFaulted(_logger, exception);
        }

        _started.TrySetException(fault);
        _stopping.Cancel();
        _commands.Writer.TryComplete();
        _toFile.Writer.TryComplete();
    }

    [LoggerMessage(EventId = 5101, Level = LogLevel.Critical, Message = "The embedded engine has stopped.")]
    private static partial void LogFaulted(ILogger logger, Exception exception);
}
