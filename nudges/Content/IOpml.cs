namespace Nudges.Content;

/// <summary>Lists of sources as feed readers exchange them: OPML 2.0 (http://opml.org/spec2.opml).</summary>
public interface IOpml
{
    /// <summary>What the document lists, as far as it can be read; in the encoding that it says, else UTF-8.</summary>
    OpmlResult Read(byte[] document);

    /// <summary>A valid document, in UTF-8 by its declaration, that <see cref="Read"/> gives the same addresses, tags and languages of.</summary>
    string Write(IEnumerable<SourceDefinition> sources, string title);
}

/// <summary>What a document of sources came to.</summary>
public abstract record OpmlResult
{
    private OpmlResult()
    {
    }

    /// <param name="Sources">Proposals of kind "feed": names are unique among them, made of the titles; tags are the folders they were in and their categories.</param>
    /// <param name="Skipped">A sentence for each entry that is no source, and for what could not be read.</param>
    public sealed record Listed(IReadOnlyList<SourceDefinition> Sources, IReadOnlyList<string> Skipped) : OpmlResult;

    /// <param name="Reason">A sentence: why it is no OPML.</param>
    public sealed record Unreadable(string Reason) : OpmlResult;
}
