using System.Text.Json.Serialization;
using Nudges.Campaigns.Audiences;
using Nudges.Delivery;
using Nudges.Matching;

namespace Nudges.Campaigns;

/// <summary>Names a run: "daily-2026-11-23" for a schedule's occurrence, "campaign-…" for a manager's. Letters, digits and dashes.</summary>
[JsonConverter(typeof(TextIdConverter<RunId>))]
public readonly record struct RunId(string Value) : ITextId<RunId>
{
    public static RunId Create(string value) => new(value);

    public static RunId Daily(DateOnly day) =>
        new(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"daily-{day:yyyy-MM-dd}"));

    public override string ToString() => Value;
}

public enum RunKind
{
    /// <summary>The scheduled run for everyone; gathers content and syncs people first.</summary>
    Daily,

    /// <summary>Started over HTTP for a manager's reports; uses the latest content and people.</summary>
    Campaign,
}

public enum RunStatus
{
    Queued,
    Running,
    Finished,
    Failed,
}

/// <summary>Whose nudge goes first where people can take only so many, and who gets more of a channel's rate.</summary>
public enum RunPriority
{
    Low,
    Normal,
    High,
}

/// <summary>What starts a run. The same request with the same pinned inputs gives the same nudges.</summary>
public sealed record RunRequest
{
    public required RunId Id { get; init; }

    public required RunKind Kind { get; init; }

    /// <summary>The time the run is "as of": seen items, freshness and the calendar are counted from it.</summary>
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>What the campaign is for, in the manager's words.</summary>
    public string? Goal { get; init; }

    public IReadOnlyList<string> Topics { get; init; } = [];

    public Audience Audience { get; init; } = new Audience.Everyone();

    /// <summary>Channel names by preference: each person is nudged by the first that reaches them. Empty: the policy's.</summary>
    public IReadOnlyList<string> Channels { get; init; } = [];

    /// <summary>Its nudges may take the place of planned ones of a lower priority, and get more of a channel's rate.</summary>
    public RunPriority Priority { get; init; } = RunPriority.Normal;

    /// <summary>When its nudges are sent; null: as the policy says.</summary>
    public TimingMode? Timing { get; init; }

    /// <summary>How long after <see cref="AsOf"/> its nudges may be sent, at most <see cref="TimingOptions.LongestWindow"/>; null: as the policy says.</summary>
    public TimeSpan? Window { get; init; }

    /// <summary>The team whose channel is told when the run is over, by its name in the settings; null for none.</summary>
    public string? Team { get; init; }

    /// <summary>The signed-in user who started it; null for the timer.</summary>
    public string? StartedBy { get; init; }
}

/// <summary>What a run may not see change while it runs.</summary>
public sealed record RunInputs
{
    public required string CatalogueVersion { get; init; }

    public required string PeopleVersion { get; init; }

    public required int ShardBits { get; init; }

    /// <summary>Whether its shards are planned in groups, whose batches have other names; each by itself in runs that were pinned before there were groups.</summary>
    public bool InGroups { get; init; }

    /// <summary>Channel names by preference; never empty.</summary>
    public required IReadOnlyList<string> Channels { get; init; }

    /// <summary>The most items in a nudge.</summary>
    public required int ItemsPerNudge { get; init; }

    /// <summary>What was learnt of outcomes; null where nothing was.</summary>
    public string? NeighboursVersion { get; init; }

    /// <summary>How items are weighed, with what outcomes have made of it; null: by the defaults.</summary>
    public MatchingOptions? Matching { get; init; }

    /// <summary>Which learning made what of the weights; null where they are as the settings say.</summary>
    public string? WeightsVersion { get; init; }

    /// <summary>The most nudges a person gets in any seven days, over all runs and channels; null for no limit but their own.</summary>
    public int? MostPerWeek { get; init; }

    /// <summary>After how many days without a sign of life by one channel the next is tried; null for never.</summary>
    public int? FallbackAfterDays { get; init; }

    /// <summary>When nudges are sent, with the holidays of the run's window only; null in runs from before there was a choice: at once.</summary>
    public TimingOptions? Timing { get; init; }
}

/// <summary>A run as it is stored and shown.</summary>
public sealed record Run
{
    public required RunRequest Request { get; init; }

    public required RunStatus Status { get; init; }

    public RunInputs? Inputs { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    public RunCounts Counts { get; init; } = new();

    /// <summary>What went wrong but did not stop the run, as sentences: a source that could not be read, a directory that was down.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Why it failed, as a sentence; null unless <see cref="RunStatus.Failed"/>.</summary>
    public string? Error { get; init; }
}

/// <summary>The record of runs.</summary>
public interface IRunStore
{
    /// <summary>Adds or replaces the run.</summary>
    Task SaveAsync(Run run, CancellationToken cancellationToken);

    Task<Run?> ReadAsync(RunId id, CancellationToken cancellationToken);

    /// <summary>The priority that the run was started with; normal where it is not known. Read once, as it never changes.</summary>
    ValueTask<RunPriority> PriorityAsync(RunId id, CancellationToken cancellationToken);

    /// <summary>Newest first by their start, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<Run>> ListAsync(int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Changes whatever is stored of runs, earlier states of a run as well, where <paramref name="change"/> gives another one; how
    /// many states were changed. A run that is saved meanwhile stays as it is saved.
    /// </summary>
    Task<int> ChangeAllAsync(Func<Run, Run?> change, CancellationToken cancellationToken);
}
