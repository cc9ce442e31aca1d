using System.Text.Json;
using Nudges.Integrations.Sources;

namespace Nudges.Integrations.Pages;

/// <summary>What a page says in JSON-LD with the words of schema.org. Scripts that are no JSON count as missing.</summary>
internal sealed class JsonLd
{
    private readonly List<JsonElement> _things = [];

    public JsonLd(IEnumerable<string> scripts)
    {
        foreach (var script in scripts)
        {
            try
            {
                using var document = JsonDocument.Parse(script, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
                Add(document.RootElement.Clone());
            }
            catch (JsonException)
            {
                // Many pages have broken ones, and everything in them is said elsewhere too.
            }
        }
    }

    public string? Published => First(thing => thing.Text("datePublished", "uploadDate"));

    public string? TimeRequired => First(thing => thing.Text("timeRequired"));

    public string? Language => First(thing => thing.Text("inLanguage"));

    public IReadOnlyList<string> Authors =>
        _things.Select(thing => thing.Member("author") ?? thing.Member("creator")).Select(NamesOf).FirstOrDefault(names => names.Count > 0) ?? [];

    public bool Has(params ReadOnlySpan<string> types)
    {
        foreach (var type in types)
        {
            if (_things.Exists(thing => thing.Texts("@type").Contains(type)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>How long the first thing of one of the types is, as written.</summary>
    public string? Duration(params string[] types) =>
        _things.Where(thing => thing.Texts("@type").Intersect(types).Any()).Select(thing => thing.Text("duration")).FirstOrDefault(duration => duration is not null);

    private string? First(Func<JsonElement, string?> read) => _things.Select(read).FirstOrDefault(text => text is not null);

    private void Add(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var one in element.EnumerateArray())
            {
                Add(one);
            }
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            _things.Add(element);
            if (element.Member("@graph") is { } graph)
            {
                Add(graph);
            }
        }
    }

    private static List<string> NamesOf(JsonElement? author) => author switch
    {
        { ValueKind: JsonValueKind.String } name => [name.GetString()!],
        { ValueKind: JsonValueKind.Object } one => one.Text("name") is { } name ? [name] : [],
        { ValueKind: JsonValueKind.Array } several => [.. several.EnumerateArray().SelectMany(one => NamesOf(one.ValueKind == JsonValueKind.Array ? null : one))],
        _ => [],
    };
}
