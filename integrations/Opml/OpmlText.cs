using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Nudges.Content;
using Nudges.Integrations.Feeds;
using Nudges.Integrations.Web;

namespace Nudges.Integrations.Opml;

/// <summary>Reads OPML as the web serves it, with attributes in any case, and writes it as the specification has it.</summary>
internal sealed partial class OpmlText : IOpml
{
    private const int MaxEntries = 10_000;
    private const int TitleLength = 100;
    private const int TagLength = 60;

    public OpmlResult Read(byte[] document) => Parse(FeedEncoding.Decode(document, charset: null, isWhole: true));

    /// <summary>The same of a text.</summary>
    internal static OpmlResult Parse(string text)
    {
        var (root, _, broken) = TolerantXml.Read(text);
        if (root is null || !root.Name.LocalName.Equals("opml", StringComparison.OrdinalIgnoreCase))
        {
            return new OpmlResult.Unreadable(root is null ? "This is no OPML: it is no XML." : $"This is no OPML but another kind of document ({root.Name.LocalName}).");
        }

        List<string> skipped = [];
        var sources = new Dictionary<Uri, SourceDefinition>();
        var entries = root.Descendants().Where(IsOutline).Where(outline => Attribute(outline, "xmlUrl") is not null).ToList();
        foreach (var entry in entries.Take(MaxEntries))
        {
            if (CanonicalAddress.Resolve(Attribute(entry, "xmlUrl"), new Uri("about:blank")) is not { } address)
            {
                skipped.Add($"'{Title(entry)}' is left out: {PlainText.From(new MarkedText(Attribute(entry, "xmlUrl")!, IsPlain: true), TitleLength)} is no http or https address.");
            }
            else if (!sources.TryAdd(address, Source(entry, address)))
            {
                skipped.Add($"'{Title(entry)}' is left out: {address} is listed before.");
            }
        }

        if (entries.Count > MaxEntries)
        {
            skipped.Add($"{entries.Count - MaxEntries} entries beyond the limit of {MaxEntries} are left out.");
        }

        if (broken is not null)
        {
            skipped.Add($"What follows where the document breaks off is left out ({broken.TrimEnd('.')}).");
        }

        return new OpmlResult.Listed(WithNames(sources.Values), skipped);
    }

    public string Write(IEnumerable<SourceDefinition> sources, string title)
    {
        var document = new XDocument(new XElement(
            "opml",
            new XAttribute("version", "2.0"),
            new XElement("head", new XElement("title", Valid(title))),
            new XElement("body", sources.Select(Outline))));
        using var text = new Utf8Writer();
        document.Save(text);
        return text.ToString();
    }

    private static XElement Outline(SourceDefinition source) => new(
        "outline",
        new XAttribute("type", "rss"),
        new XAttribute("text", Valid(source.Name)),
        new XAttribute("title", Valid(source.Name)),
        new XAttribute("xmlUrl", source.Address.AbsoluteUri),
        new XAttribute("language", source.Language),
        // A comma separates categories, a slash levels of one.
        source.Tags.Count == 0 ? null : new XAttribute("category", string.Join(',', source.Tags.Select(tag => Valid(tag).Replace(',', ' ')))));

    private static SourceDefinition Source(XElement entry, Uri address) => new()
    {
        Name = Title(entry),
        Address = address,
        Language = Language().Match(Attribute(entry, "language") ?? "") is { Success: true } language ? language.Groups["code"].Value.ToLowerInvariant() : "en",
        Tags =
        [
            .. entry.Ancestors().Where(IsOutline).Reverse().Select(Title)
                .Concat((Attribute(entry, "category") ?? "").Split(',').Select(category => category.Trim().Trim('/').Replace("/", " / ", StringComparison.Ordinal)))
                .Select(tag => PlainText.From(new MarkedText(tag, IsPlain: true), TagLength))
                .Where(tag => tag.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase),
        ],
    };

    // Two with one title are told apart by a number, from 2 on.
    private static List<SourceDefinition> WithNames(IEnumerable<SourceDefinition> sources)
    {
        HashSet<string> taken = [];
        List<SourceDefinition> named = [];
        foreach (var source in sources)
        {
            var kebab = Kebab(source.Name) is { Length: > 0 } title ? title : Kebab(source.Address.IdnHost);
            var name = kebab;
            for (var number = 2; !taken.Add(name); number++)
            {
                name = $"{kebab}-{number}";
            }

            named.Add(source with { Name = name });
        }

        return named;
    }

    private static string Title(XElement outline) =>
        PlainText.From(new MarkedText(Attribute(outline, "title") ?? Attribute(outline, "text") ?? "", IsPlain: true), TitleLength);

    // Accents are taken off letters; what is no Latin letter or digit then separates.
    private static string Kebab(string title)
    {
        var plain = string.Concat(title.Normalize(NormalizationForm.FormD).Where(character => !IsMark(character))).ToLowerInvariant().Replace("ß", "ss", StringComparison.Ordinal);
        return Separators().Replace(plain, "-").Trim('-');
    }

    private static bool IsMark(char character) => char.GetUnicodeCategory(character) == System.Globalization.UnicodeCategory.NonSpacingMark;

    private static bool IsOutline(XElement element) => element.Name.LocalName.Equals("outline", StringComparison.OrdinalIgnoreCase);

    private static string? Attribute(XElement outline, string name) =>
        outline.Attributes().FirstOrDefault(attribute => attribute.Name.LocalName.Equals(name, StringComparison.OrdinalIgnoreCase))?.Value.Trim() is { Length: > 0 } value ? value : null;

    private static string Valid(string text) => string.Concat(text.EnumerateRunes().Select(rune => rune.ToString()).Where(rune => rune.All(character => char.IsSurrogate(character) || XmlConvert.IsXmlChar(character))));

    private sealed class Utf8Writer() : StringWriter(System.Globalization.CultureInfo.InvariantCulture)
    {
        public override Encoding Encoding => Encoding.UTF8;
    }

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex Separators();

    [GeneratedRegex("^(?<code>[A-Za-z]{2})([-_]|$)", RegexOptions.ExplicitCapture)]
    private static partial Regex Language();
}
