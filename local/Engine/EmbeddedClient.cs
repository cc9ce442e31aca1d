using Nudges.Orchestrations.Durable;

namespace Nudges.Local.Engine;

/// <summary>The outside's way to <see cref="EmbeddedEngine"/>. Changes to one instance or several that come together are stored together.</summary>
internal sealed class EmbeddedClient(EmbeddedEngine engine) : IDurableClient
{
    public async Task<string> ScheduleNewOrchestrationInstanceAsync<TIn, TOut>(
        OrchestratorRef<TIn, TOut> orchestrator, TIn input, string instanceId, CancellationToken cancellationToken)
    {
        Payload.CheckInstanceId(instanceId);
        var json = Payload.Write(input, $"The input of orchestrator '{orchestrator.Name}'");
        await engine.StartedAsync(cancellationToken);
        if (!engine.TryGet(instanceId, out _) && await engine.Ended.FindAsync(instanceId, cancellationToken) is not null)
        {
            return instanceId;
        }

        await engine.RequestAsync(
            (table, now) =>
            {
                if (!table.TryGet(instanceId, out _) && engine.Ended.FindRecent(instanceId) is null)
                {
                    table.Deliver(new Started(instanceId, now, orchestrator.Name, json, Guid.NewGuid().ToString("N"), now));
                }
            },
            cancellationToken);
        return instanceId;
    }

    public Task RaiseEventAsync<T>(string instanceId, EventRef<T> name, T payload, CancellationToken cancellationToken)
    {
        var json = Payload.Write(payload, $"Event '{name.Name}'");
        return engine.RequestAsync(
            (table, now) => table.Deliver(new EventRaised(instanceId, now, name.Name, json)), cancellationToken);
    }

    public async Task<OrchestrationMetadata?> GetInstanceAsync(string instanceId, CancellationToken cancellationToken)
    {
        await engine.StartedAsync(cancellationToken);
        return engine.TryGet(instanceId, out var instance) && instance.Published is { } metadata
            ? metadata
            : await engine.Ended.FindAsync(instanceId, cancellationToken);
    }

    public Task SuspendInstanceAsync(string instanceId, string reason, CancellationToken cancellationToken) =>
        engine.RequestAsync((table, now) => table.Deliver(new Suspended(instanceId, now, reason)), cancellationToken);

    public Task ResumeInstanceAsync(string instanceId, string reason, CancellationToken cancellationToken) =>
        engine.RequestAsync((table, now) => table.Deliver(new Resumed(instanceId, now, reason)), cancellationToken);

    public Task TerminateInstanceAsync(string instanceId, string reason, CancellationToken cancellationToken) =>
        engine.RequestAsync((table, now) => table.Terminate(instanceId, reason, now), cancellationToken);

    public async Task<bool> PurgeInstanceAsync(string instanceId, CancellationToken cancellationToken)
    {
        await engine.StartedAsync(cancellationToken);
        if (engine.TryGet(instanceId, out var instance))
        {
            if (instance.End is null)
            {
                return false;
            }

            await engine.UnlessStopped(instance.Filed.Task, cancellationToken);
        }

        // That it was filed must be stored first, or it would be filed again after a crash.
        await engine.RequestAsync((table, _) => table.Batch.Raise(table.Batch.Entries.Count > 0 ? Urgency.Now : Urgency.Whenever), cancellationToken);
        return await engine.Ended.DeleteAsync(instanceId, cancellationToken);
    }
}
