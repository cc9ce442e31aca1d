namespace Nudges.Orchestrations.Durable;

/// <summary>
/// Starts and steers orchestrations from outside. Names and meanings are those of <c>DurableTaskClient</c>. What is asked for
/// is stored when the task completes; the instance follows soon. For an unknown or ended instance, changes are dropped.
/// </summary>
public interface IDurableClient
{
    /// <summary>
    /// Starts an instance of the version deployed now; returns its id. Where the id exists already, in any state, nothing
    /// changes: starting is safe to repeat, also by two at once.
    /// </summary>
    /// <exception cref="ArgumentException">The input is longer than <see cref="Payload.MostBytes"/>, or the id is none.</exception>
    Task<string> ScheduleNewOrchestrationInstanceAsync<TIn, TOut>(
        OrchestratorRef<TIn, TOut> orchestrator, TIn input, string instanceId, CancellationToken cancellationToken);

    /// <summary>
    /// Raises an event, at least once: a caller that was not answered raises it again. The instance must have taken its first
    /// turn: in Azure an event that comes before may be dropped.
    /// </summary>
    /// <exception cref="ArgumentException">The payload is longer than <see cref="Payload.MostBytes"/>.</exception>
    Task RaiseEventAsync<T>(string instanceId, EventRef<T> name, T payload, CancellationToken cancellationToken);

    /// <summary>The instance, or null where there is none of that id.</summary>
    Task<OrchestrationMetadata?> GetInstanceAsync(string instanceId, CancellationToken cancellationToken);

    /// <summary>The instance when it has ended, which may be never. The instance must exist.</summary>
    Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(string instanceId, CancellationToken cancellationToken);

    /// <summary>
    /// Results, timers and events are kept but not handled until <see cref="ResumeInstanceAsync"/>. Returns when the instance
    /// is suspended.
    /// </summary>
    Task SuspendInstanceAsync(string instanceId, string reason, CancellationToken cancellationToken);

    /// <summary>Goes on with what has come meanwhile, in order. Returns when the instance is not suspended any more.</summary>
    Task ResumeInstanceAsync(string instanceId, string reason, CancellationToken cancellationToken);

    /// <summary>
    /// Ends the instance, then its children and theirs; returns when they have ended. Their output is the reason. Activities
    /// already running are not stopped. In Azure an instance that waits for newer code ends when that comes.
    /// </summary>
    Task TerminateInstanceAsync(string instanceId, string reason, CancellationToken cancellationToken);

    /// <summary>Forgets an ended instance, so that its id can be used again. False where there is none, or it has not ended.</summary>
    Task<bool> PurgeInstanceAsync(string instanceId, CancellationToken cancellationToken);

    /// <summary>Forgets all ended instances that the filter matches; how many there were.</summary>
    Task<int> PurgeAllInstancesAsync(PurgeInstancesFilter filter, CancellationToken cancellationToken);
}

/// <summary>Which ended instances to forget. Children are instances of their own.</summary>
/// <param name="CreatedFrom">Started then or later; null: whenever.</param>
/// <param name="CreatedTo">Started then or earlier; null: whenever.</param>
/// <param name="Statuses">In one of these states; null: in any in which an instance has ended. Others match nothing.</param>
public sealed record PurgeInstancesFilter(
    DateTimeOffset? CreatedFrom = null, DateTimeOffset? CreatedTo = null, IReadOnlyCollection<OrchestrationRuntimeStatus>? Statuses = null);

public enum OrchestrationRuntimeStatus
{
    Pending,
    Running,
    Suspended,
    Completed,
    Failed,
    Terminated,
}

/// <summary>An instance as seen from outside.</summary>
public sealed record OrchestrationMetadata
{
    public required string InstanceId { get; init; }

    /// <summary>The orchestrator's name.</summary>
    public required string Name { get; init; }

    public required OrchestrationRuntimeStatus RuntimeStatus { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset LastUpdatedAt { get; init; }

    /// <summary>JSON; null where none was set.</summary>
    public string? SerializedCustomStatus { get; init; }

    /// <summary>JSON; null until completed. Of a terminated one, the reason.</summary>
    public string? SerializedOutput { get; init; }

    /// <summary>Why it failed; null unless it did. Azure's instance store keeps only the outermost failure.</summary>
    public FailureDetails? FailureDetails { get; init; }

    /// <summary>True when it will never change again.</summary>
    public bool IsCompleted => RuntimeStatus is OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated;
}
