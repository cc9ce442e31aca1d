using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Nudges.Orchestrations.Durable;

/// <summary>
/// What an orchestrator may do. Names and meanings are those of Durable Functions' <c>TaskOrchestrationContext</c>; the two
/// engines (Durable Functions in Azure, the embedded one on a laptop) pass one conformance suite over it. An orchestrator runs
/// again from its start whenever something it awaits completes, so it must be deterministic and may await only what these
/// members return: anything else fails the instance on the embedded engine, and in Azure may leave it running for ever.
/// </summary>
/// <remarks>
/// An instance ends when its orchestrator has returned or thrown and every activity, child and timer it asked for has come
/// back: cancel a timer that is no longer waited for, or the instance stays <see cref="OrchestrationRuntimeStatus.Running"/>
/// until the timer's time. Values cross as JSON (<see cref="NudgesJson"/>) of at most <see cref="Payload.MostBytes"/>; more
/// throws <see cref="ArgumentException"/>.
/// </remarks>
public abstract class OrchestrationContext
{
    private readonly Dictionary<string, Task<string>> _arrivals = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _waiting = new(StringComparer.OrdinalIgnoreCase);
    private int _children;

    /// <summary>Unique in the task hub; the id that started it. 1 to 100 characters.</summary>
    public abstract string InstanceId { get; }

    /// <summary>
    /// The version the instance was started with: the one deployed then, whatever is deployed now, also after
    /// <see cref="ContinueAsNew{TIn}"/>. Empty where there was none. See <see cref="OrchestrationVersion"/>.
    /// </summary>
    public abstract string Version { get; }

    /// <summary>The time of the turn, UTC: the same on every replay, and never earlier than before.</summary>
    public abstract DateTime CurrentUtcDateTime { get; }

    /// <summary>True while what happened before is told again. For logging only: never branch on it.</summary>
    public abstract bool IsReplaying { get; }

    /// <summary>
    /// Runs an activity at least once: again after a crash, and on one engine or the other at the same time as before. Its
    /// result is kept once and given on every replay.
    /// </summary>
    /// <exception cref="TaskFailedException">It threw, and the retries are used up; with what it threw, and the causes inside.</exception>
    /// <exception cref="ArgumentException">The input is longer than <see cref="Payload.MostBytes"/>.</exception>
    public async Task<TOut> CallActivityAsync<TIn, TOut>(ActivityRef<TIn, TOut> activity, TIn input, RetryPolicy? retry = null) =>
        Payload.Read<TOut>(await CallActivityJsonAsync(activity.Name, Payload.Write(input, $"The input of activity '{activity.Name}'"), retry));

    /// <summary>
    /// Runs another orchestrator as a child, under the version deployed now. <paramref name="instanceId"/> null: the parent's
    /// id, a colon and a number, the same on every replay. A chosen id starts with the parent's id and a colon, so that
    /// ending the parent finds it; a retry uses it again. Where an instance of that id has ended it is replaced.
    /// </summary>
    /// <exception cref="TaskFailedException">The child failed or was terminated; with its own failure, and the causes inside.</exception>
    /// <exception cref="ArgumentException">The input is longer than <see cref="Payload.MostBytes"/>, or the id is none.</exception>
    public async Task<TOut> CallSubOrchestratorAsync<TIn, TOut>(
        OrchestratorRef<TIn, TOut> orchestrator, TIn input, string? instanceId = null, RetryPolicy? retry = null)
    {
        var child = instanceId ?? $"{InstanceId}:{_children++}";
        Payload.CheckInstanceId(child);
        if (!child.StartsWith($"{InstanceId}:", StringComparison.Ordinal))
        {
            throw new ArgumentException($"The id of a child of '{InstanceId}' starts with '{InstanceId}:', so that ending the parent ends it; '{child}' does not.", nameof(instanceId));
        }

        var json = Payload.Write(input, $"The input of sub-orchestrator '{orchestrator.Name}'");
        return Payload.Read<TOut>(await CallSubOrchestratorJsonAsync(orchestrator.Name, json, child, retry));
    }

    /// <summary>
    /// Completes once, at <paramref name="fireAt"/> (UTC) or soon after, however far away and whatever is down meanwhile; at
    /// once where the time is past. In Azure it may be up to a second early: its storage waits whole seconds. A cancelled
    /// timer fires never.
    /// </summary>
    /// <exception cref="OperationCanceledException">It was cancelled before its time.</exception>
    public abstract Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken);

    /// <summary>Completes <paramref name="delay"/> after <see cref="CurrentUtcDateTime"/>.</summary>
    /// <inheritdoc cref="CreateTimer(DateTime, CancellationToken)"/>
    public Task CreateTimer(TimeSpan delay, CancellationToken cancellationToken) =>
        CreateTimer(CurrentUtcDateTime.Add(delay), cancellationToken);

    /// <summary>
    /// Completes with the next event of that name; case does not matter. Events are kept from the moment they are raised, come
    /// in the order they were raised one after the other, each to one wait, and survive <see cref="ContinueAsNew{TIn}"/>. A
    /// wait that was cancelled takes no event with it. One wait a name at a time. In Azure one event may come twice after the
    /// instance that was handling it was killed: give events something to tell a second one by.
    /// </summary>
    /// <exception cref="OperationCanceledException">It was cancelled before an event came.</exception>
    /// <exception cref="InvalidOperationException">There is an open wait of that name.</exception>
    /// <exception cref="JsonException">The payload is not of that type.</exception>
    public async Task<T> WaitForExternalEvent<T>(EventRef<T> name, CancellationToken cancellationToken = default)
    {
        if (!_waiting.Add(name.Name))
        {
            throw new InvalidOperationException($"'{InstanceId}' waits for event '{name.Name}' already: one wait a name at a time.");
        }

        try
        {
            // An engine gives an event also to a wait that was cancelled. The next wait goes on with that one, so none is lost.
            if (!_arrivals.TryGetValue(name.Name, out var arrival))
            {
                arrival = _arrivals[name.Name] = NextEventJsonAsync(name.Name);
            }

            var payload = await arrival.WaitAsync(cancellationToken);
            _arrivals.Remove(name.Name);
            return Payload.Read<T>(payload);
        }
        finally
        {
            _waiting.Remove(name.Name);
        }
    }

    /// <summary>
    /// Raises an event to another instance when the turn is over, as <see cref="IDurableClient.RaiseEventAsync"/> does from outside; dropped
    /// where there is no such running instance. A crash may make it come twice: give it something to tell a second one by.
    /// </summary>
    /// <exception cref="ArgumentException">The payload is longer than <see cref="Payload.MostBytes"/>.</exception>
    public void SendEvent<T>(string instanceId, EventRef<T> name, T payload) =>
        SendEventJson(instanceId, name.Name, Payload.Write(payload, $"Event '{name.Name}'"));

    /// <summary>
    /// What <see cref="OrchestrationMetadata.SerializedCustomStatus"/> shows after the turn; the last one wins, null clears
    /// it. At most <see cref="Payload.MostBytesOfStatus"/>.
    /// </summary>
    /// <exception cref="ArgumentException">It is longer.</exception>
    public void SetCustomStatus<T>(T status) => SetCustomStatusJson(Payload.Write(status, "The custom status", Payload.MostBytesOfStatus));

    /// <summary>
    /// Ends this execution and starts again under the same id, version and parent with an empty history. Return right after
    /// it: what the orchestrator returns is dropped. Where it throws instead, the instance fails.
    /// </summary>
    /// <param name="newInput">The next execution's input; at most <see cref="Payload.MostBytes"/>.</param>
    /// <param name="preserveUnprocessedEvents">
    /// Whether events that nobody has read are kept. In Azure they may change places with each other and with those raised
    /// meanwhile.
    /// </param>
    public void ContinueAsNew<TIn>(TIn newInput, bool preserveUnprocessedEvents = true)
    {
        var json = Payload.Write(newInput, "The input of ContinueAsNew");
        if (preserveUnprocessedEvents)
        {
            // What came, or still comes, to a wait that was cancelled is read by nobody here.
            foreach (var (name, arrival) in _arrivals)
            {
                _ = KeepAsync(name, arrival);
            }
        }

        ContinueAsNewJson(json, preserveUnprocessedEvents);

        async Task KeepAsync(string name, Task<string> arrival) => KeepEventJson(name, await arrival);
    }

    /// <summary>A GUID that is the same on every replay and differs at every call.</summary>
    public abstract Guid NewGuid();

    /// <summary>
    /// Writes each line once, however often the orchestrator is replayed; twice only where a crash undid the turn that wrote it.
    /// </summary>
    public abstract ILogger CreateReplaySafeLogger(string categoryName);

    /// <summary>
    /// Below zero where the instance is older than <paramref name="version"/>, zero where it has it, above zero where it is
    /// newer. As versions (1.10 is after 1.9) where both are, else as text; none is older than any.
    /// </summary>
    public int CompareVersionTo(string version) => OrchestrationVersion.Compare(Version, version);

    /// <summary>For engines: the result of the activity, in JSON. Throws <see cref="TaskFailedException"/>.</summary>
    protected abstract Task<string> CallActivityJsonAsync(string name, string input, RetryPolicy? retry);

    /// <summary>For engines: the result of the child, in JSON. Throws <see cref="TaskFailedException"/>.</summary>
    protected abstract Task<string> CallSubOrchestratorJsonAsync(string name, string input, string instanceId, RetryPolicy? retry);

    /// <summary>For engines: the next event of that name, in JSON. Never asked for twice at a time.</summary>
    protected abstract Task<string> NextEventJsonAsync(string name);

    /// <summary>For engines: raises the event to that instance.</summary>
    protected abstract void SendEventJson(string instanceId, string name, string payload);

    /// <summary>For engines: gives the event to the next execution. Only around <see cref="ContinueAsNewJson"/>.</summary>
    protected abstract void KeepEventJson(string name, string payload);

    /// <summary>For engines.</summary>
    protected abstract void SetCustomStatusJson(string status);

    /// <summary>For engines.</summary>
    protected abstract void ContinueAsNewJson(string newInput, bool preserveUnprocessedEvents);
}
