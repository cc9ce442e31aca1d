using Microsoft.Graph.Models;
using Nudges.Content;
using Nudges.Integrations.Feeds;
using Nudges.Integrations.Graph;
using Nudges.Integrations.Sources;

namespace Nudges.Integrations.SharePoint;

/// <summary>
/// The published pages and news of a SharePoint site, by <c>GET /sites/{id}/pages/microsoft.graph.sitePage</c>. The address is
/// the site's or that of its page library: <c>https://contoso.sharepoint.com/sites/learning/SitePages</c>. Home pages,
/// templates and drafts are left out.
/// </summary>
internal sealed class SharePointPagesSource(GraphContent content, FoundItems items) : IContentSource
{
    private const int PageSize = 200;

    private static readonly string[] Properties =
        ["id", "name", "title", "description", "webUrl", "createdDateTime", "lastModifiedDateTime", "createdBy", "pageLayout", "publishingState", "promotionKind", "thumbnailWebUrl"];

    public string Kind => "sharepoint-pages";

    public async Task<SourceResult> FetchAsync(SourceDefinition source, SourceMark? mark, CancellationToken cancellationToken) =>
        SharePointAddress.OfPages(source.Address) is { } place
            ? await content.ReadAsync(source, SharePointAddress.Permissions, cancel => ReadAsync(source, place, cancel), cancellationToken)
            : new SourceResult.Unreadable($"{source.Address} is no address of a SharePoint site, as https://contoso.sharepoint.com/sites/learning/SitePages is.");

    private async Task<SourceResult> ReadAsync(SourceDefinition source, SharePointAddress place, CancellationToken cancellationToken)
    {
        var site = await place.FindSiteAsync(content, cancellationToken);
        var first = await content.Client.Sites[site.Id].Pages.GraphSitePage.GetAsync(
            request =>
            {
                request.QueryParameters.Select = Properties;
                request.QueryParameters.Top = PageSize;
                request.Options.Add(new AnswerAtOnce());
            },
            cancellationToken);
        var found = await content.ListAsync<SitePage, SitePageCollectionResponse, FoundItem>(first, page => IsShown(page) ? Found(page) : null, cancellationToken);
        // A page's own address may be relative to the site's.
        var surroundings = Uri.TryCreate($"{site.WebUrl?.TrimEnd('/')}/", UriKind.Absolute, out var address) ? address : source.Address;
        return items.Clean(found, source, surroundings, content.MaxItems, content.Now);
    }

    private static bool IsShown(SitePage page) =>
        page.PageLayout != PageLayoutType.Home && page.PromotionKind != PagePromotionType.MicrosoftReserved && page.PublishingState?.Level is null or "published";

    private static FoundItem Found(SitePage page) => new(new ParsedItem
    {
        Title = page.Title is null ? null : new MarkedText(page.Title, IsPlain: true),
        Summary = page.Description is null ? null : new MarkedText(page.Description, IsPlain: true),
        Link = page.WebUrl,
        Published = page.CreatedDateTime,
        Updated = page.LastModifiedDateTime,
        Authors = FeedAuthor.From(page.CreatedBy?.User?.DisplayName, email: null) is { } author ? [author] : [],
        Image = page.ThumbnailWebUrl,
    });
}
