using Nudges.Campaigns;
using Nudges.People;
using Nudges.Storage;

namespace Nudges.Orchestrations.Runs;

/// <summary>A shard's history and the version to write it against: null where it has none of its own yet.</summary>
public sealed record StoredHistory(ShardHistory Value, string? Version)
{
    /// <summary>The person's nudges of other runs than <paramref name="run"/>; of all where that is null.</summary>
    public IReadOnlyList<PastNudge> PastOf(PersonId person, RunId? run) =>
        [.. Value.Nudges.GetValueOrDefault(person, []).Where(past => past.Run != run)];
}

/// <summary>Reads what each person of a shard was nudged with.</summary>
public sealed class ShardHistories(IDocumentStore documents)
{
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
}
