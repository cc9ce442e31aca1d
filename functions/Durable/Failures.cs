using Nudges.Orchestrations.Durable;
using Engine = Microsoft.DurableTask;

namespace Nudges.Functions.Durable;

internal static class Failures
{
    public static FailureDetails From(Engine.TaskFailureDetails engine) => new()
    {
        ErrorType = engine.ErrorType == typeof(Engine.TaskFailedException).FullName ? typeof(TaskFailedException).FullName! : engine.ErrorType,
        ErrorMessage = engine.ErrorMessage,
        StackTrace = engine.StackTrace,
        InnerFailure = engine.InnerFailure is { } inner ? From(inner) : null,
    };

    // Of a child that was terminated the engine gives no details.
    public static TaskFailedException From(Engine.TaskFailedException engine) => new(
        engine.TaskName,
        engine.FailureDetails is { } details ? From(details) : new() { ErrorType = "Terminated", ErrorMessage = engine.Message },
        engine);

    // Of an instance that failed Azure Storage keeps "type: message" where the output would be.
    public static FailureDetails From(Engine.Client.OrchestrationMetadata failed)
    {
        var parts = failed.SerializedOutput?.Split(": ", 2) ?? [""];
        return From(failed.FailureDetails ?? new Engine.TaskFailureDetails(parts[0], parts[^1], null, null, null));
    }
}
