using System.Runtime.ExceptionServices;
using System.Text.Json;
using Nudges.Orchestrations.Durable;
using Engine = Microsoft.DurableTask;

namespace Nudges.Functions.Durable;

/// <summary>What a function of one line calls.</summary>
internal static class DurableExtensions
{
    /// <summary>Runs one turn of our orchestrator in Durable Functions' context.</summary>
    public static async Task<JsonElement> RunAsync(this Engine.TaskOrchestrationContext engine, IOrchestrator orchestrator)
    {
        try
        {
            return JsonElement.Parse(await orchestrator.RunJsonAsync(new DurableContext(engine), engine.GetInput<JsonElement>().GetRawText()));
        }
        catch (TaskFailedException failure) when (failure.InnerException is Engine.TaskFailedException own)
        {
            // Of its own exception the engine keeps what caused it; of any other only type and message.
            ExceptionDispatchInfo.Throw(own);
            throw;
        }
    }

    /// <summary>Runs our activity.</summary>
    public static async Task<JsonElement> RunAsync(this IActivity activity, JsonElement input, CancellationToken cancellationToken) =>
        JsonElement.Parse(await activity.RunJsonAsync(input.GetRawText(), cancellationToken));
}
