using System.Text.Json;

namespace Nudges.Local.StandIns;

/// <summary>
/// <c>GET /groups</c>, one of them, and its <c>transitiveMembers</c>: groups of the samples' groups.json, as Graph has them, each
/// with its members' ids, the ids of the groups in it, and <c>everyone</c> whose properties are these.
/// </summary>
internal sealed class GraphGroups(IReadOnlyList<JsonElement> groups, Company company)
{
    private static readonly string[] NotGraphs = ["members", "groups", "everyone"];

    public GraphReply Get(IReadOnlyList<string> path, Dictionary<string, string> options, string address)
    {
        if (GraphPages.Refusal(options, "$select", "$top", "$skiptoken", "$count") is { } refusal)
        {
            return refusal;
        }

        if (path is [_])
        {
            return GraphReply.Ok(new Dictionary<string, object> { ["value"] = groups.Select(Show).ToList() });
        }

        if (Find(path[1]) is not { } group)
        {
            return GraphPages.NotFound(path[1]);
        }

        return path switch
        {
            [_, _] => GraphReply.Ok(Show(group)),
            [_, _, "transitiveMembers"] => Members(group, options, address),
            _ => GraphReply.Error(StatusCodes.Status400BadRequest, "BadRequest", $"The stand-in does not serve '{string.Join('/', path)}'."),
        };
    }

    /// <summary>First the groups inside, then who is named, then who has the properties: a page is found without those before it.</summary>
    private GraphReply Members(JsonElement group, Dictionary<string, string> options, string address)
    {
        var inside = Inside(group);
        var named = inside.Prepend(group).SelectMany(one => Texts(one, "members")).Select(company.PlaceOf).OfType<int>().Distinct().ToList();
        var rules = inside.Prepend(group).Where(one => one.TryGetProperty("everyone", out _)).Select(Rule).ToList();
        return GraphPages.Page("directoryObjects", From, member => member, options, address);

        IEnumerable<(int Place, Dictionary<string, object> Member)> From(int start) => inside
            .Select((one, at) => (Place: at, Member: (Dictionary<string, object>?)GraphPages.Reference("group", Company.IdOf(one))))
            .Concat(named.Select((place, at) => (Place: inside.Count + at, Member: User(place))))
            .Concat(rules.Count == 0 ? [] : Ruled(Math.Max(0, start - inside.Count - named.Count)))
            .Where(one => one.Place >= start && one.Member is not null)!;

        IEnumerable<(int Place, Dictionary<string, object>? Member)> Ruled(int from)
        {
            var ones = named.ToHashSet();
            return Enumerable.Range(from, Math.Max(0, company.Places - from))
                .Where(place => !ones.Contains(place) && rules.Exists(rule => rule.All(one => company.TextAt(place, one.Property) == one.Value)))
                .Select(place => (inside.Count + named.Count + place, User(place)));
        }
    }

    /// <summary>The groups in it, and in those, each once; a group that is in itself is no trap.</summary>
    private List<JsonElement> Inside(JsonElement group)
    {
        List<JsonElement> found = [];
        HashSet<string> seen = [Company.IdOf(group)];
        var open = new Queue<JsonElement>([group]);
        while (open.TryDequeue(out var next))
        {
            foreach (var inner in Texts(next, "groups").Where(seen.Add).Select(Find).OfType<JsonElement>())
            {
                found.Add(inner);
                open.Enqueue(inner);
            }
        }

        return found;
    }

    private JsonElement? Find(string id) => groups.Where(group => string.Equals(Company.IdOf(group), id, StringComparison.OrdinalIgnoreCase)).Select(group => (JsonElement?)group).FirstOrDefault();

    private Dictionary<string, object>? User(int place) => company.At(place) is { ValueKind: JsonValueKind.Object } user ? GraphPages.Reference("user", Company.IdOf(user)) : null;

    private static List<(string Property, string? Value)> Rule(JsonElement group) =>
        [.. group.GetProperty("everyone").EnumerateObject().Select(one => (one.Name, one.Value.GetString()))];

    private static IEnumerable<string> Texts(JsonElement group, string property) =>
        group.TryGetProperty(property, out var values) ? values.EnumerateArray().Select(value => value.GetString()!) : [];

    private static Dictionary<string, object> Show(JsonElement group) =>
        group.EnumerateObject().Where(property => !NotGraphs.Contains(property.Name)).ToDictionary(property => property.Name, object (property) => property.Value);
}
