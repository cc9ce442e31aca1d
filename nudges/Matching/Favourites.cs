using Nudges.Content;
using Nudges.Outcomes;
using Nudges.People;

namespace Nudges.Matching;

/// <summary>What several people of one group found useful, of each language the most useful first. Says nothing of who.</summary>
public sealed record Favourites
{
    /// <summary>Kept of each group and language.</summary>
    private const int Most = 50;

    /// <summary>What the least of them gives; the most useful one gives 1. Each is enough to be picked for.</summary>
    private const double Least = 0.8;

    /// <summary>What the group shares: <see cref="SignalKind.RoleFavourite"/>, <see cref="SignalKind.DepartmentFavourite"/> or <see cref="SignalKind.CompanyFavourite"/>.</summary>
    public required SignalKind Kind { get; init; }

    /// <summary>As <see cref="KeyOf(SignalKind, Person)"/> gives it.</summary>
    public required string Group { get; init; }

    public required IReadOnlyList<ItemId> Items { get; init; }

    /// <summary>Beside each of <see cref="Items"/>, above 0 to 1.</summary>
    public required IReadOnlyList<float> Weights { get; init; }

    /// <summary>
    /// Of every job title, every department and everyone, as far as <see cref="RunOutcomes.FewestPeople"/> of them or more found one item
    /// useful, and as many of them did not say so: else it could be told who. The order of the people does not matter.
    /// </summary>
    /// <param name="everyone">With what they found useful, which may be nothing.</param>
    /// <param name="items">Which may be picked.</param>
    public static IReadOnlyList<Favourites> Of(IReadOnlyCollection<PersonsLikes> everyone, IEnumerable<ContentItem> items)
    {
        var languages = items.ToDictionary(item => item.Id, item => item.Language);
        return
        [
            .. new[] { SignalKind.RoleFavourite, SignalKind.DepartmentFavourite, SignalKind.CompanyFavourite }.SelectMany(kind => everyone
                .GroupBy(person => KeyOf(GroupOf(kind, person.JobTitle, person.Department)), StringComparer.Ordinal)
                .Where(group => group.Key is not null)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => Of(kind, group.Key!, [.. group], languages)))
                .Where(favourites => favourites.Items.Count > 0),
        ];
    }

    /// <summary>The group of that kind that the person belongs to; null where the directory says nothing.</summary>
    internal static string? GroupOf(SignalKind kind, Person person) => GroupOf(kind, person.JobTitle, person.Department);

    /// <summary>What that group is known by, in lower case; null where the directory says nothing.</summary>
    internal static string? KeyOf(SignalKind kind, Person person) => KeyOf(GroupOf(kind, person));

    private static string? KeyOf(string? group) => group?.ToLowerInvariant();

    private static string? GroupOf(SignalKind kind, string? jobTitle, string? department) => kind switch
    {
        SignalKind.RoleFavourite => jobTitle?.Trim() is { Length: > 0 } title ? title : null,
        SignalKind.DepartmentFavourite => department?.Trim() is { Length: > 0 } name ? name : null,
        _ => "",
    };

    private static Favourites Of(SignalKind kind, string group, IReadOnlyCollection<PersonsLikes> people, Dictionary<ItemId, string> languages)
    {
        var kept = people.SelectMany(person => person.Items).CountBy(item => item)
            .Where(item => item.Value >= RunOutcomes.FewestPeople && people.Count - item.Value >= RunOutcomes.FewestPeople && languages.ContainsKey(item.Key))
            .GroupBy(item => languages[item.Key], StringComparer.Ordinal)
            .OrderBy(language => language.Key, StringComparer.Ordinal)
            .SelectMany(Weighed)
            .ToList();
        return new Favourites { Kind = kind, Group = group, Items = [.. kept.Select(item => item.Item)], Weights = [.. kept.Select(item => item.Weight)] };
    }

    private static IEnumerable<(ItemId Item, float Weight)> Weighed(IEnumerable<KeyValuePair<ItemId, int>> counts)
    {
        List<KeyValuePair<ItemId, int>> best = [.. counts.OrderByDescending(item => item.Value).ThenBy(item => item.Key.Value, StringComparer.Ordinal).Take(Most)];
        return best.Select(item => (item.Key, (float)(Least + ((1 - Least) * item.Value / best[0].Value))));
    }
}

/// <summary>What one person found useful.</summary>
/// <param name="JobTitle">As the directory has it.</param>
/// <param name="Department">As the directory has it.</param>
/// <param name="Items">Each once.</param>
public sealed record PersonsLikes(string? JobTitle, string? Department, IReadOnlyCollection<ItemId> Items);
