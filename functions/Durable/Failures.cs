using Microsoft.DurableTask;
using Nudges.Orchestrations.Durable;

namespace Nudges.Functions.Durable;

internal static class Failures
{
    public static FailureDetails From(TaskFailureDetails engine) => new()
    {
        ErrorType = engine.ErrorType,
        ErrorMessage = engine.ErrorMessage,
        StackTrace = engine.StackTrace,
        InnerFailure = engine.InnerFailure is { } inner ? From(inner) : null,
    };
}
