using System.Globalization;
using System.Xml.Linq;

namespace Nudges.Integrations.Feeds;

/// <summary>What plays or is looked at: RSS's and Atom's enclosures, Media RSS, iTunes.</summary>
internal static class XmlMedia
{
    /// <summary>In the order of the document, each address once; Media RSS's after the others.</summary>
    public static IEnumerable<ParsedEnclosure> Enclosures(XElement item) =>
        item.Elements().Where(IsEnclosure).Select(enclosure => Read(enclosure, (string?)enclosure.Attribute("url") ?? (string?)enclosure.Attribute("href"), "length"))
            .Concat(Contents(item).Select(content => Read(content, (string?)content.Attribute("url"), "fileSize")))
            .OfType<ParsedEnclosure>()
            .DistinctBy(enclosure => enclosure.Address);

    public static TimeSpan? Duration(XElement item) =>
        item.Named(Vocabulary.ITunes, "duration").Select(duration => duration.Value)
            .Concat(Contents(item).Select(content => (string?)content.Attribute("duration") ?? ""))
            .Select(FeedDuration.Parse)
            .FirstOrDefault(duration => duration is not null);

    /// <summary>The address of the item's picture, as written; null where it has none.</summary>
    public static string? Image(XElement item) =>
        Contents(item).Where(content => (string?)content.Attribute("medium") is "image" || IsImage(content)).Select(content => content.Attribute("url"))
            .Concat(Groups(item).SelectMany(group => group.Named(Vocabulary.Media, "thumbnail")).Select(thumbnail => thumbnail.Attribute("url")))
            .Concat(item.Named(Vocabulary.ITunes, "image").Select(image => image.Attribute("href")))
            .Concat(item.Elements().Where(child => IsEnclosure(child) && IsImage(child)).Select(enclosure => enclosure.Attribute("url") ?? enclosure.Attribute("href")))
            .Select(address => address?.Value.Trim())
            .FirstOrDefault(address => address is { Length: > 0 });

    /// <summary>The item, then its groups: Media RSS's words stand in either.</summary>
    public static IEnumerable<XElement> Groups(XElement item) => item.Named(Vocabulary.Media, "group").Prepend(item);

    private static IEnumerable<XElement> Contents(XElement item) => Groups(item).SelectMany(group => group.Named(Vocabulary.Media, "content"));

    private static bool IsEnclosure(XElement element) =>
        element.Is(Vocabulary.Core, "enclosure") || (element.Is(Vocabulary.Core, "link") && (string?)element.Attribute("rel") is "enclosure");

    private static ParsedEnclosure? Read(XElement element, string? address, string length) =>
        address?.Trim() is { Length: > 0 } written
            ? new ParsedEnclosure(
                written,
                ((string?)element.Attribute("type") ?? (string?)element.Attribute("medium"))?.Trim() is { Length: > 0 } type ? type : null,
                long.TryParse((string?)element.Attribute(length), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var bytes) ? bytes : null)
            : null;

    private static bool IsImage(XElement element) =>
        element.Attribute("type")?.Value.StartsWith("image/", StringComparison.OrdinalIgnoreCase) is true;
}
