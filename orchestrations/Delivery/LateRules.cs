using Nudges.Campaigns;
using Nudges.Delivery;
using Nudges.People;
using Nudges.Storage;

namespace Nudges.Orchestrations.Delivery;

/// <summary>
/// What has come up against nudges of a batch since it was planned: people who have unsubscribed, paused or been erased, addresses that
/// mail came back from, and runs that took a nudge's place. Two reads, so only for a batch that waited: for its hour, or to be sent again.
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

        var (shards, shard) = (new ShardCount(bits), batch.Id.Shard);
        var wishes = await preferences.OfShardAsync(shards, shard, cancellationToken);
        // Where the shard has been split since, who took a place wrote it elsewhere: then both are sent.
        var history = (await documents.ReadAsync(Documents.History(shards, shard), cancellationToken))?.Value ?? new ShardHistory();
        var now = time.GetUtcNow();
        var reasons = new Dictionary<int, string>();
        foreach (var (position, nudge) in batch.Nudges.Index())
        {
            var winner = history.Nudges.GetValueOrDefault(nudge.Person, []).FirstOrDefault(planned => planned.Run == batch.Id.Run)?.OutrankedBy;
            var wish = !wishes.TryGetValue(nudge.Person, out var asked) ? null
                : PreferenceRules.RuleAgainst(asked, now) ?? (nudge.AddressMark is { } mark && asked.Bounce?.Address == mark ? Suppression.Bounced : null);
            if ((wish ?? (winner is { } run ? Suppression.OutrankedBy(run) : null)) is { } reason)
            {
                reasons[position] = reason;
            }
        }

        return reasons;
    }
}
