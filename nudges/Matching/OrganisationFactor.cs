using Nudges.Content;
using Nudges.People;

namespace Nudges.Matching;

/// <summary>What curators make of an item's relevance. It never makes a relevant item of one that is not; that it is meant for the person does (<see cref="SignalKind.Audience"/>).</summary>
internal static class OrganisationFactor
{
    private const double Low = 0.5;
    private const double High = 2;
    private const double MeantForThem = 1.5;
    private const double MeantForOthers = 0.5;

    /// <summary>Half or twice by priority, three times as much for those it is meant for as for others, times the boost.</summary>
    public static double Of(Curation? curation, Person person, DateTimeOffset asOf) => curation is null
        ? 1
        : (curation.Priority switch { ContentPriority.Low => Low, ContentPriority.High => High, _ => 1 })
            * (curation.Audience.Count == 0 ? 1 : curation.Audience.Any(word => AudienceImpacts.IsOf(person, word)) ? MeantForThem : MeantForOthers)
            * (curation.BoostedUntil is null || curation.BoostedUntil >= asOf ? curation.Boost : 1);

    /// <summary>The greatest it can be, for anyone at any time.</summary>
    public static double Most(Curation curation) =>
        (curation.Priority == ContentPriority.High ? High : 1) * (curation.Audience.Count == 0 ? 1 : MeantForThem) * Math.Max(1, curation.Boost);

    /// <summary>False where the factor is 1 for everyone and nothing is pinned.</summary>
    public static bool Counts(Curation? curation) => curation is not null
        && (curation.Priority != ContentPriority.Normal || curation.Audience.Count > 0 || curation.Boost != 1 || curation.PinnedUntil is not null);
}
