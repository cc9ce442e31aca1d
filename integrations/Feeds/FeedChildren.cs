using System.Xml.Linq;

namespace Nudges.Integrations.Feeds;

/// <summary>An element's children by what they are called: finding one costs the same however many there are.</summary>
internal sealed class FeedChildren
{
    /// <summary>Of one name in one element. No item comes near it.</summary>
    private const int Most = 200;

    private static readonly FeedChildren None = new();

    private readonly Dictionary<(Vocabulary Vocabulary, string Name), List<XElement>> _named = new(NameComparer.Instance);

    /// <summary>Kept with the element.</summary>
    public static FeedChildren Of(XElement element)
    {
        if (!element.HasElements)
        {
            return None;
        }

        if (element.Annotation<FeedChildren>() is { } known)
        {
            return known;
        }

        var children = new FeedChildren();
        foreach (var child in element.Elements())
        {
            var key = (FeedWords.VocabularyOf(child), child.Name.LocalName);
            if (!children._named.TryGetValue(key, out var same))
            {
                children._named.Add(key, same = new List<XElement>(1));
            }

            if (same.Count < Most)
            {
                same.Add(child);
            }
        }

        element.AddAnnotation(children);
        return children;
    }

    /// <summary>In their order; names are compared without case.</summary>
    public IEnumerable<XElement> Named(Vocabulary vocabulary, string name) => _named.TryGetValue((vocabulary, name), out var same) ? same : [];

    private sealed class NameComparer : IEqualityComparer<(Vocabulary Vocabulary, string Name)>
    {
        public static readonly NameComparer Instance = new();

        public bool Equals((Vocabulary Vocabulary, string Name) one, (Vocabulary Vocabulary, string Name) other) =>
            one.Vocabulary == other.Vocabulary && one.Name.Equals(other.Name, StringComparison.OrdinalIgnoreCase);

        public int GetHashCode((Vocabulary Vocabulary, string Name) key) => HashCode.Combine(key.Vocabulary, key.Name.GetHashCode(StringComparison.OrdinalIgnoreCase));
    }
}
