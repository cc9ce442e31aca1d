using System.Text.Json.Serialization;
using Nudges.Content;
using Nudges.Delivery;
using Nudges.Matching;
using Nudges.Outcomes;
using Nudges.People;

namespace Nudges.Campaigns;

/// <summary>What a run decided for each person of a shard, and why. Written once; planning again reads it back.</summary>
public sealed record ShardPlan
{
    public required RunId Run { get; init; }

    public required int Shard { get; init; }

    /// <summary>Those of the shard who are in the run's audience.</summary>
    public required IReadOnlyList<PersonPlan> People { get; init; }

    /// <summary>True where a try before this one decided, maybe long ago. Not stored.</summary>
    [JsonIgnore]
    public bool IsReadBack { get; init; }
}

/// <summary>What was decided for one person: a nudge, or why not.</summary>
public sealed record PersonPlan
{
    public required PersonId Person { get; init; }

    /// <summary>The rule that speaks against nudging; null when the person is nudged.</summary>
    public string? Suppressed { get; init; }

    /// <summary>The channel; null when suppressed.</summary>
    public string? Channel { get; init; }

    /// <summary>The channel that comes before it and that nothing came back by for too long; null for none.</summary>
    public string? InsteadOf { get; init; }

    /// <summary>Where the ledger tells what became of the nudge; null when suppressed.</summary>
    public BatchId? Batch { get; init; }

    /// <summary>The place in the batch, from 0.</summary>
    public int Position { get; init; }

    /// <summary>When it is sent, UTC; null for at once, and when suppressed.</summary>
    public DateTimeOffset? SendAt { get; init; }

    /// <summary>The runs whose nudges for the person, not sent yet, this one takes the place of.</summary>
    public IReadOnlyList<RunId> Outranks { get; init; } = [];

    /// <summary>The items with their reasons, best first; empty when suppressed.</summary>
    public IReadOnlyList<Match> Picks { get; init; } = [];
}

/// <summary>What each person of a shard was nudged with, over all runs, and what they did with it: what "never twice" is decided from.</summary>
public sealed record ShardHistory
{
    public IReadOnlyDictionary<PersonId, IReadOnlyList<PastNudge>> Nudges { get; init; } = new Dictionary<PersonId, IReadOnlyList<PastNudge>>();

    /// <summary>Oldest first, with clicks that machines may have made: read them by <see cref="ShardOutcomes"/>.</summary>
    public IReadOnlyDictionary<PersonId, IReadOnlyList<Outcome>> Outcomes { get; init; } = new Dictionary<PersonId, IReadOnlyList<Outcome>>();
}

/// <summary>One past nudge of a person.</summary>
public sealed record PastNudge
{
    public required RunId Run { get; init; }

    /// <summary>The run's time; null in what was written before it was kept.</summary>
    public DateTimeOffset? At { get; init; }

    public required IReadOnlyList<ItemId> Items { get; init; }

    /// <summary>When it was due; null for at once, and in what was written before it was kept.</summary>
    public DateTimeOffset? SendAt { get; init; }

    /// <summary>By which it was to be sent; null in what was written before it was kept.</summary>
    public string? Channel { get; init; }

    /// <summary>The run's; null for <see cref="RunPriority.Normal"/>.</summary>
    public RunPriority? Priority { get; init; }

    /// <summary>The run that took its place before it was sent; null for none.</summary>
    public RunId? OutrankedBy { get; init; }

    public NudgeId IdFor(PersonId person) => NudgeId.For(Run, step: 0, person);
}
