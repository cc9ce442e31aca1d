using System.Text.Json;
using System.Text.RegularExpressions;
using Nudges.Content;
using Nudges.Integrations.Feeds;
using Nudges.Integrations.Sources;

namespace Nudges.Integrations.Learn;

/// <summary>
/// The answer of Microsoft Learn's catalogue: an object of arrays, one for each type of content and of taxonomy. Read one
/// object at a time, as far as the answer goes.
/// </summary>
internal sealed partial class LearnCatalogue
{
    private static readonly HashSet<string> Types = ["modules", "learningPaths", "courses"];
    private static readonly string[] Taxonomies = ["products", "subjects", "roles", "levels"];

    private readonly Dictionary<string, string> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<JsonElement> _courses = [];

    private LearnCatalogue()
    {
    }

    public IReadOnlyList<JsonElement> Courses => _courses;

    /// <summary>False where it is something else: it has no array of content.</summary>
    public bool IsCatalogue { get; private set; }

    /// <summary>Why it could not be read to its end; null where it was.</summary>
    public string? Break { get; private set; }

    /// <param name="json">UTF-8, perhaps cut off.</param>
    /// <param name="limit">How many courses are kept.</param>
    public static LearnCatalogue Read(ReadOnlySpan<byte> json, int limit)
    {
        var catalogue = new LearnCatalogue();
        var reader = new Utf8JsonReader(json.StartsWith("\uFEFF"u8) ? json[3..] : json);
        var array = "";
        try
        {
            while (reader.Read())
            {
                if (reader is { CurrentDepth: 1, TokenType: JsonTokenType.PropertyName })
                {
                    array = reader.GetString()!;
                }
                else if (reader is { CurrentDepth: 1, TokenType: JsonTokenType.StartArray })
                {
                    catalogue.IsCatalogue |= Types.Contains(array);
                }
                else if (reader is { CurrentDepth: 2, TokenType: JsonTokenType.StartObject })
                {
                    catalogue.Take(array, ref reader, limit);
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The second is a text that is no UTF-16, as half an emoji.
            catalogue.Break = exception.Message;
        }

        return catalogue;
    }

    public IEnumerable<FoundItem> Found() => _courses.Select(course => new FoundItem(
        new ParsedItem
        {
            Title = course.Text("title") is { } title ? new MarkedText(title) : null,
            Summary = course.Text("summary") is { } summary ? new MarkedText(summary) : null,
            Link = course.Text("url") is { } url ? Tracking().Replace(url, "") : null,
            Updated = course.Text("last_modified") is { } modified ? FeedDate.Parse(modified) : null,
            Tags = [.. Taxonomies.SelectMany(taxonomy => course.Texts(taxonomy)).Select(Name)],
            Language = course.Text("locale"),
            // The icon is an SVG, which mail programs do not show.
            Image = course.Text("social_image_url"),
        },
        ContentKind.Course,
        course.Number("duration_in_minutes") ?? course.Number("duration_in_hours") * 60));

    private void Take(string array, ref Utf8JsonReader reader, int limit)
    {
        if (Types.Contains(array) && _courses.Count < limit)
        {
            _courses.Add(JsonElement.ParseValue(ref reader));
        }
        else if (Taxonomies.Contains(array))
        {
            AddName(JsonElement.ParseValue(ref reader));
        }
        else
        {
            reader.Skip();
        }
    }

    private void AddName(JsonElement term)
    {
        if (term.Text("id") is { } id && term.Text("name") is { } name)
        {
            _names.TryAdd(id, name);
        }

        foreach (var child in term.Member("children") is { ValueKind: JsonValueKind.Array } children ? children.EnumerateArray() : default)
        {
            AddName(child);
        }
    }

    // Names come with the answer only where their types were asked for: "azure-functions" reads well enough.
    private string Name(string id) => _names.GetValueOrDefault(id) ?? id.Replace('-', ' ');

    [GeneratedRegex(@"(?<=[?&])WT\.mc_id=[^&#]*&?", RegexOptions.IgnoreCase)]
    private static partial Regex Tracking();
}
