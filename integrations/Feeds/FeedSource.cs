using Nudges.Content;
using Nudges.Integrations.Web;

namespace Nudges.Integrations.Feeds;

/// <summary>Reads RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, and JSON Feed 1.x, by GET.</summary>
public sealed class FeedSource(WebFetcher web, ItemCleaner cleaner, TimeProvider time) : IContentSource
{
    public string Kind => "feed";

    public async Task<SourceResult> FetchAsync(SourceDefinition source, SourceMark? mark, CancellationToken cancellationToken)
    {
        if (!CanonicalAddress.IsWeb(source.Address))
        {
            return new SourceResult.Unreadable($"{source.Address} is no http or https address.");
        }

        return await web.GetAsync(source.Address, mark, cancellationToken) switch
        {
            Download.Failed failed => new SourceResult.Unreadable($"{source.Address} {failed.Reason}.", failed.Passing) { Gone = failed.Gone, RetryAfter = failed.RetryAfter },
            Download.Unchanged unchanged => new SourceResult.Unchanged(unchanged.MovedTo),
            Download.Received received => Read(source, received),
            var other => throw new InvalidOperationException($"Unknown result {other.GetType().Name}."),
        };
    }

    /// <summary>The same without the network: what <see cref="FetchAsync"/> makes of a document.</summary>
    internal SourceResult Read(SourceDefinition source, Download.Received document)
    {
        ParsedFeed feed;
        try
        {
            feed = Parse(FeedEncoding.Decode(document.Bytes, document.Charset, isWhole: document.Break is null), web.MaxItems);
        }
        catch (NotAFeedException exception)
        {
            return new SourceResult.Unreadable($"{source.Address} {exception.ReasonAt(document.Address)}{(document.Break is null ? "" : $" ({document.Break})")}.");
        }

        var broken = document.Break ?? feed.Break?.TrimEnd('.');
        if (broken is not null && feed.Items.Count == 0)
        {
            return new SourceResult.Unreadable($"{source.Address} breaks off before its first item ends ({broken}).");
        }

        var now = time.GetUtcNow();
        var bounded = new BoundedItems();
        var taken = feed.Items.Select(item => FeedItems.Clean(bounded.Next(item), feed, source, document.Address, now, cleaner)).ToList();
        return FeedItems.Join(
            source,
            taken,
            broken is null ? null : $"it breaks off after {FeedItems.Count(feed.Items.Count + feed.LeftOut)} ({broken})",
            bounded.Shortened == 0 ? null : $"the text of {FeedItems.Count(bounded.Shortened)} was left out, as there is more markup than is read",
            feed.LeftOut == 0 ? null : $"{FeedItems.Count(feed.LeftOut)} beyond the limit of {web.MaxItems} left out")
            with
        { Mark = document.Mark, MovedTo = document.MovedTo };
    }

    /// <param name="text">The document.</param>
    /// <param name="most">Items that are read, from its top.</param>
    /// <exception cref="NotAFeedException">It is another kind of document.</exception>
    internal static ParsedFeed Parse(string text, int most) => text.TrimStart('\uFEFF', ' ', '\t', '\r', '\n', '\0') switch
    {
        [] => throw new NotAFeedException("is empty"),
        ['{' or '[', ..] json => JsonFeedReader.Read(json, most),
        ['<', ..] xml => XmlFeedReader.Read(xml, most),
        _ => throw new NotAFeedException("is neither XML nor JSON"),
    };
}
