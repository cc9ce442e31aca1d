using Nudges.Orchestrations.Durable;

namespace Nudges.Local.Engine;

/// <summary>Somebody who waits for an instance to be seen in some state.</summary>
internal sealed class Watcher(string id, Func<OrchestrationMetadata, bool> condition)
{
    private readonly TaskCompletionSource<OrchestrationMetadata> _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<OrchestrationMetadata> Seen => _seen.Task;

    /// <summary>True when there is nothing more to wait for.</summary>
    public bool See(OrchestrationMetadata? metadata) =>
        Seen.IsCompleted || (metadata?.InstanceId == id && condition(metadata) && _seen.TrySetResult(metadata));

    public void Cancel() => _seen.TrySetCanceled();
}
