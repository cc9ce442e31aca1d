using Nudges.Content;
using Nudges.Outcomes;
using Nudges.People;

namespace Nudges.Matching;

/// <summary>What several people of one group found useful, the most useful first. Says nothing of who.</summary>
public sealed record Favourites
{
    /// <summary>Kept of each group.</summary>
    private const int Most = 50;

    /// <summary>What the least of them gives; the most useful one gives 1. Each is enough to be picked for.</summary>
    private const double Least = 0.8;

    /// <summary>What the group shares: <see cref="SignalKind.RoleFavourite"/>, <see cref="SignalKind.DepartmentFavourite"/> or <see cref="SignalKind.CompanyFavourite"/>.</summary>
    public required SignalKind Kind { get; init; }

    /// <summary>The job title or department, in any case; empty for everyone.</summary>
    public required string Group { get; init; }

    public required IReadOnlyList<ItemId> Items { get; init; }

    /// <summary>Beside each of <see cref="Items"/>, above 0 to 1.</summary>
    public required IReadOnlyList<float> Weights { get; init; }

    /// <summary>
    /// Of every job title, every department and everyone, as far as <see cref="RunOutcomes.FewestPeople"/> of them or more found one item
    /// useful: of fewer it could be told who. The order of the people does not matter.
    /// </summary>
    /// <param name="people">Everyone who found something useful, with what.</param>
    /// <param name="candidates">Which items may be picked.</param>
    public static IReadOnlyList<Favourites> Of(IEnumerable<PersonsLikes> people, IReadOnlySet<ItemId> candidates)
    {
        var groups = new Dictionary<(SignalKind Kind, string Group), Dictionary<ItemId, int>>();
        foreach (var person in people)
        {
            foreach (var kind in (SignalKind[])[SignalKind.RoleFavourite, SignalKind.DepartmentFavourite, SignalKind.CompanyFavourite])
            {
                if (GroupOf(kind, person.JobTitle, person.Department) is { } group)
                {
                    Count(groups, (kind, group.ToLowerInvariant()), person.Items);
                }
            }
        }

        return
        [
            .. groups.OrderBy(group => group.Key.Kind).ThenBy(group => group.Key.Group, StringComparer.Ordinal)
                .Select(group => Of(group.Key, group.Value.Where(item => item.Value >= RunOutcomes.FewestPeople && candidates.Contains(item.Key))))
                .Where(favourites => favourites.Items.Count > 0),
        ];
    }

    /// <summary>The group of that kind that the person belongs to; null where the directory says nothing.</summary>
    internal static string? GroupOf(SignalKind kind, Person person) => GroupOf(kind, person.JobTitle, person.Department);

    private static string? GroupOf(SignalKind kind, string? jobTitle, string? department) => kind switch
    {
        SignalKind.RoleFavourite => jobTitle?.Trim() is { Length: > 0 } title ? title : null,
        SignalKind.DepartmentFavourite => department?.Trim() is { Length: > 0 } name ? name : null,
        _ => "",
    };

    private static void Count(Dictionary<(SignalKind, string), Dictionary<ItemId, int>> groups, (SignalKind, string) group, IReadOnlyCollection<ItemId> items)
    {
        if (!groups.TryGetValue(group, out var counts))
        {
            groups.Add(group, counts = []);
        }

        foreach (var item in items)
        {
            counts[item] = counts.GetValueOrDefault(item) + 1;
        }
    }

    private static Favourites Of((SignalKind Kind, string Group) group, IEnumerable<KeyValuePair<ItemId, int>> counts)
    {
        List<KeyValuePair<ItemId, int>> best = [.. counts.OrderByDescending(item => item.Value).ThenBy(item => item.Key.Value, StringComparer.Ordinal).Take(Most)];
        return new Favourites
        {
            Kind = group.Kind,
            Group = group.Group,
            Items = [.. best.Select(item => item.Key)],
            Weights = [.. best.Select(item => (float)(Least + ((1 - Least) * item.Value / best[0].Value)))],
        };
    }
}

/// <summary>What one person found useful.</summary>
/// <param name="JobTitle">As the directory has it.</param>
/// <param name="Department">As the directory has it.</param>
/// <param name="Items">Each once.</param>
public sealed record PersonsLikes(string? JobTitle, string? Department, IReadOnlyCollection<ItemId> Items);
