using Microsoft.Extensions.Logging;

namespace Nudges.Orchestrations.Durable;

/// <summary>
/// What an orchestrator may do. Names and meanings are those of Durable Functions' <c>TaskOrchestrationContext</c>; the two
/// engines (Durable Functions in Azure, the embedded one on a laptop) pass one conformance suite over it. An orchestrator runs
/// again from its start whenever something it awaits completes, so it must be deterministic and may await only what these
/// members return.
/// </summary>
public abstract class OrchestrationContext
{
    /// <summary>Unique in the task hub; the id that started it.</summary>
    public abstract string InstanceId { get; }

    /// <summary>The time of the turn, UTC: the same on every replay.</summary>
    public abstract DateTime CurrentUtcDateTime { get; }

    /// <summary>True while what happened before is told again. For logging only: never branch on it.</summary>
    public abstract bool IsReplaying { get; }

    /// <summary>
    /// Runs an activity at least once. Fails with <see cref="TaskFailedException"/> once the retries are used up. Input and
    /// output are JSON, at most 45 KB each: pass keys.
    /// </summary>
    public abstract Task<TOut> CallActivityAsync<TIn, TOut>(ActivityRef<TIn, TOut> activity, TIn input, RetryPolicy? retry = null);

    /// <summary>
    /// Runs another orchestrator as a child; <paramref name="instanceId"/> null: an id of the engine's own, the same on every
    /// replay. Its failure arrives as <see cref="TaskFailedException"/> with the child's own failure inside.
    /// </summary>
    public abstract Task<TOut> CallSubOrchestratorAsync<TIn, TOut>(
        OrchestratorRef<TIn, TOut> orchestrator, TIn input, string? instanceId = null, RetryPolicy? retry = null);

    /// <summary>Completes at <paramref name="fireAt"/> (UTC) or soon after, however far away. Cancel it when it is no longer waited for.</summary>
    public abstract Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken);

    /// <summary>Completes <paramref name="delay"/> after <see cref="CurrentUtcDateTime"/>.</summary>
    public Task CreateTimer(TimeSpan delay, CancellationToken cancellationToken) =>
        CreateTimer(CurrentUtcDateTime.Add(delay), cancellationToken);

    /// <summary>
    /// Completes with the next event of that name. Events are kept from the moment they are raised, are given in the order
    /// they came, each to one waiter, and survive <see cref="ContinueAsNew{TIn}"/>.
    /// </summary>
    public abstract Task<T> WaitForExternalEvent<T>(EventRef<T> name, CancellationToken cancellationToken = default);

    /// <summary>What <see cref="OrchestrationMetadata.SerializedCustomStatus"/> shows; JSON, at most 16 KB. The last one wins.</summary>
    public abstract void SetCustomStatus<T>(T status);

    /// <summary>Ends this execution and starts again under the same id with an empty history. Return right after it.</summary>
    public abstract void ContinueAsNew<TIn>(TIn newInput, bool preserveUnprocessedEvents = true);

    /// <summary>A GUID that is the same on every replay and differs at every call.</summary>
    public abstract Guid NewGuid();

    /// <summary>Writes each line once, however often the orchestrator is replayed.</summary>
    public abstract ILogger CreateReplaySafeLogger(string categoryName);
}
