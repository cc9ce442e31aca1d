namespace Nudges.Orchestrations.Privacy;

/// <summary>How long what is no longer needed is kept, in days, 1 or more; null: for ever.</summary>
public sealed class RetentionOptions
{
    /// <summary>Plans, composed messages and audiences of runs since they started: 365 days.</summary>
    public int? RunDays { get; set; } = 365;

    /// <summary>Versions of people that are no longer in use, since they were read: 30 days.</summary>
    public int? PeopleDays { get; set; } = 30;

    /// <summary>Uploaded lists of people: 365 days.</summary>
    public int? ListDays { get; set; } = 365;

    /// <summary>Orchestrations that have ended, since they started: 90 days.</summary>
    public int? WorkflowDays { get; set; } = 90;
}
