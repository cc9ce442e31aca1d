using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Nudges.Orchestrations.Durable;
using Status = Nudges.Orchestrations.Durable.OrchestrationRuntimeStatus;

namespace Nudges.Functions.Durable;

/// <summary>The client that Durable Functions binds to an invocation, behind the port.</summary>
internal sealed class DurableClient(DurableTaskClient engine) : IDurableClient
{
    public async Task<string> ScheduleNewOrchestrationInstanceAsync<TIn, TOut>(
        OrchestratorRef<TIn, TOut> orchestrator, TIn input, string instanceId, CancellationToken cancellationToken)
    {
        // The engine would start an ended instance over again; ours leaves it as it is.
        if (await ExistsAsync(instanceId, cancellationToken))
        {
            return instanceId;
        }

        try
        {
            return await engine.ScheduleNewOrchestrationInstanceAsync(
                orchestrator.Name, input, new StartOrchestrationOptions(instanceId), cancellationToken);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Of two starters at once the engine refuses one, with an exception that differs between its versions.
            if (!await ExistsAsync(instanceId, cancellationToken))
            {
                throw;
            }

            return instanceId;
        }
    }

    // Dropped where there is no such running instance: see throwStatusExceptionsOnRaiseEvent in host.json.
    public Task RaiseEventAsync<T>(string instanceId, EventRef<T> name, T payload, CancellationToken cancellationToken) =>
        engine.RaiseEventAsync(instanceId, name.Name, payload, cancellationToken);

    public async Task<Orchestrations.Durable.OrchestrationMetadata?> GetInstanceAsync(
        string instanceId, CancellationToken cancellationToken) =>
        await engine.GetInstanceAsync(instanceId, getInputsAndOutputs: true, cancellationToken) is { } found
            ? new()
            {
                InstanceId = found.InstanceId,
                Name = found.Name,
                RuntimeStatus = Enum.Parse<Status>(found.RuntimeStatus.ToString()),
                CreatedAt = found.CreatedAt,
                LastUpdatedAt = found.LastUpdatedAt,
                SerializedCustomStatus = found.SerializedCustomStatus,
                SerializedOutput = found.SerializedOutput,
                FailureDetails = found.FailureDetails is { } failure ? Failures.From(failure) : null,
            }
            : null;

    public Task SuspendInstanceAsync(string instanceId, string reason, CancellationToken cancellationToken) =>
        engine.SuspendInstanceAsync(instanceId, reason, cancellationToken);

    public Task ResumeInstanceAsync(string instanceId, string reason, CancellationToken cancellationToken) =>
        engine.ResumeInstanceAsync(instanceId, reason, cancellationToken);

    public Task TerminateInstanceAsync(string instanceId, string reason, CancellationToken cancellationToken) =>
        engine.TerminateInstanceAsync(
            instanceId, new TerminateInstanceOptions(Output: reason, Recursive: true), cancellationToken);

    // The engine would also delete an instance that still runs.
    public async Task<bool> PurgeInstanceAsync(string instanceId, CancellationToken cancellationToken) =>
        await engine.GetInstanceAsync(instanceId, cancellationToken) is { IsCompleted: true }
        && (await engine.PurgeInstanceAsync(instanceId, cancellationToken)).PurgedInstanceCount > 0;

    private async Task<bool> ExistsAsync(string instanceId, CancellationToken cancellationToken) =>
        await engine.GetInstanceAsync(instanceId, cancellationToken) is not null;
}
