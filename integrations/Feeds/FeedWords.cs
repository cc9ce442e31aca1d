using System.Xml.Linq;

namespace Nudges.Integrations.Feeds;

/// <summary>A vocabulary feeds are written in.</summary>
internal enum Vocabulary
{
    /// <summary>RSS's and Atom's own, whose words do not clash.</summary>
    Core,
    DublinCore,
    Content,
    ITunes,
    Media,
    FeedBurner,
    Other,
}

/// <summary>Tells the vocabularies apart, as their addresses vary with version, age and mistake.</summary>
internal static class FeedWords
{
    /// <summary>In characters; a longer one is nobody's.</summary>
    public const int LongestNamespace = 200;

    private static readonly (string Part, Vocabulary Vocabulary)[] Namespaces =
    [
        ("purl.org/rss/1.0/modules/content", Vocabulary.Content),
        ("purl.org/rss/1.0/modules/", Vocabulary.Other),
        ("purl.org/dc/", Vocabulary.DublinCore),
        ("itunes.com/", Vocabulary.ITunes),
        ("search.yahoo.com/mrss", Vocabulary.Media),
        ("feedburner", Vocabulary.FeedBurner),
        ("w3.org/2005/atom", Vocabulary.Core),
        ("purl.org/atom/ns", Vocabulary.Core),
        ("purl.org/rss/1.0/", Vocabulary.Core),
        ("my.netscape.com/rdf/simple/0.9", Vocabulary.Core),
        ("backend.userland.com/rss", Vocabulary.Core),
        ("blogs.law.harvard.edu/tech/rss", Vocabulary.Core),
    ];

    /// <summary>What a prefix means in most feeds, for documents that do not declare it.</summary>
    public static string NamespaceOfHabit(string prefix) => prefix switch
    {
        "atom" or "a10" => "http://www.w3.org/2005/Atom",
        "dc" => "http://purl.org/dc/elements/1.1/",
        "dcterms" => "http://purl.org/dc/terms/",
        "content" => "http://purl.org/rss/1.0/modules/content/",
        "itunes" => "http://www.itunes.com/dtds/podcast-1.0.dtd",
        "media" => "http://search.yahoo.com/mrss/",
        "feedburner" => "http://rssnamespace.org/feedburner/ext/1.0",
        "rdf" => "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        _ => $"urn:undeclared:{prefix}",
    };

    public static Vocabulary VocabularyOf(XElement element)
    {
        var name = element.Name.NamespaceName;
        if (name.Length == 0)
        {
            return Vocabulary.Core;
        }

        foreach (var (part, vocabulary) in Namespaces)
        {
            if (name.Contains(part, StringComparison.OrdinalIgnoreCase))
            {
                return vocabulary;
            }
        }

        return Vocabulary.Other;
    }

    /// <summary>The element's children of that name, in their order, the first 200 of them; names are compared without case.</summary>
    public static IEnumerable<XElement> Named(this XElement element, Vocabulary vocabulary, string name) => FeedChildren.Of(element).Named(vocabulary, name);

    public static bool Is(this XElement element, Vocabulary vocabulary, string name) =>
        element.Name.LocalName.Equals(name, StringComparison.OrdinalIgnoreCase) && VocabularyOf(element) == vocabulary;
}
