using System.Runtime.CompilerServices;
using Nudges.People;
using Nudges.Storage;

namespace Nudges.Orchestrations.People;

/// <summary>Who is who and who reports to whom at one version, read part by part: nothing is kept but what is asked for.</summary>
public sealed class Organisation(IDocumentStore documents, PeopleReader reader, PeopleVersion version)
{
    /// <summary>How many there are.</summary>
    public int People => version.People;

    /// <summary>Everyone, in no order.</summary>
    public async IAsyncEnumerable<OrganisationEntry> EntriesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Versions from before there were parts have shards only.
        var parts = version.PartPlaces.Count > 0 ? version.PartPlaces.Count : version.Shards.Value;
        for (var part = 0; part < parts; part++)
        {
            foreach (var entry in await PartAsync(part, cancellationToken))
            {
                yield return entry;
            }
        }
    }

    /// <summary>The person with that user principal name, address or id, in any case; null where there is none.</summary>
    public async Task<PersonId?> FindAsync(string name, CancellationToken cancellationToken) =>
        (await FindAsync([name], cancellationToken)).TryGetValue(name, out var found) ? found : null;

    /// <summary>Those of the names who are known, in any case. Where several have a name it is the one with the lowest id.</summary>
    public async Task<IReadOnlyDictionary<string, PersonId>> FindAsync(IEnumerable<string> names, CancellationToken cancellationToken)
    {
        var wanted = names.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var found = new Dictionary<string, PersonId>(StringComparer.OrdinalIgnoreCase);
        await foreach (var entry in EntriesAsync(cancellationToken))
        {
            foreach (var name in new[] { entry.UserPrincipalName, entry.Mail, entry.Id.Value }.OfType<string>().Where(wanted.Contains))
            {
                if (!found.TryGetValue(name, out var other) || string.CompareOrdinal(entry.Id.Value, other.Value) < 0)
                {
                    found[name] = entry.Id;
                }
            }
        }

        return found;
    }

    /// <summary>
    /// Everyone who reports to the manager, directly or, unless <paramref name="directOnly"/>, through others, in the order of
    /// their ids; the manager is not among them. Holds the reporting lines of the whole company meanwhile, about 150 bytes a person.
    /// </summary>
    public async Task<IReadOnlyList<PersonId>> ReportsOfAsync(PersonId manager, bool directOnly, CancellationToken cancellationToken)
    {
        var lines = new ReportingLines();
        var known = new Dictionary<PersonId, PersonId>();
        await foreach (var entry in EntriesAsync(cancellationToken))
        {
            if (entry.Manager is not { } above || (directOnly && above != manager))
            {
                continue;
            }

            // One text for each manager, not one for each report.
            if (!known.TryGetValue(above, out var same))
            {
                known[above] = same = above;
            }

            lines.Add(entry.Id, same);
        }

        return lines.ReportsOf(manager);
    }

    private async Task<IEnumerable<OrganisationEntry>> PartAsync(int part, CancellationToken cancellationToken)
    {
        if (version.PartPlaces.Count == 0)
        {
            return (await reader.ShardAsync(version, part, cancellationToken)).People.Select(OrganisationEntry.Of);
        }

        var place = version.PartPlaces[part];
        return (await documents.ReadAsync(Documents.OrganisationPart(place, part), cancellationToken))?.Value.Entries
            ?? throw new InvalidOperationException($"Part {part} of the organisation of people version {place} is not in storage.");
    }
}
