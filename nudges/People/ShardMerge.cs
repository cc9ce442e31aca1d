namespace Nudges.People;

/// <summary>Applies the directory's changes to people.</summary>
public static class ShardMerge
{
    /// <summary>
    /// The people after the changes, in the order of their ids. What only a read of one person gives is kept; who is as before is
    /// the same object.
    /// </summary>
    /// <param name="former">Those known before, each once.</param>
    /// <param name="changes">In the order in which the directory gave them; a person may come more than once.</param>
    /// <param name="everyone">True where the changes are all that there is: who is not among them is gone.</param>
    public static IReadOnlyList<Person> Apply(IReadOnlyList<Person> former, IEnumerable<DirectoryChange> changes, bool everyone)
    {
        var before = former.ToDictionary(person => person.Id);
        var now = everyone ? [] : new Dictionary<PersonId, Person>(before);
        foreach (var change in changes)
        {
            if (change.Person is not { } listed)
            {
                now.Remove(change.Id);
            }
            else if (now.TryGetValue(change.Id, out var known))
            {
                now[change.Id] = Listed(known, listed, change.ManagerKnown ? listed.Manager : known.Manager);
            }
            else
            {
                // Reading everyone, a person without a manager comes without a word of one.
                now[change.Id] = before.TryGetValue(change.Id, out var earlier) ? Listed(earlier, listed, listed.Manager) : listed;
            }
        }

        return [.. now.Values.Select(person => before.GetValueOrDefault(person.Id) is { } same && same == person ? same : person)
            .OrderBy(person => person.Id.Value, StringComparer.Ordinal)];
    }

    private static Person Listed(Person known, Person listed, PersonId? manager) => listed with
    {
        Manager = manager,
        // A list tells guests from others; what kind of mailbox it is, the mailbox told.
        Kind = listed.Kind == PersonKind.Guest || known.Kind == PersonKind.Guest ? listed.Kind : known.Kind,
        TimeZone = known.TimeZone,
        WorkingHours = known.WorkingHours,
        AbsentUntil = known.AbsentUntil,
        About = known.About,
        Skills = known.Skills,
        Interests = known.Interests,
        Responsibilities = known.Responsibilities,
        PastProjects = known.PastProjects,
        Schools = known.Schools,
        ProfileReadAt = known.ProfileReadAt,
        ProfileFailedAt = known.ProfileFailedAt,
    };
}
