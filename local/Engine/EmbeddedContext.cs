using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Nudges.Orchestrations.Durable;

namespace Nudges.Local.Engine;

/// <summary>The context of one execution: turns what the orchestrator asks for into steps and hands out the tasks that answers complete.</summary>
internal sealed class EmbeddedContext(Started start, TurnThread turn, ILoggerFactory loggers) : OrchestrationContext
{
    private readonly SortedDictionary<int, OpenCall> _open = [];
    private readonly EventInbox _events = new(start.Events);
    private int _calls;
    private int _guids;
    private bool _keepEvents;

    public DateTimeOffset Now { get; set; } = start.At;

    public bool Replaying { get; set; }

    /// <summary>Steps taken and not yet stored or found in the history, oldest first.</summary>
    public Queue<Step> Steps { get; } = [];

    /// <summary>Calls that wait for an answer, oldest first.</summary>
    public IEnumerable<Call> Open => _open.Values.Select(open => open.Call);

    public bool IsWaiting => _open.Count > 0 || _events.HasWaiters;

    public string? CustomStatus { get; private set; }

    /// <summary>JSON; null until ContinueAsNew was called.</summary>
    public string? NextInput { get; private set; }

    /// <summary>The id of the execution after this one.</summary>
    public string NextExecution => Derive("next").ToString("N");

    public IReadOnlyList<EventRaised> NextEvents => _keepEvents ? _events.Kept : [];

    public override string InstanceId => start.Instance;

    public override DateTime CurrentUtcDateTime => Now.UtcDateTime;

    public override bool IsReplaying => Replaying;

    public bool Awaits(int task) => _open.ContainsKey(task);

    /// <summary>Completes the task of an open call; a second answer to one call changes nothing.</summary>
    public void Answer(Answer answer)
    {
        if (_open.Remove(answer.Task, out var open))
        {
            open.Complete(answer);
        }
    }

    public void Raise(EventRaised raised) => _events.Add(raised);

    public override Task<TOut> CallActivityAsync<TIn, TOut>(ActivityRef<TIn, TOut> activity, TIn input, RetryPolicy? retry = null)
    {
        var json = Payload.Write(input, $"The input of activity '{activity.Name}'");
        return WithRetries(retry, () => CallAsync<TOut>(activity.Name, task => new ActivityScheduled(InstanceId, task, activity.Name, json)));
    }

    public override Task<TOut> CallSubOrchestratorAsync<TIn, TOut>(
        OrchestratorRef<TIn, TOut> orchestrator, TIn input, string? instanceId = null, RetryPolicy? retry = null)
    {
        var json = Payload.Write(input, $"The input of sub-orchestrator '{orchestrator.Name}'");
        if (instanceId is not null)
        {
            Payload.CheckInstanceId(instanceId);
        }

        return WithRetries(retry, () => CallAsync<TOut>(orchestrator.Name, task => new ChildScheduled(
            InstanceId, task, orchestrator.Name, json, instanceId ?? new ParentCall(InstanceId, start.Execution, task).ChildId)));
    }

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        CheckTurn(nameof(CreateTimer));
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled(cancellationToken);
        }

        var done = new TaskCompletionSource();
        var utc = fireAt.Kind == DateTimeKind.Local ? fireAt.ToUniversalTime() : DateTime.SpecifyKind(fireAt, DateTimeKind.Utc);
        var step = new TimerScheduled(InstanceId, _calls++, new DateTimeOffset(utc));
        var cancelled = cancellationToken.Register(() =>
        {
            if (turn.IsCurrentOrStray())
            {
                _open.Remove(step.Task);
                done.TrySetCanceled(cancellationToken);
            }
        });
        Steps.Enqueue(step);
        _open.Add(step.Task, new OpenCall(step, _ =>
        {
            cancelled.Unregister();
            done.SetResult();
        }));
        return done.Task;
    }

    public override Task<T> WaitForExternalEvent<T>(EventRef<T> name, CancellationToken cancellationToken = default)
    {
        CheckTurn($"WaitForExternalEvent '{name.Name}'");
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellationToken);
        }

        var done = new TaskCompletionSource<T>();
        var cancelled = default(CancellationTokenRegistration);
        var takeBack = _events.Wait(name.Name, payload =>
        {
            cancelled.Unregister();
            Complete(done, payload);
        });
        if (!done.Task.IsCompleted)
        {
            cancelled = cancellationToken.Register(() =>
            {
                if (turn.IsCurrentOrStray())
                {
                    takeBack();
                    done.TrySetCanceled(cancellationToken);
                }
            });
        }

        return done.Task;
    }

    public override void SetCustomStatus<T>(T status)
    {
        CheckTurn(nameof(SetCustomStatus));
        CustomStatus = Payload.Write(status, "The custom status", Payload.MostBytesOfStatus);
    }

    public override void ContinueAsNew<TIn>(TIn newInput, bool preserveUnprocessedEvents = true)
    {
        CheckTurn(nameof(ContinueAsNew));
        NextInput = Payload.Write(newInput, "The input of ContinueAsNew");
        _keepEvents = preserveUnprocessedEvents;
    }

    public override Guid NewGuid()
    {
        CheckTurn(nameof(NewGuid));
        return Derive($"{_guids++}");
    }

    public override ILogger CreateReplaySafeLogger(string categoryName) => new ReplaySafeLogger(loggers.CreateLogger(categoryName), this);

    private Guid Derive(string name)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes($"{InstanceId}/{start.Execution}/{name}"))[..16];
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80); // RFC 9562: version 8, made by the application
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    private Task<TOut> CallAsync<TOut>(string name, Func<int, Call> call)
    {
        CheckTurn($"Calling '{name}'");
        var done = new TaskCompletionSource<TOut>();
        var step = call(_calls++);
        Steps.Enqueue(step);
        _open.Add(step.Task, new OpenCall(step, answer =>
        {
            if (answer is TaskFailed failed)
            {
                done.SetException(new TaskFailedException(name, failed.Failure));
            }
            else
            {
                Complete(done, ((TaskCompleted)answer).Output);
            }
        }));
        return done.Task;
    }

    private static void Complete<T>(TaskCompletionSource<T> task, string json)
    {
        T value;
        try
        {
            value = JsonSerializer.Deserialize<T>(json, NudgesJson.Options)!;
        }
        catch (JsonException exception)
        {
            task.SetException(exception);
            return;
        }

        task.SetResult(value);
    }

    private Task<TOut> WithRetries<TOut>(RetryPolicy? policy, Func<Task<TOut>> call) => policy is null ? call() : RetryAsync(policy, call);

    private async Task<TOut> RetryAsync<TOut>(RetryPolicy policy, Func<Task<TOut>> call)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(policy.MaxNumberOfAttempts, 1);
        var first = Now;
        for (var attempt = 1; ; attempt++)
        {
            var wait = TimeSpan.Zero;
            try
            {
                return await call();
            }
            catch (TaskFailedException) when (MayRetry(policy, attempt, Now - first, out wait))
            {
            }

            await CreateTimer(wait, CancellationToken.None);
        }
    }

    private static bool MayRetry(RetryPolicy policy, int attempt, TimeSpan elapsed, out TimeSpan wait)
    {
        var seconds = policy.FirstRetryInterval.TotalSeconds * Math.Pow(policy.BackoffCoefficient, attempt - 1);
        var longest = policy.MaxRetryInterval ?? TimeSpan.FromDays(365);
        wait = seconds < longest.TotalSeconds ? TimeSpan.FromSeconds(seconds) : longest;
        return attempt < policy.MaxNumberOfAttempts && !(elapsed + wait > policy.RetryTimeout);
    }

    private void CheckTurn(string call)
    {
        if (!turn.IsCurrent)
        {
            throw new NonDurableAwaitException($"{call} was asked for outside a turn of '{start.Name}'. An orchestrator may await only the tasks its context gives it.");
        }
    }

    private sealed record OpenCall(Call Call, Action<Answer> Complete);
}

/// <summary>An orchestrator awaited something that its context did not give it, which a replay could not repeat.</summary>
internal sealed class NonDurableAwaitException(string message) : Exception(message);
