using Nudges.Content;
using Nudges.Delivery;
using Nudges.Orchestrations.People;
using Nudges.Orchestrations.Runs;
using Nudges.Outcomes;
using Nudges.People;

namespace Nudges.Orchestrations.Outcomes;

/// <summary>Keeps what people do with items, in the history of their shard.</summary>
public sealed class OutcomeRecorder(PeopleReader people, ShardHistories histories)
{
    /// <summary>
    /// Keeps it; false where it adds nothing, where the nudge that it names is not known of that person, or where nobody is
    /// known yet. Keeping the same again changes nothing.
    /// </summary>
    public async Task<bool> RecordAsync(PersonId person, Outcome outcome, CancellationToken cancellationToken) =>
        await people.LatestAsync(cancellationToken) is { } version
        && await histories.UpdateAsync(version, version.Shards.ShardOf(person), history => history.With(person, outcome), cancellationToken);

    /// <summary>Whether the person was nudged so, with that item.</summary>
    public async Task<bool> WasNudgedAsync(PersonId person, NudgeId nudge, ItemId item, CancellationToken cancellationToken) =>
        await people.LatestAsync(cancellationToken) is { } version
        && (await histories.ReadAsync(version, version.Shards.ShardOf(person), cancellationToken)).Value.Find(person, nudge)?.Items.Contains(item) == true;

    /// <summary>The person's, oldest first, without the clicks of machines.</summary>
    public async Task<IReadOnlyList<Outcome>> OfAsync(PersonId person, CancellationToken cancellationToken) =>
        await people.LatestAsync(cancellationToken) is { } version
            ? (await histories.ReadAsync(version, version.Shards.ShardOf(person), cancellationToken)).OutcomesOf(person)
            : [];
}
