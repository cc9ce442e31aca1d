using System.Text.RegularExpressions;
using Nudges.Orchestrations.Durable;
using Engine = Microsoft.DurableTask;

namespace Nudges.Functions.Durable;

internal static partial class Failures
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

    // Of an instance that failed Azure Storage keeps "type: message" where the output would be; of a failure of its own only words.
    public static FailureDetails From(Engine.Client.OrchestrationMetadata failed)
    {
        var words = TypeAndMessage().Match(failed.SerializedOutput ?? "");
        return From(failed.FailureDetails ?? new Engine.TaskFailureDetails(
            words.Groups["type"] is { Success: true, Value: var type } ? type : typeof(Exception).FullName!, words.Groups["message"].Value, null, null, null));
    }

    [GeneratedRegex(@"^((?<type>[\w.+`]+): )?(?<message>.*)$", RegexOptions.ExplicitCapture | RegexOptions.Singleline)]
    private static partial Regex TypeAndMessage();
}
