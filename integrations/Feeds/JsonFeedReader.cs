using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Nudges.Integrations.Feeds;

/// <summary>JSON Feed 1.0 and 1.1. A property of an unexpected kind counts as missing.</summary>
internal static class JsonFeedReader
{
    /// <summary>Values and names of one document: what a tree of them costs, whatever the size of the document.</summary>
    private const int MaxParts = 1_000_000;

    /// <param name="text">The document.</param>
    /// <param name="most">Items that are read, from its top.</param>
    /// <exception cref="NotAFeedException">It is other JSON.</exception>
    public static ParsedFeed Read(string text, int most)
    {
        if (text[0] != '{')
        {
            throw new NotAFeedException("is JSON, but no JSON Feed");
        }

        var (whole, broken) = UpToBreak(Encoding.UTF8.GetBytes(WithoutHalves(text)));
        using var document = JsonDocument.Parse(whole, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        var root = document.RootElement;
        if (Member(root, "items", JsonValueKind.Array) is not { } items)
        {
            throw new NotAFeedException(broken is null ? "is JSON, but no JSON Feed: it has no items" : $"is broken JSON ({broken})");
        }

        var objects = items.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object);
        var read = objects.Take(most).Select(ReadItem).ToList();
        // The format has no date for the feed: it is as old as its newest item.
        var channel = ReadItem(root) with { Link = Text(root, "home_page_url"), Updated = read.Max(item => item.Updated ?? item.Published) };
        return new ParsedFeed
        {
            Channel = channel,
            LeftOut = Math.Max(0, objects.Count() - most),
            Items = [.. read.Select(item => item.Authors.Count > 0 ? item : item with { Authors = channel.Authors })],
            Break = broken,
        };
    }

    // Where the text stops being JSON, what was complete before is closed: the objects of the array it stands in.
    private static (ReadOnlyMemory<byte> Json, string? Break) UpToBreak(byte[] bytes)
    {
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        var (inArray, complete, parts) = (false, 0, 0);
        try
        {
            while (reader.Read())
            {
                if (++parts > MaxParts)
                {
                    throw new JsonException(FormattableString.Invariant($"It has more than {MaxParts:N0} names and values."));
                }

                inArray = reader.CurrentDepth == 1 ? reader.TokenType == JsonTokenType.StartArray : inArray;
                if (inArray && reader is { CurrentDepth: 2, TokenType: JsonTokenType.EndObject })
                {
                    complete = (int)reader.BytesConsumed;
                }
            }

            return (bytes, null);
        }
        catch (JsonException exception)
        {
            return (complete == 0 ? "{}"u8.ToArray() : [.. bytes.AsSpan(0, complete), .. "]}"u8], exception.Message);
        }
    }

    private static ParsedItem ReadItem(JsonElement item) => new()
    {
        // The format asks readers to take a number for its digits.
        Id = Text(item, "id") ?? Member(item, "id", JsonValueKind.Number)?.GetRawText(),
        Title = MarkedText(item, "title"),
        Summary = MarkedText(item, "summary"),
        Content = MarkedText(item, "content_html") ?? (Text(item, "content_text") is { } plain ? new MarkedText(plain, IsPlain: true) : null),
        Link = Text(item, "url") ?? Text(item, "external_url"),
        Permalink = Text(item, "id") is { } id && id.StartsWith("http", StringComparison.OrdinalIgnoreCase) ? id : null,
        Published = Date(item, "date_published"),
        Updated = Date(item, "date_modified"),
        Authors = Authors(item),
        Tags = Member(item, "tags", JsonValueKind.Array) is { } tags ? [.. tags.EnumerateArray().Where(tag => tag.ValueKind == JsonValueKind.String).Select(tag => tag.GetString()!).Take(ParsedItem.MostTags)] : [],
        Language = ParsedItem.LanguageTag(Text(item, "language")),
        Image = Text(item, "image") ?? Text(item, "banner_image"),
        Enclosures = [.. Attachments(item).Where(attachment => Text(attachment, "url") is not null).Take(ParsedItem.MostEnclosures)
            .Select(attachment => new ParsedEnclosure(Text(attachment, "url")!, Text(attachment, "mime_type"), Number(attachment, "size_in_bytes") is >= 0 and < 9e18 and var size ? (long)size : null))],
        Duration = Attachments(item).Select(attachment => FeedDuration.FromSeconds(Number(attachment, "duration_in_seconds"))).FirstOrDefault(duration => duration is not null),
    };

    private static IEnumerable<JsonElement> Attachments(JsonElement item) =>
        Member(item, "attachments", JsonValueKind.Array)?.EnumerateArray().Where(attachment => attachment.ValueKind == JsonValueKind.Object) ?? [];

    private static double? Number(JsonElement item, string name) =>
        Member(item, name, JsonValueKind.Number) is { } member && member.TryGetDouble(out var number) && double.IsFinite(number) ? number : null;

    private static JsonElement? Member(JsonElement item, string name, JsonValueKind kind) =>
        item.TryGetProperty(name, out var member) && member.ValueKind == kind ? member : null;

    private static string? Text(JsonElement item, string name) =>
        Member(item, name, JsonValueKind.String)?.GetString()!.Trim() is { Length: > 0 } text ? text : null;

    private static MarkedText? MarkedText(JsonElement item, string name) => Text(item, name) is { } text ? new MarkedText(text) : null;

    private static DateTimeOffset? Date(JsonElement item, string name) => Text(item, name) is { } text ? FeedDate.Parse(text) : null;

    // 1.1 has "authors", 1.0 one "author".
    private static IReadOnlyList<ParsedAuthor> Authors(JsonElement item)
    {
        var authors = Member(item, "authors", JsonValueKind.Array)?.EnumerateArray().ToList() ?? [];
        if (authors.Count == 0 && Member(item, "author", JsonValueKind.Object) is { } one)
        {
            authors.Add(one);
        }

        return [.. authors.Where(author => author.ValueKind == JsonValueKind.Object).Select(author => FeedAuthor.From(Text(author, "name"), email: null)).OfType<ParsedAuthor>().Take(ParsedItem.MostAuthors)];
    }

    // Half an emoji, where a program cut its text: no JSON reader takes it.
    private static string WithoutHalves(string text)
    {
        StringBuilder? mended = null;
        var (kept, at) = (0, 0);
        while (text.AsSpan(at).IndexOf('\\') is >= 0 and var distance)
        {
            at += distance;
            var escape = text.AsSpan(at);
            var (taken, isLone) = Surrogate(escape) switch
            {
                null => (Math.Min(2, escape.Length), false),
                <= '\uDBFF' when Surrogate(escape[6..]) is >= '\uDC00' => (12, false),
                _ => (6, true),
            };
            if (isLone)
            {
                (mended ??= new StringBuilder(text.Length)).Append(text, kept, at - kept).Append("\\uFFFD");
                kept = at + taken;
            }

            at += taken;
        }

        return mended is null ? text : mended.Append(text, kept, text.Length - kept).ToString();
    }

    private static char? Surrogate(ReadOnlySpan<char> escape) =>
        escape is ['\\', 'u', _, _, _, _, ..] && ushort.TryParse(escape[2..6], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) && char.IsSurrogate((char)code)
            ? (char)code
            : null;
}
