using Nudges.Content;

namespace Nudges.Outcomes;

/// <summary>One person's outcomes, oldest first: what is added to them, and which of them are believed.</summary>
public static class OutcomeLog
{
    /// <summary>The oldest beyond these are forgotten.</summary>
    public const int Most = 200;

    private const int MostClicksOfOneLink = 3;

    /// <summary>
    /// Scanners open all links of a mail at once. Where every item of a nudge, of two or more, is opened within so much time, a
    /// machine did it. That a machine opened the only item of a nudge cannot be told so.
    /// </summary>
    public static readonly TimeSpan Burst = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The outcomes with one more; null where it adds nothing. Of Useful and NotForMe, and of Done and Later, the later one
    /// replaces the earlier; the same one again changes nothing. Of one link a few clicks are kept, as only later ones tell
    /// which of them a person made.
    /// </summary>
    /// <param name="known">Oldest first.</param>
    /// <param name="outcome">The new one.</param>
    public static IReadOnlyList<Outcome>? Add(IReadOnlyList<Outcome> known, Outcome outcome)
    {
        if (outcome.Kind == OutcomeKind.Clicked ? IsKnownClick(known, outcome) : known.Any(one => one.Item == outcome.Item && one.Kind == outcome.Kind))
        {
            return null;
        }

        List<Outcome> added = [.. known.Where(one => one.Item != outcome.Item || one.Kind != Opposite(outcome.Kind)), outcome];
        return added.Count > Most ? added[^Most..] : added;
    }

    /// <summary>Without the clicks of machines, and of each link of a nudge the first believed one only.</summary>
    /// <param name="outcomes">All of the person's.</param>
    /// <param name="itemsOf">The items of a nudge; empty for one that is no longer known, whose clicks are believed.</param>
    public static IReadOnlyList<Outcome> Believed(IReadOnlyList<Outcome> outcomes, Func<Delivery.NudgeId, IReadOnlyList<ItemId>> itemsOf) =>
        [.. outcomes
            .Where(one => one is not { Kind: OutcomeKind.Clicked, Nudge: { } nudge } || !IsOfMachine(one, outcomes, itemsOf(nudge)))
            .DistinctBy(one => (one.Kind, one.Item, one.Nudge))];

    private static bool IsKnownClick(IReadOnlyList<Outcome> known, Outcome click)
    {
        var same = known.Where(one => one.Kind == OutcomeKind.Clicked && one.Item == click.Item && one.Nudge == click.Nudge).ToList();
        return same.Count >= MostClicksOfOneLink || same.Any(one => (click.At - one.At).Duration() <= Burst);
    }

    private static bool IsOfMachine(Outcome click, IReadOnlyList<Outcome> outcomes, IReadOnlyList<ItemId> nudged) =>
        nudged.Count > 1 && nudged.All(item => outcomes.Any(other =>
            other.Kind == OutcomeKind.Clicked && other.Nudge == click.Nudge && other.Item == item && (other.At - click.At).Duration() <= Burst));

    private static OutcomeKind? Opposite(OutcomeKind kind) => kind switch
    {
        OutcomeKind.Useful => OutcomeKind.NotForMe,
        OutcomeKind.NotForMe => OutcomeKind.Useful,
        OutcomeKind.Done => OutcomeKind.Later,
        OutcomeKind.Later => OutcomeKind.Done,
        _ => null,
    };
}
