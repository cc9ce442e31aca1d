using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Nudges.Campaigns;
using Nudges.Functions.Durable;
using Nudges.Orchestrations.Content;
using Nudges.Orchestrations.People;
using Nudges.Orchestrations.Runs;

namespace Nudges.Functions.Workflows;

/// <summary>Every orchestrator under its token's name.</summary>
public static class Orchestrators
{
    [Function(nameof(NudgeRun))]
    public static Task<RunCounts> NudgeRun([OrchestrationTrigger] TaskOrchestrationContext context) => context.RunAsync(new NudgeRun());

    [Function(nameof(DeliverWave))]
    public static Task<RunCounts> DeliverWave([OrchestrationTrigger] TaskOrchestrationContext context) => context.RunAsync(new DeliverWave());

    [Function(nameof(GatherContent))]
    public static Task<GatheredContent> GatherContent([OrchestrationTrigger] TaskOrchestrationContext context) =>
        context.RunAsync(new GatherContent());

    [Function(nameof(SyncPeople))]
    public static Task<SyncedPeople> SyncPeople([OrchestrationTrigger] TaskOrchestrationContext context) => context.RunAsync(new SyncPeople());
}
