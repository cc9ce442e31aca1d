using System.Text.Json;
using Microsoft.Graph.Models;
using Microsoft.Kiota.Abstractions.Serialization;
using Nudges.Content;
using Nudges.Integrations.Feeds;
using Nudges.Integrations.Sources;

namespace Nudges.Integrations.SharePoint;

/// <summary>Reads the columns of a list's item by the names that lists of links and libraries have.</summary>
internal static class SharePointFields
{
    private static readonly string[] Links = ["URL", "Link", "Url", "Address", "LinkUrl"];
    private static readonly string[] Tags = ["Tags", "Keywords", "Topics", "Topic", "Category", "Skills", "TaxKeyword"];

    /// <summary>The item; null for a folder.</summary>
    public static async Task<FoundItem?> ReadAsync(ListItem item, CancellationToken cancellationToken)
    {
        if (item.Fields is null)
        {
            return new FoundItem(new ParsedItem());
        }

        // Columns are whatever the list has: as JSON they are easier to ask than as the SDK's untyped nodes.
        using var json = JsonDocument.Parse(await KiotaJsonSerializer.SerializeAsStringAsync(item.Fields, serializeOnlyChangedValues: false, cancellationToken));
        var fields = json.RootElement;
        if (fields.Text("ContentType") is "Folder" || fields.Text("FSObjType") is "1")
        {
            return null;
        }

        var file = fields.Text("FileLeafRef");
        var link = file is null ? Link(fields) : null;
        var title = fields.Text("Title") ?? (file is null ? link?.Text("Description") : FileName.Title(file));
        return new FoundItem(
            new ParsedItem
            {
                Title = title is null ? null : new MarkedText(title, IsPlain: true),
                Summary = fields.Text("Description", "Summary", "Comments", "_Comments", "Notes") is { } summary ? new MarkedText(summary) : null,
                Link = file is null ? link?.ValueKind == JsonValueKind.String ? link.Value.GetString() : link?.Text("Url") : item.WebUrl,
                Published = item.CreatedDateTime,
                Updated = item.LastModifiedDateTime,
                // Who put a link into a list did not write what it leads to.
                Authors = FeedAuthor.From(file is null ? fields.Text("Author", "Authors") : item.CreatedBy?.User?.DisplayName, email: null) is { } author ? [author] : [],
                Tags = [.. Tags.SelectMany(name => TagsOf(fields, name))],
                Language = fields.Text("Language"),
            },
            file is null ? ContentKind.Article : FileName.Kind(file),
            fields.Number("Minutes", "DurationMinutes"));
    }

    // A hyperlink column is an object with Url and Description; a column of text may hold an address as well.
    private static JsonElement? Link(JsonElement fields)
    {
        foreach (var name in Links)
        {
            if (fields.Member(name) is { } named && (named.ValueKind == JsonValueKind.String || named.Text("Url") is not null))
            {
                return named;
            }
        }

        return fields.EnumerateObject().Select(field => field.Value).FirstOrDefault(value => value.Text("Url") is not null) is { ValueKind: JsonValueKind.Object } any ? any : null;
    }

    // A text with separators, a choice of several, a lookup or a term of a term set.
    private static IEnumerable<string> TagsOf(JsonElement fields, string name) => fields.Member(name) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString()!.Split([';', ',', '#'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
        { ValueKind: JsonValueKind.Array } array => array.EnumerateArray().Select(one => one.ValueKind == JsonValueKind.String ? one.GetString() : one.Text("Label", "LookupValue")).OfType<string>(),
        { ValueKind: JsonValueKind.Object } one => one.Text("Label", "LookupValue") is { } label ? [label] : [],
        _ => [],
    };
}
