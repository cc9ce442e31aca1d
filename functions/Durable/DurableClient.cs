using System.Text.Json;
using Grpc.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Nudges.Orchestrations.Durable;
using Engine = Microsoft.DurableTask.Client;
using OrchestrationMetadata = Nudges.Orchestrations.Durable.OrchestrationMetadata;
using PurgeInstancesFilter = Nudges.Orchestrations.Durable.PurgeInstancesFilter;
using Status = Nudges.Orchestrations.Durable.OrchestrationRuntimeStatus;

namespace Nudges.Functions.Durable;

/// <summary>The client that Durable Functions binds to an invocation, behind the port.</summary>
internal sealed class DurableClient(DurableTaskClient engine) : IDurableClient
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(200);
    private static readonly Status[] Ended = [Status.Completed, Status.Failed, Status.Terminated];

    public async Task<string> ScheduleNewOrchestrationInstanceAsync<TIn, TOut>(
        OrchestratorRef<TIn, TOut> orchestrator, TIn input, string instanceId, CancellationToken cancellationToken)
    {
        Payload.CheckInstanceId(instanceId);
        var json = Json(input, $"The input of orchestrator '{orchestrator.Name}'");
        try
        {
            // Without this the engine would end an instance of that id and start over.
            var options = new StartOrchestrationOptions(instanceId).WithDedupeStatuses([.. StartOrchestrationOptionsExtensions.ValidDedupeStatuses]);
            return await engine.ScheduleNewOrchestrationInstanceAsync(orchestrator.Name, json, options, cancellationToken);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // It refuses the second of two starts, with an exception that differs between its versions and moments.
            if (await engine.GetInstanceAsync(instanceId, cancellationToken) is null)
            {
                throw;
            }

            return instanceId;
        }
    }

    // Dropped where there is no such running instance: see throwStatusExceptionsOnRaiseEvent in host.json.
    public Task RaiseEventAsync<T>(string instanceId, EventRef<T> name, T payload, CancellationToken cancellationToken) =>
        engine.RaiseEventAsync(instanceId, name.Name, Json(payload, $"Event '{name.Name}'"), cancellationToken);

    public async Task<OrchestrationMetadata?> GetInstanceAsync(string instanceId, CancellationToken cancellationToken) =>
        await engine.GetInstanceAsync(instanceId, getInputsAndOutputs: true, cancellationToken) is { } found ? Metadata(found) : null;

    public async Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(string instanceId, CancellationToken cancellationToken) =>
        Metadata(await engine.WaitForInstanceCompletionAsync(instanceId, getInputsAndOutputs: true, cancellationToken));

    public Task SuspendInstanceAsync(string instanceId, string reason, CancellationToken cancellationToken) =>
        SteerAsync(engine.SuspendInstanceAsync(instanceId, reason, cancellationToken), instanceId, state => state is Engine.OrchestrationRuntimeStatus.Suspended, cancellationToken);

    public Task ResumeInstanceAsync(string instanceId, string reason, CancellationToken cancellationToken) =>
        SteerAsync(engine.ResumeInstanceAsync(instanceId, reason, cancellationToken), instanceId, state => state is not Engine.OrchestrationRuntimeStatus.Suspended, cancellationToken);

    public async Task TerminateInstanceAsync(string instanceId, string reason, CancellationToken cancellationToken)
    {
        if (await engine.GetInstanceAsync(instanceId, cancellationToken) is null)
        {
            return;
        }

        await SteerAsync(engine.TerminateInstanceAsync(instanceId, reason, cancellationToken), instanceId, _ => true, cancellationToken);
        await engine.WaitForInstanceCompletionAsync(instanceId, cancellationToken);

        // The extension ignores TerminateInstanceOptions.Recursive; a child's id begins with its parent's.
        var children = new OrchestrationQuery(InstanceIdPrefix: $"{instanceId}:", Statuses: [Native(Status.Pending), Native(Status.Running), Native(Status.Suspended)]);
        await Task.WhenAll(await engine.GetAllInstancesAsync(children)
            .Select(child => TerminateInstanceAsync(child.InstanceId, reason, cancellationToken)).ToListAsync(cancellationToken));
    }

    // The engine refuses an instance that still runs with an exception.
    public async Task<bool> PurgeInstanceAsync(string instanceId, CancellationToken cancellationToken) =>
        await engine.GetInstanceAsync(instanceId, cancellationToken) is { IsCompleted: true }
        && (await engine.PurgeInstanceAsync(instanceId, cancellationToken)).PurgedInstanceCount > 0;

    // To the engine no state at all means any, running ones too.
    public async Task<int> PurgeAllInstancesAsync(PurgeInstancesFilter filter, CancellationToken cancellationToken) =>
        Ended.Intersect(filter.Statuses ?? Ended).Select(Native).ToList() is { Count: > 0 } statuses
            ? (await engine.PurgeAllInstancesAsync(new(filter.CreatedFrom ?? DateTimeOffset.MinValue, filter.CreatedTo, statuses), cancellationToken)).PurgedInstanceCount
            : 0;

    private static JsonElement Json<T>(T value, string what) => JsonElement.Parse(Payload.Write(value, what));

    private static Engine.OrchestrationRuntimeStatus Native(Status status) => Enum.Parse<Engine.OrchestrationRuntimeStatus>($"{status}");

    // The engine refuses what comes too late; to the port it is dropped. It would also refuse to resume what it does not see
    // suspended yet, and the reverse: so a change has been made when it is seen.
    private async Task SteerAsync(Task change, string instanceId, Func<Engine.OrchestrationRuntimeStatus, bool> isSeen, CancellationToken cancellationToken)
    {
        try
        {
            await change;
        }
        catch (RpcException refused) when (refused.StatusCode is StatusCode.NotFound or StatusCode.FailedPrecondition)
        {
            return;
        }

        while (await engine.GetInstanceAsync(instanceId, cancellationToken) is { IsCompleted: false } found && !isSeen(found.RuntimeStatus))
        {
            await Task.Delay(LookAgain, cancellationToken);
        }
    }

    private static OrchestrationMetadata Metadata(Engine.OrchestrationMetadata found) => new()
    {
        InstanceId = found.InstanceId,
        Name = found.Name,
        RuntimeStatus = Enum.TryParse<Status>($"{found.RuntimeStatus}", out var status) ? status : Status.Running,
        CreatedAt = found.CreatedAt,
        LastUpdatedAt = found.LastUpdatedAt,
        SerializedCustomStatus = found.SerializedCustomStatus is "null" ? null : found.SerializedCustomStatus,
        SerializedOutput = status is Status.Completed or Status.Terminated ? found.SerializedOutput : null,
        FailureDetails = status is Status.Failed ? Failures.From(found) : null,
    };
}
