using System.Collections.Frozen;
using Nudges.Content;
using Nudges.Outcomes;
using Nudges.People;

namespace Nudges.Matching;

/// <summary>What about a person, or about the moment, speaks for an item.</summary>
public enum SignalKind
{
    Skill,

    /// <summary>The job title.</summary>
    Role,

    Department,
    Interest,
    Responsibility,
    Project,

    /// <summary>A topic that the campaign is about.</summary>
    Topic,

    /// <summary>A skill that the organisation wants of such people and the person does not list.</summary>
    Gap,

    /// <summary>What the person writes about themselves.</summary>
    About,

    /// <summary>Goes with an item that the person found useful; the term is that item's title.</summary>
    Outcome,

    /// <summary>Curators mean it for such people; the term is what they named.</summary>
    Audience,

    /// <summary>Several people with that job title found it useful.</summary>
    RoleFavourite,

    /// <summary>Several people in that department found it useful.</summary>
    DepartmentFavourite,

    /// <summary>Several people of the organisation found it useful. No term.</summary>
    CompanyFavourite,

    /// <summary>Published lately. Never a reason on its own.</summary>
    Freshness,

    /// <summary>New to everyone, and this person's turn to be offered it. Never a reason on its own.</summary>
    Exploration,
}

/// <summary>One reason for a match, as data.</summary>
public sealed record Signal
{
    public required SignalKind Kind { get; init; }

    /// <summary>The person's own words ("Kubernetes"), or the campaign's topic; empty for freshness, exploration and what everyone likes.</summary>
    public required string Term { get; init; }

    /// <summary>How much of the score it gave, 0 to 1. A match's shares add up to 1, but for rounding in the seventh digit.</summary>
    public required double Share { get; init; }
}

/// <summary>An item picked for a person, and why.</summary>
public sealed record Match
{
    public required ItemId Item { get; init; }

    /// <summary>Greater is better; comparable for one person and one catalogue version only.</summary>
    public required double Score { get; init; }

    /// <summary>Greatest share first; at least one that is neither freshness nor exploration.</summary>
    public required IReadOnlyList<Signal> Signals { get; init; }
}

/// <summary>What the matcher is asked for one person.</summary>
public sealed record MatchRequest
{
    /// <summary>Empty, and never changed.</summary>
    public static readonly IReadOnlySet<ItemId> NoItems = FrozenSet<ItemId>.Empty;

    private static readonly MatchingOptions Default = new();

    public required Person Person { get; init; }

    /// <summary>The run's pinned time; freshness is counted from it.</summary>
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>The most items to pick.</summary>
    public required int Count { get; init; }

    /// <summary>Items the person was nudged with before: never picked again.</summary>
    public IReadOnlySet<ItemId> Seen { get; init; } = NoItems;

    /// <summary>Items about what the person has muted: never picked, whatever else the person did with them.</summary>
    public IReadOnlySet<ItemId> Muted { get; init; } = NoItems;

    /// <summary>What a campaign is about. Where given, only items that match at least one topic are picked.</summary>
    public IReadOnlyList<string> Topics { get; init; } = [];

    /// <summary>Items the person was nudged with lately, of which more of the same is held back.</summary>
    public IReadOnlyCollection<ItemId> Recent { get; init; } = [];

    /// <summary>How items are weighed.</summary>
    public MatchingOptions Options { get; init; } = Default;

    /// <summary>What the person did with items, oldest first.</summary>
    public IReadOnlyList<Outcome> Outcomes { get; init; } = [];
}
