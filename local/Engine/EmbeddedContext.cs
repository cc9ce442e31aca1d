using System.Security.Cryptography;
using System.Text;
using Nudges.Orchestrations.Durable;

namespace Nudges.Local.Engine;

/// <summary>The context of one replay: collects what the orchestrator asks for and hands out the tasks that answers complete.</summary>
internal sealed class EmbeddedContext(Started start, TurnThread turn, ILoggerFactory loggers) : OrchestrationContext
{
    private readonly Dictionary<int, TaskCompletionSource<string>> _open = [];
    private readonly Dictionary<string, TaskCompletionSource<string>> _waits = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<EventRaised> _unread = [.. start.Events];
    private readonly List<EventRaised> _kept = [];
    private int _guids;
    private bool _keepEvents;

    public DateTimeOffset Now { get; set; } = start.At;

    public bool Replaying { get; set; }

    /// <summary>Everything asked for so far; a call's number is its place.</summary>
    public List<Call> Calls { get; } = [];

    /// <summary>The numbers of calls that wait for an answer.</summary>
    public IReadOnlyCollection<int> Open => _open.Keys;

    public bool IsWaiting => _open.Count + _waits.Count > 0;

    public string? CustomStatus { get; private set; }

    /// <summary>Null until ContinueAsNew was called.</summary>
    public string? NextInput { get; private set; }

    public override string InstanceId => start.Instance;

    public override string Version => start.Version;

    public override DateTime CurrentUtcDateTime => Now.UtcDateTime;

    public override bool IsReplaying => Replaying;

    /// <summary>What the execution after this one starts with.</summary>
    public Started Next() => start with
    {
        At = Now,
        Input = NextInput!,
        Execution = Derive("next").ToString("N"),
        Events = _keepEvents ? [.. _kept, .. _unread] : [],
    };

    public void Receive(Arrival arrival)
    {
        switch (arrival)
        {
            case EventRaised raised when _waits.Remove(raised.Name, out var wait):
                wait.SetResult(raised.Payload);
                break;
            case EventRaised raised:
                _unread.Add(raised);
                break;
            case TaskFailed failed when _open.Remove(failed.Task, out var call):
                call.SetException(new TaskFailedException(Calls[failed.Task].Name, failed.Failure));
                break;
            case Answer answer when _open.Remove(answer.Task, out var call):
                call.SetResult((answer as TaskCompleted)?.Output ?? "");
                break;
        }
    }

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        var utc = fireAt.Kind == DateTimeKind.Local ? fireAt.ToUniversalTime() : DateTime.SpecifyKind(fireAt, DateTimeKind.Utc);
        return CallAsync(task => new TimerScheduled(InstanceId, task, utc), cancellationToken);
    }

    public override Guid NewGuid()
    {
        CheckTurn(nameof(NewGuid));
        return Derive($"{_guids++}");
    }

    public override ILogger CreateReplaySafeLogger(string categoryName) => new ReplaySafeLogger(this, loggers.CreateLogger(categoryName));

    protected override Task<string> CallActivityJsonAsync(string name, string input, RetryPolicy? retry) =>
        WithRetriesAsync(retry, () => CallAsync(task => new ActivityScheduled(InstanceId, task, name, input)));

    protected override Task<string> CallSubOrchestratorJsonAsync(string name, string input, string instanceId, RetryPolicy? retry) =>
        WithRetriesAsync(retry, () => CallAsync(task => new ChildScheduled(InstanceId, task, name, input, instanceId)));

    protected override Task<string> NextEventJsonAsync(string name)
    {
        CheckTurn($"Waiting for event '{name}'");
        var index = _unread.FindIndex(raised => string.Equals(raised.Name, name, StringComparison.OrdinalIgnoreCase));
        if (index < 0)
        {
            return (_waits[name] = new TaskCompletionSource<string>()).Task;
        }

        var payload = _unread[index].Payload;
        _unread.RemoveAt(index);
        return Task.FromResult(payload);
    }

    protected override void SendEventJson(string instanceId, string name, string payload)
    {
        CheckTurn($"Sending event '{name}'");
        _ = CallAsync(task => new EventSent(InstanceId, task, name, instanceId, payload));
    }

    protected override void KeepEventJson(string name, string payload) => _kept.Add(new EventRaised(InstanceId, Now, name, payload));

    protected override void SetCustomStatusJson(string status)
    {
        CheckTurn(nameof(SetCustomStatus));
        CustomStatus = status is "null" ? null : status;
    }

    protected override void ContinueAsNewJson(string newInput, bool preserveUnprocessedEvents)
    {
        CheckTurn(nameof(ContinueAsNew));
        (NextInput, _keepEvents) = (newInput, preserveUnprocessedEvents);
    }

    private async Task<string> CallAsync(Func<int, Call> ask, CancellationToken cancellationToken = default)
    {
        var call = ask(Calls.Count);
        CheckTurn(call.Words);
        cancellationToken.ThrowIfCancellationRequested();
        var answer = _open[call.Task] = new TaskCompletionSource<string>();
        Calls.Add(call);
        using var cancelling = cancellationToken.Register(() =>
        {
            CheckTurn(call.Words);
            _open.Remove(call.Task);
            answer.TrySetCanceled(cancellationToken);
        });
        return await answer.Task;
    }

    private async Task<string> WithRetriesAsync(RetryPolicy? policy, Func<Task<string>> call)
    {
        var first = CurrentUtcDateTime;
        for (var attempt = 1; ; attempt++)
        {
            TimeSpan wait;
            try
            {
                return await call();
            }
            catch (TaskFailedException failed) when (policy?.NextDelay(attempt, CurrentUtcDateTime - first, failed.FailureDetails) is { } delay)
            {
                wait = delay;
            }

            await CreateTimer(wait, CancellationToken.None);
        }
    }

    private Guid Derive(string name)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes($"{start.Execution}/{name}"))[..16];
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80); // RFC 9562: version 8, made by the application
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    private void CheckTurn(string what)
    {
        if (!turn.IsCurrentOrStray())
        {
            throw new NonDurableAwaitException($"Orchestrator '{start.Name}' came to {what} outside a turn. It may await only the tasks its context gives it.");
        }
    }
}

/// <summary>An orchestrator awaited something that its context did not give it, which a replay could not repeat.</summary>
internal sealed class NonDurableAwaitException(string message) : Exception(message);
