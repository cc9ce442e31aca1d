using Nudges.Campaigns;
using Nudges.Delivery;
using Nudges.People;
using Nudges.Storage;

namespace Nudges.Orchestrations.Delivery;

/// <summary>
/// What has come up against nudges of a batch since it was planned: people who have unsubscribed, paused or been erased, addresses that
/// mail came back from, and runs that took a nudge's place. Two reads, and one for each shard where a run did so, so only for a batch that
/// waited: for its hour, for its channel's turn, for a sender, or to be sent again.
/// </summary>
public sealed class LateRules(IDocumentStore documents, IPreferenceStore preferences, TimeProvider time)
{
    /// <summary>The reasons as the ledger keeps them (<see cref="NudgeState.LeftOut"/>), by place in the batch; none for those who are nudged.</summary>
    public async Task<IReadOnlyDictionary<int, string>> OfAsync(Batch batch, CancellationToken cancellationToken)
    {
        // Batches of former versions name no shards.
        if (batch.ShardBits is not { } bits)
        {
            return new Dictionary<int, string>();
        }

        var place = new ShardPlace(bits, batch.Id.Shard);
        var wishes = await preferences.OfShardAsync(new ShardCount(bits), place.Index, cancellationToken);
        var winners = await WinnersAsync(batch.Id, place, cancellationToken);
        var now = time.GetUtcNow();
        var reasons = new Dictionary<int, string>();
        foreach (var (position, nudge) in batch.Nudges.Index())
        {
            var wish = !wishes.TryGetValue(nudge.Person, out var asked) ? null
                : PreferenceRules.RuleAgainst(asked, now) ?? (nudge.AddressMark is { } mark && asked.Bounce?.Address == mark ? Suppression.Bounced : null);
            if ((wish ?? (winners.TryGetValue(nudge.Person, out var winner) ? Suppression.OutrankedBy(winner) : null)) is { } reason)
            {
                reasons[position] = reason;
            }
        }

        return reasons;
    }

    /// <summary>The runs that took the place of this one's nudges, by whom those were for.</summary>
    private async Task<Dictionary<PersonId, RunId>> WinnersAsync(BatchId batch, ShardPlace place, CancellationToken cancellationToken)
    {
        var winners = new Dictionary<PersonId, RunId>();
        var run = batch.Run;
        var marked = ((await documents.ReadAsync(Documents.Outranked(run), cancellationToken))?.Value ?? []).Where(place.Overlaps);
        // Before there were groups, a place was taken without a mark.
        foreach (var shard in batch.IsOfGroup ? marked : marked.Append(place).Distinct())
        {
            var history = (await documents.ReadAsync(Documents.History(new ShardCount(shard.Bits), shard.Index), cancellationToken))?.Value;
            foreach (var (person, nudges) in history?.Nudges ?? new Dictionary<PersonId, IReadOnlyList<PastNudge>>())
            {
                if (nudges.FirstOrDefault(planned => planned.Run == run)?.OutrankedBy is { } winner)
                {
                    winners[person] = winner;
                }
            }
        }

        return winners;
    }
}
