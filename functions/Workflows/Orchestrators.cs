using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Nudges.Functions.Durable;
using Nudges.Orchestrations.Content;
using Nudges.Orchestrations.Matching;
using Nudges.Orchestrations.People;
using Nudges.Orchestrations.Privacy;
using Nudges.Orchestrations.Runs;

namespace Nudges.Functions.Workflows;

/// <summary>Every orchestrator under its token's name.</summary>
public static class Orchestrators
{
    [Function(nameof(NudgeRun))]
    public static Task<JsonElement> NudgeRun([OrchestrationTrigger] TaskOrchestrationContext context) => context.RunAsync(new NudgeRun());

    [Function(nameof(DeliverWave))]
    public static Task<JsonElement> DeliverWave([OrchestrationTrigger] TaskOrchestrationContext context) => context.RunAsync(new DeliverWave());

    [Function(nameof(GatherContent))]
    public static Task<JsonElement> GatherContent([OrchestrationTrigger] TaskOrchestrationContext context) => context.RunAsync(new GatherContent());

    [Function(nameof(SyncPeople))]
    public static Task<JsonElement> SyncPeople([OrchestrationTrigger] TaskOrchestrationContext context) => context.RunAsync(new SyncPeople());

    [Function(nameof(ErasePerson))]
    public static Task<JsonElement> ErasePerson([OrchestrationTrigger] TaskOrchestrationContext context) => context.RunAsync(new ErasePerson());

    [Function(nameof(Learning))]
    public static Task<JsonElement> Learning([OrchestrationTrigger] TaskOrchestrationContext context) => context.RunAsync(new Learning());

    [Function(nameof(Retention))]
    public static Task<JsonElement> Retention([OrchestrationTrigger] TaskOrchestrationContext context) => context.RunAsync(new Retention());
}
