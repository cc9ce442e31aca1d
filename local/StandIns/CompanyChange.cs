using System.Collections.Immutable;
using System.Text.Json;

namespace Nudges.Local.StandIns;

/// <summary>A change by command.</summary>
/// <param name="Place">Whose.</param>
/// <param name="Id">The user's id.</param>
/// <param name="Properties">The names of what differs; all of a user who came or went.</param>
/// <param name="ManagerBefore">The manager until then; null for none.</param>
internal sealed record CompanyChange(int Place, string Id, IReadOnlySet<string> Properties, string? ManagerBefore)
{
    public static HashSet<string> Differences(JsonElement before, JsonElement after)
    {
        var names = Names(before).Concat(Names(after)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (before.ValueKind == JsonValueKind.Object && after.ValueKind == JsonValueKind.Object)
        {
            names.RemoveWhere(name => before.TryGetProperty(name, out var old) && after.TryGetProperty(name, out var now) && JsonElement.DeepEquals(old, now));
        }

        return names;
    }

    private static IEnumerable<string> Names(JsonElement user) =>
        user.ValueKind == JsonValueKind.Object ? user.EnumerateObject().Select(property => property.Name) : [];
}

/// <summary>All that has been changed: read without a lock, replaced as a whole.</summary>
internal sealed record CompanyState(
    ImmutableDictionary<int, JsonElement> Changed, ImmutableDictionary<string, int> Added, ImmutableList<CompanyChange> Log)
{
    public static CompanyState Empty { get; } = new(
        ImmutableDictionary<int, JsonElement>.Empty, ImmutableDictionary.Create<string, int>(StringComparer.OrdinalIgnoreCase), []);

    public CompanyState With(string id, int place, bool isNew, CompanyChange change, JsonElement user) =>
        new(Changed.SetItem(place, user), isNew ? Added.Add(id, place) : Added, Log.Add(change));
}
