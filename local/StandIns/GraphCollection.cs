using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace Nudges.Local.StandIns;

/// <summary>Answers a read of a collection or of one thing as OData has it: <c>$select</c>, <c>$expand</c>, <c>$top</c> and pages.</summary>
internal sealed class GraphCollection
{
    private readonly int _defaultPage;
    private readonly string _address;
    private readonly Dictionary<string, string> _options;

    /// <param name="query">With or without its question mark.</param>
    /// <param name="address">The whole address up to the query, for the link to the next page.</param>
    /// <param name="defaultPage">Things in a page where <c>$top</c> asks for none, and at most.</param>
    public GraphCollection(string query, string address, int defaultPage)
    {
        _defaultPage = defaultPage;
        _address = address;
        _options = QueryHelpers.ParseQuery(query).ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The refusal of an option that the stand-in does not know; null where there is none.</summary>
    public GraphReply? Refusal => _options.Keys.FirstOrDefault(key => key is not ("$select" or "$expand" or "$top" or "$skiptoken")) is { } unknown
        ? GraphReply.Error(StatusCodes.Status400BadRequest, "invalidRequest", $"The stand-in does not know the query option '{unknown}'.")
        : null;

    /// <param name="things">All of them.</param>
    /// <param name="expandable">The properties that only <c>$expand</c> gives.</param>
    public GraphReply Page(IReadOnlyList<JsonElement> things, params string[] expandable)
    {
        var size = _options.TryGetValue("$top", out var top) && int.TryParse(top, CultureInfo.InvariantCulture, out var asked) && asked > 0 ? Math.Min(asked, _defaultPage) : _defaultPage;
        var start = _options.TryGetValue("$skiptoken", out var token) && int.TryParse(token, CultureInfo.InvariantCulture, out var from) ? from : 0;
        var page = new Dictionary<string, object>();
        if (start + size < things.Count)
        {
            _options["$skiptoken"] = (start + size).ToString(CultureInfo.InvariantCulture);
            page["@odata.nextLink"] = QueryHelpers.AddQueryString(_address, _options!);
        }

        page["value"] = things.Skip(start).Take(size).Select(thing => Show(thing, expandable)).ToList();
        return GraphReply.Ok(page);
    }

    public GraphReply One(JsonElement thing, params string[] expandable) => GraphReply.Ok(Show(thing, expandable));

    private Dictionary<string, JsonElement> Show(JsonElement thing, string[] expandable)
    {
        var selected = Names("$select");
        var expanded = Names("$expand");
        return thing.EnumerateObject()
            .Where(property => expandable.Contains(property.Name) ? expanded.Contains(property.Name) : selected.Count == 0 || selected.Contains(property.Name) || property.Name[0] == '@')
            .ToDictionary(property => property.Name, property => property.Value);
    }

    private HashSet<string> Names(string option) =>
        new(_options.GetValueOrDefault(option)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [], StringComparer.OrdinalIgnoreCase);
}
