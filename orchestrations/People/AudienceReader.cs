using Nudges.People;
using Nudges.Storage;

namespace Nudges.Orchestrations.People;

/// <summary>Finds people in the directory's published versions.</summary>
public sealed class AudienceReader(IDocumentStore documents)
{
    /// <summary>
    /// Everyone who reports to the manager, directly or through others, in the order of their ids; the manager is not among
    /// them. A circle in the reporting lines is walked once.
    /// </summary>
    /// <exception cref="UnknownPersonException">Nobody has that id, user principal name or address.</exception>
    public Task<IReadOnlyList<PersonId>> ReportsAsync(string peopleVersion, string manager, CancellationToken cancellationToken) =>
        ReportsAsync(peopleVersion, manager, directOnly: false, cancellationToken);

    /// <inheritdoc cref="ReportsAsync(string, string, CancellationToken)"/>
    public async Task<IReadOnlyList<PersonId>> ReportsAsync(string peopleVersion, string manager, bool directOnly, CancellationToken cancellationToken)
    {
        var organisation = (await documents.ReadAsync(Documents.Organisation(peopleVersion), cancellationToken))?.Value
            ?? throw new InvalidOperationException($"People version {peopleVersion} is not in storage.");
        var top = Find(organisation, manager) ?? throw new UnknownPersonException(manager);
        var reportsOf = organisation.ManagerOf.ToLookup(pair => pair.Value, pair => pair.Key);
        var found = new HashSet<PersonId> { top };
        var next = new Queue<PersonId>(found);
        while (next.TryDequeue(out var person))
        {
            foreach (var report in reportsOf[person].Where(found.Add).Where(_ => !directOnly))
            {
                next.Enqueue(report);
            }
        }

        found.Remove(top);
        return [.. found.OrderBy(person => person.Value, StringComparer.Ordinal)];
    }

    /// <summary>The person with that id, user principal name or address in the latest version; null where there is none.</summary>
    public async Task<PersonId?> FindAsync(string person, CancellationToken cancellationToken) =>
        await documents.ReadAsync(Documents.LatestPeople, cancellationToken) is { } latest
        && await documents.ReadAsync(Documents.Organisation(latest.Value), cancellationToken) is { } organisation
            ? Find(organisation.Value, person)
            : null;

    private static PersonId? Find(Organisation organisation, string person) =>
        organisation.Accounts.TryGetValue(person.ToLowerInvariant(), out var id) ? id
        : organisation.Accounts.Values.Cast<PersonId?>().FirstOrDefault(known => string.Equals(known!.Value.Value, person, StringComparison.OrdinalIgnoreCase));
}

/// <summary>A person was named that the directory does not have.</summary>
public sealed class UnknownPersonException(string person)
    : Exception($"Nobody in the directory has the id, user name or address '{person}'.");
