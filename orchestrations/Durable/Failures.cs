using System.Text.Json.Serialization;

namespace Nudges.Orchestrations.Durable;

/// <summary>How often, and after which waits, a failed activity or child is run again.</summary>
public sealed record RetryPolicy
{
    /// <summary>All tries, the first one counted; at least 1.</summary>
    public required int MaxNumberOfAttempts { get; init; }

    /// <summary>The wait before the second try.</summary>
    public required TimeSpan FirstRetryInterval { get; init; }

    /// <summary>What each further wait is multiplied by; at least 1.</summary>
    public double BackoffCoefficient { get; init; } = 1;

    /// <summary>No wait is longer; null: no limit.</summary>
    public TimeSpan? MaxRetryInterval { get; init; }

    /// <summary>No try starts later than this after the first; null: no limit.</summary>
    public TimeSpan? RetryTimeout { get; init; }
}

/// <summary>A failure as it crosses the engine: data, never an exception object.</summary>
public sealed record FailureDetails
{
    /// <summary>The exception's full type name.</summary>
    public required string ErrorType { get; init; }

    public required string ErrorMessage { get; init; }

    public string? StackTrace { get; init; }

    /// <summary>What caused it: for a child orchestrator's failure, the child's own.</summary>
    public FailureDetails? InnerFailure { get; init; }

    public static FailureDetails From(Exception exception) => exception is TaskFailedException task
        ? new()
        {
            ErrorType = typeof(TaskFailedException).FullName!,
            ErrorMessage = task.Message,
            InnerFailure = task.FailureDetails,
        }
        : new()
        {
            ErrorType = exception.GetType().FullName!,
            ErrorMessage = exception.Message,
            StackTrace = exception.StackTrace,
            InnerFailure = exception.InnerException is { } inner ? From(inner) : null,
        };

    /// <summary>The failure that started it all: the innermost.</summary>
    [JsonIgnore]
    public FailureDetails Root => InnerFailure?.Root ?? this;
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
