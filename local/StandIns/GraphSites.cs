using System.Text.Json;

namespace Nudges.Local.StandIns;

/// <summary>Answers <c>GET</c> on sites as Graph v1.0 does: by address and id, their lists and items, their pages.</summary>
/// <param name="sites">Graph's sites, each with its lists (with their items) and its pages in one object.</param>
internal sealed class GraphSites(IReadOnlyList<JsonElement> sites)
{
    private const int PageSize = 200;

    private static readonly string[] Children = ["lists", "items", "pages", "fields"];

    /// <param name="path">Without the version: "sites/{id}/lists".</param>
    /// <param name="query">With or without its question mark.</param>
    /// <param name="address">The whole address up to the query.</param>
    public GraphReply Get(string path, string query, string address)
    {
        var collection = new GraphCollection(query, address, PageSize);
        if (collection.Refusal is { } refusal)
        {
            return refusal;
        }

        var asked = path.Trim('/')["sites".Length..].Trim('/');
        if (asked.Contains(":/", StringComparison.Ordinal) || !asked.Contains(',', StringComparison.Ordinal))
        {
            var found = sites.FirstOrDefault(site => string.Equals(Company.Text(site, "webUrl"), $"https://{asked.Replace(":/", "/", StringComparison.Ordinal)}", StringComparison.OrdinalIgnoreCase));
            return found.ValueKind == JsonValueKind.Object ? collection.One(found, Children) : NotFound("site");
        }

        var parts = asked.Split('/').Select(Uri.UnescapeDataString).ToArray();
        var one = sites.FirstOrDefault(site => Company.Text(site, "id") == parts[0]);
        return one.ValueKind != JsonValueKind.Object ? NotFound("site") : parts switch
        {
            [_] => collection.One(one, Children),
            [_, "lists"] => collection.Page(Of(one, "lists"), Children),
            [_, "lists", var id, "items"] => Of(one, "lists").FirstOrDefault(list => Company.Text(list, "id") == id || Company.Text(list, "displayName") == id) is { ValueKind: JsonValueKind.Object } list
                ? collection.Page(Of(list, "items"), Children)
                : NotFound("list"),
            [_, "pages", "microsoft.graph.sitePage" or "graph.sitePage"] => collection.Page(Of(one, "pages"), Children),
            _ => GraphReply.Error(StatusCodes.Status400BadRequest, "BadRequest", $"The stand-in does not serve '{path}'."),
        };
    }

    private static IReadOnlyList<JsonElement> Of(JsonElement thing, string property) =>
        thing.TryGetProperty(property, out var values) ? [.. values.EnumerateArray()] : [];

    private static GraphReply NotFound(string what) => GraphReply.Error(StatusCodes.Status404NotFound, "itemNotFound", $"The requested {what} could not be found.");
}
