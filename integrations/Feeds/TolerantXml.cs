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
        var open = new Stack<XElement>();
        try
        {
            while (reader.Read())
            {
                Add(reader, open, ref root);
            }
        }
        catch (XmlException exception)
        {
            return new TolerantXml(root, open.ToHashSet(), exception.Message);
        }

        return new TolerantXml(root, new HashSet<XElement>(), Break: null);
    }

    private static void Add(XmlReader reader, Stack<XElement> open, ref XElement? root)
    {
        switch (reader.NodeType)
        {
            case XmlNodeType.Element:
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

                break;
            case XmlNodeType.EndElement:
                open.Pop();
                break;
            case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace when open.TryPeek(out var around):
                around.Add(new XText(reader.Value));
                break;
        }
    }

    private static XElement ReadElement(XmlReader reader)
    {
        var element = new XElement(XName.Get(reader.LocalName, reader.NamespaceURI));
        for (var read = 0; read < MaxAttributes && reader.MoveToNextAttribute(); read++)
        {
            if (reader.NamespaceURI != XNamespace.Xmlns.NamespaceName)
            {
                element.Add(new XAttribute(XName.Get(reader.LocalName, reader.NamespaceURI), reader.Value));
            }
        }

        return element;
    }

    private sealed class EveryPrefix() : XmlNamespaceManager(new NameTable())
    {
        public override string? LookupNamespace(string prefix) =>
            base.LookupNamespace(prefix) ?? (prefix.Length == 0 ? "" : FeedWords.NamespaceOfHabit(prefix));
    }
}
