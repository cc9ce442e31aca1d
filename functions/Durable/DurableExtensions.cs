using Microsoft.DurableTask;
using Nudges.Orchestrations.Durable;

namespace Nudges.Functions.Durable;

internal static class DurableExtensions
{
    /// <summary>Runs one turn of our orchestrator in Durable Functions' context.</summary>
    public static Task<TOut> RunAsync<TIn, TOut>(this TaskOrchestrationContext engine, Orchestrator<TIn, TOut> orchestrator) =>
        orchestrator.RunAsync(new DurableContext(engine), engine.GetInput<TIn>()!);
}
