namespace Nudges.People;

/// <summary>What employees have asked for. Kept apart from the directory, as it is theirs and outlives every sync.</summary>
public interface IPreferenceStore
{
    /// <summary>The person's; those of someone who has asked for nothing are the defaults.</summary>
    Task<Preferences> ReadAsync(PersonId person, CancellationToken cancellationToken);

    /// <summary>
    /// Changes the person's preferences and gives the changed ones. The change is made again where another came between, so
    /// that neither is lost. Defaults are not stored.
    /// </summary>
    Task<Preferences> ChangeAsync(PersonId person, Func<Preferences, Preferences> change, CancellationToken cancellationToken);

    /// <summary>Everyone in the shard who has asked for anything, in one request per 1,000 of them.</summary>
    Task<IReadOnlyDictionary<PersonId, Preferences>> OfShardAsync(ShardCount shards, int shard, CancellationToken cancellationToken);
}
