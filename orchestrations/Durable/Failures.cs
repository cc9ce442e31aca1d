using System.Text.Json.Serialization;

namespace Nudges.Orchestrations.Durable;

/// <summary>A failure as it crosses the engine: data, never an exception object.</summary>
public sealed record FailureDetails
{
    /// <summary>The exception's full type name.</summary>
    public required string ErrorType { get; init; }

    /// <summary>Its message; of a <see cref="TaskFailedException"/> it ends with that of the cause.</summary>
    public required string ErrorMessage { get; init; }

    public string? StackTrace { get; init; }

    /// <summary>What caused it: for a child orchestrator's failure, the child's own.</summary>
    public FailureDetails? InnerFailure { get; init; }

    public static FailureDetails From(Exception exception) => new()
    {
        ErrorType = exception.GetType().FullName!,
        ErrorMessage = exception.Message,
        StackTrace = exception.StackTrace,
        InnerFailure = exception is TaskFailedException task ? task.FailureDetails : exception.InnerException is { } inner ? From(inner) : null,
    };

    /// <summary>The failure that started it all: the innermost.</summary>
    [JsonIgnore]
    public FailureDetails Root => InnerFailure?.Root ?? this;

    /// <summary>
    /// True where the failure itself (not what is inside) was a <typeparamref name="T"/> or a type derived from it; false also
    /// where no loaded assembly has its type.
    /// </summary>
    public bool IsCausedBy<T>() where T : Exception => AppDomain.CurrentDomain.GetAssemblies()
        .Select(assembly => assembly.GetType(ErrorType)).FirstOrDefault(type => type is not null)?.IsAssignableTo(typeof(T)) ?? false;
}

/// <summary>An activity or child orchestrator failed, after its retries.</summary>
/// <param name="taskName">The activity's or orchestrator's name.</param>
/// <param name="details">Its failure.</param>
/// <param name="engine">The engine's own exception, where it has one.</param>
public sealed class TaskFailedException(string taskName, FailureDetails details, Exception? engine = null)
    : Exception($"Task '{taskName}' failed: {details.ErrorMessage}", engine)
{
    public string TaskName { get; } = taskName;

    public FailureDetails FailureDetails { get; } = details;
}
