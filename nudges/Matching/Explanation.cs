using Nudges.Content;

namespace Nudges.Matching;

/// <summary>The rule that keeps an item from being picked for a person.</summary>
public enum ExclusionRule
{
    /// <summary>No item of that id was ever gathered, or its sources no longer have it.</summary>
    Unknown,

    /// <summary>Nobody has decided about it yet.</summary>
    NotYetApproved,

    /// <summary>A curator does not want it.</summary>
    Rejected,

    /// <summary>By a curator, for its age, or as its link is dead.</summary>
    Retired,

    /// <summary>Approved since the catalogue was published.</summary>
    NotYetPublished,

    /// <summary>It is about something that the person has muted.</summary>
    Muted,

    /// <summary>The person was nudged with it before, or has done something with it: which, is told to nobody else.</summary>
    Seen,

    /// <summary>Neither in the person's language nor in English.</summary>
    OtherLanguage,

    /// <summary>On none of the topics asked for.</summary>
    OffTopic,

    /// <summary>Less than <see cref="MatchingOptions.LeastRelevance"/> speaks for it.</summary>
    TooLittleRelevant,

    /// <summary>A better one of the same source or with the same title is picked in its place.</summary>
    BetterAlike,
}

/// <summary>Where an item stands for one person.</summary>
public sealed record Explanation
{
    /// <summary>The item's own id, whichever of its ids was asked for.</summary>
    public required ItemId Item { get; init; }

    /// <summary>Its place among what may be picked, from 1; null where a rule keeps it out.</summary>
    public int? Rank { get; init; }

    /// <summary>Null where it may be picked.</summary>
    public ExclusionRule? Rule { get; init; }

    /// <summary>What speaks for it, whether or not a rule keeps it out; null where too little does.</summary>
    public Match? Match { get; init; }

    /// <param name="index">Of <paramref name="items"/>.</param>
    /// <param name="items">The catalogue's.</param>
    /// <param name="request">As the picks were made; its count does not matter.</param>
    /// <param name="id">Any id, known or not.</param>
    /// <param name="known">What curators know by that id, where the catalogue has no item of it; null where they know nothing.</param>
    public static Explanation Of(CatalogueIndex index, IReadOnlyDictionary<ItemId, ContentItem> items, MatchRequest request, ItemId id, ContentItem? known)
    {
        id = known?.Id ?? id;
        if (!items.TryGetValue(id, out var item))
        {
            return new Explanation { Item = id, Rule = Outside(known) };
        }

        var picks = index.Pick(request with { Count = items.Count });
        for (var place = 0; place < picks.Count; place++)
        {
            if (picks[place].Item == id)
            {
                return new Explanation { Item = id, Rank = place + 1, Match = picks[place] };
            }
        }

        var match = index.RankWithSeen(request).FirstOrDefault(ranked => ranked.Item == id);
        return new Explanation
        {
            Item = id,
            Match = match,
            Rule = request.Muted.Contains(id) ? ExclusionRule.Muted
                : CatalogueIndex.HasSeen(request, item) ? ExclusionRule.Seen
                : match is not null ? ExclusionRule.BetterAlike
                : item.Language != request.Person.Language && item.Language != CatalogueIndex.English ? ExclusionRule.OtherLanguage
                : request.Topics.Count > 0 && index.RankWithSeen(request with { Topics = [] }).Any(ranked => ranked.Item == id) ? ExclusionRule.OffTopic
                : ExclusionRule.TooLittleRelevant,
        };
    }

    /// <summary>What is in no catalogue, or only in the next.</summary>
    private static ExclusionRule Outside(ContentItem? known) => known?.Curation?.State switch
    {
        null => ExclusionRule.Unknown,
        CurationState.Proposed => ExclusionRule.NotYetApproved,
        CurationState.Rejected => ExclusionRule.Rejected,
        CurationState.Retired => ExclusionRule.Retired,
        _ => ExclusionRule.NotYetPublished,
    };
}
