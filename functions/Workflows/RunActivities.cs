using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Nudges.Functions.Durable;
using Nudges.Orchestrations.Delivery;
using Nudges.Orchestrations.Runs;

namespace Nudges.Functions.Workflows;

/// <summary>The activities of a run, under their tokens' names.</summary>
public sealed class RunActivities(FindVersions find, PinInputs pin, PlanShards plan, PlanShard planOne, CheckBatches check, TellTeam tell, FinishRun finish)
{
    [Function(nameof(FindVersions))]
    public Task<JsonElement> FindVersions([ActivityTrigger] JsonElement input, CancellationToken cancellationToken) =>
        find.RunAsync(input, cancellationToken);

    [Function(nameof(PinInputs))]
    public Task<JsonElement> PinInputs([ActivityTrigger] JsonElement input, CancellationToken cancellationToken) =>
        pin.RunAsync(input, cancellationToken);

    [Function(nameof(PlanShards))]
    public Task<JsonElement> PlanShards([ActivityTrigger] JsonElement input, CancellationToken cancellationToken) =>
        plan.RunAsync(input, cancellationToken);

    [Function(nameof(PlanShard))]
    public Task<JsonElement> PlanShard([ActivityTrigger] JsonElement input, CancellationToken cancellationToken) =>
        planOne.RunAsync(input, cancellationToken);

    [Function(nameof(CheckBatches))]
    public Task<JsonElement> CheckBatches([ActivityTrigger] JsonElement input, CancellationToken cancellationToken) =>
        check.RunAsync(input, cancellationToken);

    [Function(nameof(TellTeam))]
    public Task<JsonElement> TellTeam([ActivityTrigger] JsonElement input, CancellationToken cancellationToken) =>
        tell.RunAsync(input, cancellationToken);

    [Function(nameof(FinishRun))]
    public Task<JsonElement> FinishRun([ActivityTrigger] JsonElement input, CancellationToken cancellationToken) =>
        finish.RunAsync(input, cancellationToken);
}
