using System.Runtime.ExceptionServices;
using Nudges.Orchestrations.Durable;
using Engine = Microsoft.DurableTask;

namespace Nudges.Functions.Durable;

internal static class DurableExtensions
{
    /// <summary>Runs one turn of our orchestrator in Durable Functions' context.</summary>
    public static async Task<TOut> RunAsync<TIn, TOut>(this Engine.TaskOrchestrationContext engine, Orchestrator<TIn, TOut> orchestrator)
    {
        try
        {
            return await orchestrator.RunAsync(new DurableContext(engine), engine.GetInput<TIn>()!);
        }
        catch (TaskFailedException failure) when (failure.InnerException is Engine.TaskFailedException own)
        {
            // Of its own exception the engine keeps what caused it; of any other only type and message.
            ExceptionDispatchInfo.Throw(own);
            throw;
        }
    }
}
