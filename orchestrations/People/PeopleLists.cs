using Nudges.Campaigns.Audiences;
using Nudges.People;
using Nudges.Storage;

namespace Nudges.Orchestrations.People;

/// <summary>What became of an upload.</summary>
public sealed record StoredList
{
    /// <summary>Names the list in an audience; null where no row matched and nothing is stored.</summary>
    public string? Id { get; init; }

    public required int Rows { get; init; }

    /// <summary>People, each once.</summary>
    public required int People { get; init; }

    /// <summary>Rows that name someone whom an earlier row names.</summary>
    public required int Duplicates { get; init; }

    /// <summary>At most 1,000 of the rows that matched nobody.</summary>
    public required IReadOnlyList<UnmatchedRow> Unmatched { get; init; }

    public required int UnmatchedRows { get; init; }

    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <param name="Row">The line's place in the upload, the header being 1.</param>
/// <param name="Value">As it was read, at most 100 characters.</param>
/// <param name="Reason">A sentence.</param>
public sealed record UnmatchedRow(int Row, string Value, string Reason);

/// <summary>Stores who is named one by one.</summary>
public sealed class PeopleLists(PeopleReader reader, IDocumentStore documents, TimeProvider time)
{
    private const int MostReported = 1_000;
    private const int LongestShown = 100;

    /// <summary>
    /// Finds each name (an object id, user name or mail address, by row) among the latest people and stores those found.
    /// Where several accounts share an address it is the one that is nudged.
    /// </summary>
    public async Task<StoredList> StoreAsync(IReadOnlyList<(int Row, string Name)> names, CancellationToken cancellationToken)
    {
        var version = await reader.LatestAsync(cancellationToken) ?? throw new InvalidOperationException("No people are known yet.");
        var known = await reader.Organisation(version).FindAsync(names.Select(row => row.Name), cancellationToken);
        var found = new SortedSet<PersonId>(Comparer<PersonId>.Create((left, right) => string.CompareOrdinal(left.Value, right.Value)));
        var unmatched = new List<UnmatchedRow>();
        var (missing, duplicates, shared) = (0, 0, 0);
        foreach (var (row, name) in names)
        {
            var isShared = version.SharedAddresses.TryGetValue(name.ToLowerInvariant(), out var nudged);
            shared += isShared ? 1 : 0;
            if (!isShared && !known.TryGetValue(name, out nudged))
            {
                missing++;
                if (unmatched.Count < MostReported)
                {
                    unmatched.Add(new UnmatchedRow(row, name.Length > LongestShown ? name[..LongestShown] : name, name.Length == 0 ? "The row names nobody." : "Nobody in the directory has this id, user name or address."));
                }
            }
            else if (!found.Add(nudged))
            {
                duplicates++;
            }
        }

        var list = new PeopleList { Id = Guid.CreateVersion7(time.GetUtcNow()).ToString("N"), CreatedAt = time.GetUtcNow(), People = [.. found] };
        if (found.Count > 0)
        {
            await documents.WriteAsync(Documents.PeopleList(list.Id), list, cancellationToken);
        }

        return new StoredList
        {
            Id = found.Count > 0 ? list.Id : null,
            Rows = names.Count,
            People = found.Count,
            Duplicates = duplicates,
            Unmatched = unmatched,
            UnmatchedRows = missing,
            Warnings = shared > 0 ? [$"{shared} rows name an address that several accounts share; the account that is nudged was taken."] : [],
        };
    }
}
