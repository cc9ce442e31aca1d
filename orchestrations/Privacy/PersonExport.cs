using Nudges.People;

namespace Nudges.Orchestrations.Privacy;

/// <summary>All that is kept of a person.</summary>
public sealed record ExportedPerson
{
    public required PersonId Person { get; init; }

    public required DateTimeOffset ExportedAt { get; init; }

    /// <summary>Every place there is, also where it keeps nothing of the person.</summary>
    public required IReadOnlyList<ExportedPlace> Places { get; init; }
}

public sealed record ExportedPlace
{
    /// <summary>As docs/privacy.md lists them.</summary>
    public required string Place { get; init; }

    public required IReadOnlyList<PersonalRecord> Records { get; init; }
}

/// <summary>Gathers all that is kept of a person, as it is stored.</summary>
public sealed class PersonExport(IEnumerable<IPersonalRecords> places, TimeProvider time)
{
    public async Task<ExportedPerson> ExportAsync(PersonId person, CancellationToken cancellationToken)
    {
        var exported = new List<ExportedPlace>();
        foreach (var place in places.OrderBy(place => place.Place, StringComparer.Ordinal))
        {
            var records = new List<PersonalRecord>();
            await foreach (var record in place.FindAsync(person, cancellationToken))
            {
                records.Add(record);
            }

            exported.Add(new ExportedPlace { Place = place.Place, Records = records });
        }

        return new ExportedPerson { Person = person, ExportedAt = time.GetUtcNow(), Places = exported };
    }
}
