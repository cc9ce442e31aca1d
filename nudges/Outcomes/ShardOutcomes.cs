using Nudges.Campaigns;
using Nudges.Delivery;
using Nudges.People;

namespace Nudges.Outcomes;

/// <summary>What a shard's people did with items: kept in the shard's history, which every run reads anyway.</summary>
public static class ShardOutcomes
{
    /// <summary>The person's, oldest first, without the clicks of machines.</summary>
    public static IReadOnlyList<Outcome> OutcomesOf(this ShardHistory history, PersonId person) =>
        history.Outcomes.TryGetValue(person, out var outcomes) ? OutcomeLog.Believed(outcomes, nudge => history.Find(person, nudge)?.Items ?? []) : [];

    /// <summary>
    /// The history with one outcome more; null where it adds nothing. One that is said to come from a nudge counts only where
    /// the person was nudged so, with that item: nothing is kept of someone whose history was erased.
    /// </summary>
    public static ShardHistory? With(this ShardHistory history, PersonId person, Outcome outcome)
    {
        if (outcome.Nudge is { } nudge && history.Find(person, nudge)?.Items.Contains(outcome.Item) != true)
        {
            return null;
        }

        return OutcomeLog.Add(history.Outcomes.GetValueOrDefault(person, []), outcome) is { } added
            ? history with { Outcomes = history.Outcomes.ToDictionary().With(person, added) }
            : null;
    }

    /// <summary>The person's past nudge of that id; null where there is none.</summary>
    public static PastNudge? Find(this ShardHistory history, PersonId person, NudgeId nudge) =>
        history.Nudges.GetValueOrDefault(person, []).FirstOrDefault(past => past.IdFor(person) == nudge);

    private static Dictionary<PersonId, IReadOnlyList<Outcome>> With(this Dictionary<PersonId, IReadOnlyList<Outcome>> all, PersonId person, IReadOnlyList<Outcome> outcomes)
    {
        all[person] = outcomes;
        return all;
    }
}
