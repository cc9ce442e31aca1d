using Microsoft.Azure.Functions.Worker;
using Nudges.Campaigns;
using Nudges.Orchestrations.Delivery;
using Nudges.Orchestrations.Durable;
using Nudges.Orchestrations.Runs;

namespace Nudges.Functions.Workflows;

/// <summary>The activities of a run, under their tokens' names.</summary>
public sealed class RunActivities(FindVersions find, PinInputs pin, PlanShard plan, CheckBatches check, FinishRun finish)
{
    [Function(nameof(FindVersions))]
    public Task<LatestVersions> FindVersions([ActivityTrigger] Nothing input, CancellationToken cancellationToken) =>
        find.RunAsync(input, cancellationToken);

    [Function(nameof(PinInputs))]
    public Task<PinnedRun> PinInputs([ActivityTrigger] Run input, CancellationToken cancellationToken) =>
        pin.RunAsync(input, cancellationToken);

    [Function(nameof(PlanShard))]
    public Task<PlannedShard> PlanShard([ActivityTrigger] PlanShardInput input, CancellationToken cancellationToken) =>
        plan.RunAsync(input, cancellationToken);

    [Function(nameof(CheckBatches))]
    public Task<IReadOnlyList<BatchSettled>> CheckBatches([ActivityTrigger] CheckBatchesInput input, CancellationToken cancellationToken) =>
        check.RunAsync(input, cancellationToken);

    [Function(nameof(FinishRun))]
    public Task<Nothing> FinishRun([ActivityTrigger] Run input, CancellationToken cancellationToken) =>
        finish.RunAsync(input, cancellationToken);
}
