namespace Nudges.People;

/// <summary>What employees have asked for. Kept apart from the directory, as it is theirs and outlives every sync.</summary>
public interface IPreferenceStore
{
    /// <summary>Stops all nudges to the person. Doing it again changes nothing.</summary>
    Task UnsubscribeAsync(PersonId person, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Undoes <see cref="UnsubscribeAsync"/>.</summary>
    Task ResubscribeAsync(PersonId person, CancellationToken cancellationToken);

    /// <summary>Everyone in the shard who has unsubscribed, in one request per 1,000 of them.</summary>
    Task<IReadOnlySet<PersonId>> UnsubscribedAsync(ShardCount shards, int shard, CancellationToken cancellationToken);
}
