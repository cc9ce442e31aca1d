using Nudges.Campaigns;
using Nudges.Outcomes;
using Nudges.People;

namespace Nudges.Delivery;

/// <summary>Channels by which nothing comes back from a person, so that another is tried.</summary>
public static class SilentChannels
{
    /// <summary>
    /// The channels in their order, but silent ones behind the others; as they are where all are. A channel is silent where the person has
    /// not clicked or answered for so long to anything that came by it, though something did. Who has never been nudged by a channel is not silent
    /// in it, nor are nudges from before their channel was kept.
    /// </summary>
    /// <param name="channels">By preference.</param>
    /// <param name="person">Whose.</param>
    /// <param name="past">The person's nudges.</param>
    /// <param name="outcomes">The person's, without the clicks of machines.</param>
    /// <param name="before">Nudges that were due by then have been waited for long enough.</param>
    public static IReadOnlyList<string> Last(
        IEnumerable<string> channels, PersonId person, IReadOnlyList<PastNudge> past, IReadOnlyList<Outcome> outcomes, DateTimeOffset before) =>
        [.. channels.OrderBy(channel => IsSilent([.. past.Where(nudge => nudge.Channel == channel && nudge.OutrankedBy is null)], person, outcomes, before))];

    private static bool IsSilent(IReadOnlyList<PastNudge> past, PersonId person, IReadOnlyList<Outcome> outcomes, DateTimeOffset before)
    {
        var waited = past.Where(nudge => Due(nudge) <= before).ToList();
        if (waited.Count == 0)
        {
            return false;
        }

        var nudges = past.Select(nudge => nudge.IdFor(person)).ToHashSet();
        var sign = outcomes.Where(outcome => outcome.Nudge is { } nudge && nudges.Contains(nudge)).Max(outcome => (DateTimeOffset?)outcome.At);
        return sign is null || waited.Any(nudge => Due(nudge) > sign);
    }

    private static DateTimeOffset? Due(PastNudge nudge) => nudge.SendAt ?? nudge.At;
}
