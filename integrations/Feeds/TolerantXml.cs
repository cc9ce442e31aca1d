using System.Xml;
using System.Xml.Linq;

namespace Nudges.Integrations.Feeds;

/// <summary>
/// XML as feeds have it, as far as it goes. Read on over: all that <see cref="XmlRepair"/> mends, and prefixes that nobody
/// declared. A document type is skipped: none of its entities is ever declared, let alone fetched.
/// </summary>
/// <param name="Root">Null where there is no element at all.</param>
/// <param name="Open">The elements that the document leaves open where it breaks.</param>
/// <param name="Break">Why it could not be read to its end; null where it was.</param>
internal sealed record TolerantXml(XElement? Root, IReadOnlySet<XElement> Open, string? Break)
{
    /// <summary>Elements within elements. No feed comes near it.</summary>
    private const int MaxDepth = 100;

    private const int MaxAttributes = 50;

    /// <summary>Elements, attributes and texts of one document: what a tree of them costs, whatever the size of the document.</summary>
    private const int MaxParts = 300_000;

    public static TolerantXml Read(string text)
    {
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Ignore,
            XmlResolver = null,
            CheckCharacters = false,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
        };
        using var reader = XmlReader.Create(new StringReader(XmlRepair.Mend(text)), settings, new XmlParserContext(null, new EveryPrefix(), null, XmlSpace.None));
        XElement? root = null;
        var parts = 0;
        var open = new Stack<XElement>();
        try
        {
            while (reader.Read())
            {
                parts += Add(reader, open, ref root);
                if (parts > MaxParts)
                {
                    throw new XmlException(FormattableString.Invariant($"It has more than {MaxParts:N0} elements, attributes and texts."));
                }
            }
        }
        catch (XmlException exception)
        {
            return new TolerantXml(root, open.ToHashSet(), exception.Message);
        }

        return new TolerantXml(root, new HashSet<XElement>(), Break: null);
    }

    /// <summary>How many parts came to the tree.</summary>
    private static int Add(XmlReader reader, Stack<XElement> open, ref XElement? root)
    {
        switch (reader.NodeType)
        {
            case XmlNodeType.Element:
                var attributes = reader.AttributeCount;
                var isEmpty = reader.IsEmptyElement;
                var element = ReadElement(reader);
                root ??= element;
                if (open.TryPeek(out var parent))
                {
                    parent.Add(element);
                }

                if (!isEmpty)
                {
                    open.Push(element);
                }

                if (open.Count > MaxDepth)
                {
                    throw new XmlException($"Elements are nested more than {MaxDepth} deep.");
                }

                return 1 + Math.Min(attributes, MaxAttributes);
            case XmlNodeType.EndElement:
                open.Pop();
                return 0;
            case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace when open.TryPeek(out var around):
                // One text alone is kept as such, and is not put together anew whenever it is asked for.
                around.Add(around.IsEmpty ? reader.Value : new XText(reader.Value));
                return 1;
            default:
                return 0;
        }
    }

    private static XElement ReadElement(XmlReader reader)
    {
        var element = new XElement(Name(reader));
        for (var read = 0; read < MaxAttributes && reader.MoveToNextAttribute(); read++)
        {
            if (reader.NamespaceURI != XNamespace.Xmlns.NamespaceName)
            {
                element.Add(new XAttribute(Name(reader), reader.Value));
            }
        }

        return element;
    }

    // What is too long for a namespace is compared with nothing: that alone would take its length, for each element in it.
    private static XName Name(XmlReader reader) =>
        XName.Get(reader.LocalName, reader.NamespaceURI is { Length: <= FeedWords.LongestNamespace } name ? name : "urn:too-long");

    private sealed class EveryPrefix() : XmlNamespaceManager(new NameTable())
    {
        public override string? LookupNamespace(string prefix) =>
            base.LookupNamespace(prefix) ?? (prefix.Length == 0 ? "" : FeedWords.NamespaceOfHabit(prefix));
    }
}
