using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Nudges.Integrations.Feeds;

/// <summary>RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, and what they borrow from Dublin Core, iTunes, Media RSS and each other.</summary>
internal static class XmlFeedReader
{
    private static readonly (Vocabulary, string)[] Titles =
        [(Vocabulary.Core, "title"), (Vocabulary.DublinCore, "title"), (Vocabulary.Media, "title"), (Vocabulary.ITunes, "title")];

    private static readonly (Vocabulary, string)[] Summaries =
    [
        (Vocabulary.Core, "description"), (Vocabulary.Core, "summary"), (Vocabulary.Core, "subtitle"), (Vocabulary.Core, "tagline"),
        (Vocabulary.DublinCore, "description"), (Vocabulary.ITunes, "summary"), (Vocabulary.Media, "description"),
    ];

    private static readonly (Vocabulary, string)[] Contents = [(Vocabulary.Content, "encoded"), (Vocabulary.Core, "content")];

    private static readonly (Vocabulary, string)[] PublishedDates =
    [
        (Vocabulary.Core, "pubDate"), (Vocabulary.Core, "published"), (Vocabulary.Core, "issued"), (Vocabulary.DublinCore, "issued"),
        (Vocabulary.Core, "created"), (Vocabulary.DublinCore, "created"), (Vocabulary.DublinCore, "date"),
    ];

    private static readonly (Vocabulary, string)[] UpdatedDates =
    [
        (Vocabulary.Core, "updated"), (Vocabulary.Core, "modified"), (Vocabulary.Core, "lastBuildDate"),
        (Vocabulary.DublinCore, "modified"), (Vocabulary.DublinCore, "date"),
    ];

    /// <summary>Tried before an item is taken to have none.</summary>
    private const int MostDates = 10;

    private static readonly (Vocabulary, string)[] Languages = [(Vocabulary.Core, "language"), (Vocabulary.DublinCore, "language")];

    /// <param name="text">The document.</param>
    /// <param name="most">Items that are read, from its top.</param>
    /// <exception cref="NotAFeedException">It is another kind of document.</exception>
    public static ParsedFeed Read(string text, int most)
    {
        var (root, open, broken) = TolerantXml.Read(text);
        var channel = root?.Name.LocalName.ToLowerInvariant() switch
        {
            null or "html" when root is not null || WebPage.Is(text) => throw new NotAFeedException("is a web page, no feed", WebPage.Feed(text)),
            null => throw new NotAFeedException("is neither XML nor JSON"),
            "rss" or "rdf" => root.Named(Vocabulary.Core, "channel").FirstOrDefault() ?? root,
            "feed" or "channel" => root,
            var other => throw new NotAFeedException($"is an XML document of another kind ({other}), no feed"),
        };

        // RSS 1.0 and 0.9 have the items beside the channel.
        var items = new[] { root, channel }.Distinct()
            .SelectMany(parent => parent.Elements().Where(child => child.Is(Vocabulary.Core, "item") || child.Is(Vocabulary.Core, "entry")))
            .Where(item => !open.Contains(item))
            .ToList();
        var feed = ReadItem(channel);
        var isAtom = root.Name.LocalName.Equals("feed", StringComparison.OrdinalIgnoreCase);
        return new ParsedFeed
        {
            Channel = feed,
            LeftOut = Math.Max(0, items.Count - most),
            Items = [.. items.Take(most).Select(ReadItem).Select(item => isAtom ? Inherit(item, feed) : item)],
            Break = broken,
        };
    }

    // RFC 4287: an entry without authors has the feed's, and without a date of publication only that of its last change.
    private static ParsedItem Inherit(ParsedItem entry, ParsedItem feed) => entry with
    {
        Authors = entry.Authors.Count > 0 ? entry.Authors : feed.Authors,
        Published = entry.Published ?? entry.Updated,
    };

    private static ParsedItem ReadItem(XElement item) => new()
    {
        Id = item.Named(Vocabulary.Core, "guid").Concat(item.Named(Vocabulary.Core, "id")).Select(id => id.Value.Trim()).FirstOrDefault(id => id.Length > 0),
        Title = Text(item, Titles),
        Summary = Text(item, Summaries),
        Content = Text(item, Contents),
        Link = Link(item),
        Original = item.Named(Vocabulary.FeedBurner, "origLink").Select(link => link.Value.Trim()).FirstOrDefault(link => link.Length > 0),
        Permalink = Guids(item).FirstOrDefault(),
        Base = [.. item.AncestorsAndSelf().Select(element => element.Attribute(XNamespace.Xml + "base")?.Value).Where(address => address?.Length <= ParsedItem.LongestBase).OfType<string>().Reverse()],
        Published = Date(item, PublishedDates),
        Updated = Date(item, UpdatedDates),
        Authors = Authors(item),
        Tags = [.. Tags(item).Take(ParsedItem.MostTags)],
        Language = ParsedItem.LanguageTag(item.AncestorsAndSelf().Select(element => element.Attribute(XNamespace.Xml + "lang")?.Value).FirstOrDefault(language => language is not null)
            ?? Text(item, Languages)?.Text),
        Image = XmlMedia.Image(item),
        Enclosures = [.. XmlMedia.Enclosures(item).Take(ParsedItem.MostEnclosures)],
        Duration = XmlMedia.Duration(item),
    };

    private static IEnumerable<XElement> Find(XElement item, (Vocabulary Vocabulary, string Name)[] words) =>
        words.SelectMany(word => word.Vocabulary == Vocabulary.Media
            ? XmlMedia.Groups(item).SelectMany(group => group.Named(word.Vocabulary, word.Name))
            : item.Named(word.Vocabulary, word.Name));

    private static MarkedText? Text(XElement item, (Vocabulary, string)[] words) =>
        Find(item, words).Select(MarkedTextOf).FirstOrDefault(text => text.Text.Length > 0);

    private static MarkedText MarkedTextOf(XElement element) =>
        element.Attribute("type")?.Value.ToLowerInvariant() switch
        {
            // Inline markup: give it back as it was written.
            "xhtml" or "application/xhtml+xml" => new MarkedText(Markup(element)),
            "text" or "text/plain" => new MarkedText(element.Value.Trim(), IsPlain: true),
            _ => new MarkedText(element.Value.Trim()),
        };

    private static string Markup(XElement element)
    {
        var markup = new StringBuilder();
        using (var writer = XmlWriter.Create(markup, new XmlWriterSettings { ConformanceLevel = ConformanceLevel.Fragment, OmitXmlDeclaration = true, CheckCharacters = false }))
        {
            foreach (var child in element.Elements())
            {
                child.WriteTo(writer);
            }
        }

        return markup.ToString();
    }

    private static DateTimeOffset? Date(XElement item, (Vocabulary, string)[] words) =>
        Find(item, words).Take(MostDates).Select(element => FeedDate.Parse(element.Value)).FirstOrDefault(date => date is not null);

    // Atom's alternate, a web page before other kinds; RSS's last.
    private static string? Link(XElement item)
    {
        var links = item.Named(Vocabulary.Core, "link").ToList();
        var alternates = links.Where(link => link.Attribute("href") is not null && (string?)link.Attribute("rel") is null or "" or "alternate").ToList();
        return alternates.Where(link => (string?)link.Attribute("type") is null or "" or "text/html").Concat(alternates).Select(link => link.Attribute("href")!.Value.Trim())
            .Concat(links.Where(link => link.Attribute("href") is null).Select(link => link.Value.Trim()).Reverse())
            .FirstOrDefault(link => link.Length > 0);
    }

    private static IEnumerable<string> Guids(XElement item) =>
        item.Named(Vocabulary.Core, "guid").Where(guid => (string?)guid.Attribute("isPermaLink") is not "false")
            .Concat(item.Named(Vocabulary.Core, "id"))
            .Select(guid => guid.Value.Trim())
            .Where(guid => guid.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || guid.StartsWith("https://", StringComparison.OrdinalIgnoreCase));

    private static List<ParsedAuthor> Authors(XElement item)
    {
        (Vocabulary, string)[][] words =
        [
            [(Vocabulary.Core, "author")],
            [(Vocabulary.DublinCore, "creator"), (Vocabulary.DublinCore, "author")],
            [(Vocabulary.ITunes, "author")],
            [(Vocabulary.Core, "managingEditor")],
            [(Vocabulary.Core, "webMaster")],
        ];
        return words.Select(word => Find(item, word).Select(Author).OfType<ParsedAuthor>().Take(ParsedItem.MostAuthors).ToList()).FirstOrDefault(authors => authors.Count > 0) ?? [];
    }

    private static ParsedAuthor? Author(XElement element) => element.HasElements
        ? FeedAuthor.From(element.Named(Vocabulary.Core, "name").FirstOrDefault()?.Value, element.Named(Vocabulary.Core, "email").FirstOrDefault()?.Value)
        : FeedAuthor.Parse(element.Value);

    private static IEnumerable<string> Tags(XElement item) =>
        item.Named(Vocabulary.Core, "category").Select(category => (string?)category.Attribute("label") ?? (string?)category.Attribute("term") ?? category.Value)
            .Concat(item.Named(Vocabulary.DublinCore, "subject").Select(subject => subject.Value))
            .Concat(item.Named(Vocabulary.ITunes, "keywords").Concat(item.Named(Vocabulary.Media, "keywords")).SelectMany(keywords => keywords.Value.Split(',', ParsedItem.MostTags + 1).Take(ParsedItem.MostTags)))
            .Concat(item.Named(Vocabulary.ITunes, "category").DescendantsAndSelf().Select(category => (string?)category.Attribute("text") ?? ""));
}
