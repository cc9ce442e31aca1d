namespace Nudges.People;

/// <summary>Whose profiles are read in a night.</summary>
/// <param name="PerNight">The most reads in a night, over all shards.</param>
/// <param name="Shards">How many shards they are shared out over.</param>
/// <param name="StartedAt">When the night's sync began.</param>
public sealed record ProfileBudget(int PerNight, int Shards, DateTimeOffset StartedAt)
{
    /// <summary>Who was read more recently is not read again: a second sync on a day costs nothing.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(12);

    /// <summary>
    /// A shard's share. Nights deal their reads out in turn, each going on where the night before ended, so that every shard comes
    /// to its own even where there are fewer reads than shards.
    /// </summary>
    public int ShareOf(int shard)
    {
        var night = DateOnly.FromDateTime(StartedAt.UtcDateTime).DayNumber;
        return (int)(Dealt((long)night * PerNight + PerNight) - Dealt((long)night * PerNight));

        long Dealt(long reads) => (reads - shard + Shards - 1) / Shards;
    }

    /// <summary>
    /// Those of a shard to read, at most its share: first who was never read, then who was read or tried the longest ago. Guests
    /// are not nudged and not read; accounts that may not sign in are read once, to tell what kind of mailbox they are.
    /// </summary>
    public IReadOnlyList<PersonId> Choose(int shard, IEnumerable<Person> people) =>
    [
        .. people.Where(person => person.Kind != PersonKind.Guest)
            .Select(person => (person.Id, person.Enabled, Tried: person.ProfileFailedAt ?? person.ProfileReadAt))
            .Where(person => person.Tried is null || (person.Enabled && StartedAt - person.Tried >= Fresh))
            .OrderBy(person => person.Tried ?? DateTimeOffset.MinValue).ThenBy(person => person.Id.Value, StringComparer.Ordinal)
            .Take(ShareOf(shard))
            .Select(person => person.Id),
    ];
}
