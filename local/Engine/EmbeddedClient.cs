using Nudges.Orchestrations.Durable;

namespace Nudges.Local.Engine;

/// <summary>The outside's way to <see cref="EmbeddedEngine"/>. Changes that come together are stored together.</summary>
internal sealed class EmbeddedClient(EmbeddedEngine engine) : IDurableClient
{
    public async Task<string> ScheduleNewOrchestrationInstanceAsync<TIn, TOut>(
        OrchestratorRef<TIn, TOut> orchestrator, TIn input, string instanceId, CancellationToken cancellationToken)
    {
        Payload.CheckInstanceId(instanceId);
        var json = Payload.Write(input, $"The input of orchestrator '{orchestrator.Name}'");
        await engine.ChangeAsync(now => engine.Begin(instanceId, orchestrator.Name, json, now), cancellationToken);
        return instanceId;
    }

    public Task RaiseEventAsync<T>(string instanceId, EventRef<T> name, T payload, CancellationToken cancellationToken)
    {
        var json = Payload.Write(payload, $"Event '{name.Name}'");
        return DeliverAsync(now => new EventRaised(instanceId, now, name.Name, json), cancellationToken);
    }

    public Task<OrchestrationMetadata?> GetInstanceAsync(string instanceId, CancellationToken cancellationToken) =>
        engine.FindAsync(instanceId, cancellationToken);

    public Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(string instanceId, CancellationToken cancellationToken) =>
        engine.WaitForInstanceAsync(instanceId, instance => instance.IsCompleted, cancellationToken);

    public Task SuspendInstanceAsync(string instanceId, string reason, CancellationToken cancellationToken) =>
        DeliverAsync(now => new Suspended(instanceId, now, reason), cancellationToken);

    public Task ResumeInstanceAsync(string instanceId, string reason, CancellationToken cancellationToken) =>
        DeliverAsync(now => new Resumed(instanceId, now, reason), cancellationToken);

    public Task TerminateInstanceAsync(string instanceId, string reason, CancellationToken cancellationToken)
    {
        var json = Payload.Write(reason, "The reason");
        return engine.ChangeAsync(now => engine.Terminate(instanceId, json, now), cancellationToken);
    }

    public async Task<bool> PurgeInstanceAsync(string instanceId, CancellationToken cancellationToken) =>
        await PurgeAsync(state => state.InstanceId == instanceId, cancellationToken) > 0;

    public Task<int> PurgeAllInstancesAsync(PurgeInstancesFilter filter, CancellationToken cancellationToken) => PurgeAsync(
        state => !(state.CreatedAt < filter.CreatedFrom) && !(state.CreatedAt > filter.CreatedTo) && filter.Statuses?.Contains(state.RuntimeStatus) != false,
        cancellationToken);

    private async Task<int> PurgeAsync(Func<OrchestrationMetadata, bool> which, CancellationToken cancellationToken)
    {
        var purged = 0;
        await engine.ChangeAsync(_ => purged = engine.Purge(which), cancellationToken);
        return purged;
    }

    private Task DeliverAsync(Func<DateTimeOffset, Arrival> arrival, CancellationToken cancellationToken) =>
        engine.ChangeAsync(now => engine.Deliver(arrival(now)), cancellationToken);
}
