using Nudges.Campaigns;
using Nudges.Content;
using Nudges.Outcomes;
using Nudges.People;
using Nudges.Storage;

namespace Nudges.Orchestrations.Runs;

/// <summary>A shard's history and the version to write it against: null where it has none of its own yet.</summary>
public sealed record StoredHistory(ShardHistory Value, string? Version)
{
    private static readonly TimeSpan Recently = TimeSpan.FromDays(28);

    /// <summary>
    /// The person's nudges of other runs than <paramref name="run"/>; of all where that is null. Without those that were outranked and
    /// never sent, but for those that this run itself outranked when it planned before.
    /// </summary>
    public IReadOnlyList<PastNudge> PastOf(PersonId person, RunId? run) =>
        [.. Value.Nudges.GetValueOrDefault(person, []).Where(past => past.Run != run && (past.OutrankedBy is null || past.OutrankedBy == run))];

    /// <summary>What the person was nudged with in the weeks before, of which more of the same is held back.</summary>
    public IReadOnlyList<ItemId> RecentOf(PersonId person, RunId? run, DateTimeOffset asOf) =>
        [.. PastOf(person, run).Where(past => past.At >= asOf - Recently).SelectMany(past => past.Items)];

    /// <summary>What the person did with items, oldest first, without the clicks of machines.</summary>
    public IReadOnlyList<Outcome> OutcomesOf(PersonId person) => Value.OutcomesOf(person);
}

/// <summary>Reads and changes what each person of a shard was nudged with and did with it.</summary>
public sealed class ShardHistories(IDocumentStore documents)
{
    private const int MostConflicts = 100;

    /// <summary>
    /// The shard's history. A shard that was split since has none of its own yet: it starts with that of the shard it was
    /// split from, back to those of the first version.
    /// </summary>
    public async Task<StoredHistory> ReadAsync(PeopleVersion version, int shard, CancellationToken cancellationToken)
    {
        var shards = version.Shards;
        for (var bits = shards.Bits; bits >= version.FirstShardBits; bits--)
        {
            var found = await documents.ReadAsync(
                Documents.History(new ShardCount(bits), shard >> (shards.Bits - bits)), cancellationToken);
            if (found is not null)
            {
                return new StoredHistory(found.Value, bits == shards.Bits ? found.Version : null);
            }
        }

        return new StoredHistory(new ShardHistory(), Version: null);
    }

    /// <summary>
    /// Writes what <paramref name="change"/> makes of the shard's history, against the version that it was made of; where someone
    /// else was faster, again. False, and nothing written, where it makes null of it.
    /// </summary>
    /// <param name="version">The people that shards are counted by.</param>
    /// <param name="shard">Which.</param>
    /// <param name="change">Called once for each try.</param>
    /// <param name="cancellationToken">Stops between two tries.</param>
    /// <exception cref="InvalidOperationException">Others were faster every time.</exception>
    public async Task<bool> UpdateAsync(PeopleVersion version, int shard, Func<ShardHistory, ShardHistory?> change, CancellationToken cancellationToken)
    {
        for (var conflict = 0; conflict < MostConflicts; conflict++)
        {
            var stored = await ReadAsync(version, shard, cancellationToken);
            if (change(stored.Value) is not { } changed)
            {
                return false;
            }

            if (await documents.TryWriteAsync(Documents.History(version.Shards, shard), changed, stored.Version, cancellationToken))
            {
                return true;
            }
        }

        throw new InvalidOperationException($"Too many change the history of shard {shard} at once.");
    }
}
