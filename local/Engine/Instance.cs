using Nudges.Orchestrations.Durable;

namespace Nudges.Local.Engine;

/// <summary>An instance that has not ended, or whose end is not filed yet.</summary>
internal sealed class Instance(Started start)
{
    public string Id => Start.Instance;

    /// <summary>How the present execution began.</summary>
    public Started Start { get; private set; } = start;

    /// <summary>Everything since <see cref="Start"/>; the instance's own lines in the journal.</summary>
    public List<Entry> History { get; private set; } = [start];

    /// <summary>The first entries of the history that an earlier process wrote, maybe with older code.</summary>
    public int Recovered { get; set; }

    public Execution? Execution { get; set; }

    public DateTimeOffset LastUpdatedAt { get; private set; } = start.At;

    /// <summary>The step or the termination that ended it; null until then.</summary>
    public Entry? End { get; private set; }

    public FailureDetails? Failure => End switch
    {
        Threw threw => threw.Failure,
        Terminated terminated => new FailureDetails { ErrorType = nameof(Terminated), ErrorMessage = terminated.Reason },
        _ => null,
    };

    /// <summary>What the outside sees: only what is stored. Null until the start is.</summary>
    public OrchestrationMetadata? Published { get; private set; }

    /// <summary>Completes when the end is filed.</summary>
    public TaskCompletionSource Filed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A child whose id the engine made: nobody asks for it once its parent has its answer.</summary>
    public bool IsUnnamed => Start.Parent?.ChildId == Id;

    public void Add(Entry entry)
    {
        if (entry is Started next)
        {
            Start = next;
            History = [];
            Recovered = 0;
        }

        History.Add(entry);
        if (entry is Arrival arrival && arrival.At > LastUpdatedAt)
        {
            LastUpdatedAt = arrival.At;
        }

        if (entry is Ending or Terminated)
        {
            End = entry;
        }
    }

    public OrchestrationMetadata Publish() => Published = new()
    {
        InstanceId = Id,
        Name = Start.Name,
        RuntimeStatus = End switch
        {
            Returned => OrchestrationRuntimeStatus.Completed,
            Threw => OrchestrationRuntimeStatus.Failed,
            Terminated => OrchestrationRuntimeStatus.Terminated,
            _ when Execution is { IsSuspended: true } => OrchestrationRuntimeStatus.Suspended,
            _ => OrchestrationRuntimeStatus.Running,
        },
        CreatedAt = Start.CreatedAt,
        LastUpdatedAt = LastUpdatedAt,
        SerializedCustomStatus = (End as Ending)?.CustomStatus ?? Execution?.CustomStatus,
        SerializedOutput = (End as Returned)?.Output,
        FailureDetails = Failure,
    };
}
