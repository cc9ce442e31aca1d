namespace Nudges.People;

/// <summary>Who is who and who reports to whom at one version: enough to find a manager's reports without reading every shard.</summary>
public sealed record Organisation
{
    private Dictionary<string, PersonId>? _ids;

    /// <summary>A person's manager, by the person's id. People without one, or who are their own, are absent.</summary>
    public required IReadOnlyDictionary<PersonId, PersonId> ManagerOf { get; init; }

    /// <summary>People by user principal name and by mail address, both lower case.</summary>
    public required IReadOnlyDictionary<string, PersonId> Accounts { get; init; }

    /// <summary>The person with that user principal name, address or id, in any case; null where there is none.</summary>
    public PersonId? Find(string person)
    {
        if (Accounts.TryGetValue(person.ToLowerInvariant(), out var account))
        {
            return account;
        }

        _ids ??= Accounts.Values.Concat(ManagerOf.Keys).DistinctBy(id => id.Value, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(id => id.Value, StringComparer.OrdinalIgnoreCase);
        return _ids.TryGetValue(person, out var known) ? known : null;
    }

    /// <summary>
    /// Everyone who reports to the manager, directly or, unless <paramref name="directOnly"/>, through others, in the order of
    /// their ids; the manager is not among them. A circle in the reporting lines is walked once.
    /// </summary>
    public IReadOnlyList<PersonId> ReportsOf(PersonId manager, bool directOnly)
    {
        var reportsOf = ManagerOf.ToLookup(pair => pair.Value, pair => pair.Key);
        var found = new HashSet<PersonId> { manager };
        var next = new Queue<PersonId>(found);
        while (next.TryDequeue(out var person))
        {
            foreach (var report in reportsOf[person].Where(found.Add).Where(_ => !directOnly))
            {
                next.Enqueue(report);
            }
        }

        found.Remove(manager);
        return [.. found.OrderBy(person => person.Value, StringComparer.Ordinal)];
    }
}
