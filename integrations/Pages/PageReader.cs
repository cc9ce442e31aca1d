using Nudges.Content;
using Nudges.Integrations.Feeds;
using Nudges.Integrations.Sources;
using Nudges.Integrations.Web;

namespace Nudges.Integrations.Pages;

/// <summary>
/// Reads pages by GET: Open Graph, Twitter's and HTML's own metadata, and JSON-LD. A document that is no page is named after
/// its file.
/// </summary>
internal sealed class PageReader(WebFetcher web, TimeProvider time, FoundItems items) : IPageReader
{
    public async Task<PageResult> ReadAsync(Uri address, SourceDefinition source, CancellationToken cancellationToken)
    {
        if (!CanonicalAddress.IsWeb(address))
        {
            return new PageResult.Unreadable($"{address} is no http or https address.");
        }

        return await web.GetAsync(address, mark: null, cancellationToken) switch
        {
            Download.Failed failed => new PageResult.Unreadable($"{address} {failed.Reason}.", failed.Passing),
            Download.Received received => Read(address, source, received),
            var other => throw new InvalidOperationException($"Unknown result {other.GetType().Name}."),
        };
    }

    /// <summary>The same without the network.</summary>
    internal PageResult Read(Uri address, SourceDefinition source, Download.Received answer)
    {
        var (found, surroundings) = HtmlPage.IsOne(answer) && HtmlPage.Read(answer) is var page
            ? (PageItem.From(page, answer.Address), page.Surroundings(answer.Address))
            : (File(answer), answer.Address);
        return items.Clean(found, source, surroundings, time.GetUtcNow()) is { } item
            ? new PageResult.Picked(item)
            : new PageResult.Unreadable($"{address} has no title to show.");
    }

    private static FoundItem File(Download.Received answer)
    {
        var name = FileName.Of(answer.Address);
        var title = FileName.Title(name) is { Length: > 0 } own ? own : answer.Address.IdnHost;
        return new FoundItem(
            new ParsedItem { Title = new MarkedText(title, IsPlain: true), Link = answer.Address.AbsoluteUri },
            FileName.Kind(name, answer.MediaType));
    }
}
