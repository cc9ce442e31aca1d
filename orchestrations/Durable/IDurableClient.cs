namespace Nudges.Orchestrations.Durable;

/// <summary>Starts and steers orchestrations from outside. Names and meanings are those of <c>DurableTaskClient</c>.</summary>
public interface IDurableClient
{
    /// <summary>
    /// Starts an instance; returns its id once the start is stored. Where the id exists already, in any state, nothing
    /// changes: starting is safe to repeat.
    /// </summary>
    Task<string> ScheduleNewOrchestrationInstanceAsync<TIn, TOut>(
        OrchestratorRef<TIn, TOut> orchestrator, TIn input, string instanceId, CancellationToken cancellationToken);

    /// <summary>Stores an event for an instance. For an unknown or ended instance it is dropped. At least once.</summary>
    Task RaiseEventAsync<T>(string instanceId, EventRef<T> name, T payload, CancellationToken cancellationToken);

    /// <summary>The instance, or null where there is none of that id.</summary>
    Task<OrchestrationMetadata?> GetInstanceAsync(string instanceId, CancellationToken cancellationToken);

    /// <summary>Events are kept but not handled until <see cref="ResumeInstanceAsync"/>.</summary>
    Task SuspendInstanceAsync(string instanceId, string reason, CancellationToken cancellationToken);

    Task ResumeInstanceAsync(string instanceId, string reason, CancellationToken cancellationToken);

    /// <summary>Ends the instance and its children. Activities already running are not stopped.</summary>
    Task TerminateInstanceAsync(string instanceId, string reason, CancellationToken cancellationToken);

    /// <summary>Forgets an ended instance. False where there is none, or it has not ended.</summary>
    Task<bool> PurgeInstanceAsync(string instanceId, CancellationToken cancellationToken);
}

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

    /// <summary>JSON; null until completed.</summary>
    public string? SerializedOutput { get; init; }

    /// <summary>Why it failed; null unless it did.</summary>
    public FailureDetails? FailureDetails { get; init; }

    /// <summary>True when it will never change again.</summary>
    public bool IsCompleted => RuntimeStatus is OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated;
}
