using Microsoft.Graph.Models;
using Nudges.Content;
using Nudges.Integrations.Graph;
using Nudges.Integrations.Sources;

namespace Nudges.Integrations.SharePoint;

/// <summary>
/// A SharePoint list of links, or a library of files, by <c>GET /sites/{id}/lists/{id}/items?$expand=fields</c>. The address is
/// the list's in the browser: <c>https://contoso.sharepoint.com/sites/learning/Lists/Reading</c>, <c>…/Shared Documents</c>.
/// </summary>
internal sealed class SharePointListSource(GraphContent content, FoundItems cleaned) : IContentSource
{
    private const int PageSize = 200;

    public string Kind => "sharepoint-list";

    public async Task<SourceResult> FetchAsync(SourceDefinition source, SourceMark? mark, CancellationToken cancellationToken) =>
        SharePointAddress.OfList(source.Address) is { } place
            ? await content.ReadAsync(source, SharePointAddress.Permissions, cancel => ReadAsync(source, place, cancel), cancellationToken)
            : new SourceResult.Unreadable($"{source.Address} is no address of a SharePoint list, as https://contoso.sharepoint.com/sites/learning/Lists/Reading is.");

    private async Task<SourceResult> ReadAsync(SourceDefinition source, SharePointAddress place, CancellationToken cancellationToken)
    {
        var site = await place.FindSiteAsync(content, cancellationToken);
        if (await FindListAsync(site.Id!, place, cancellationToken) is not { } list)
        {
            return new SourceResult.Unreadable($"{source.Address} is not to be found: its site has no such list that the app may see. Check the address, and that the app has {SharePointAddress.Permissions}.");
        }

        var first = await content.Client.Sites[site.Id].Lists[list].Items.GetAsync(
            request =>
            {
                request.QueryParameters.Select = ["id", "webUrl", "createdDateTime", "lastModifiedDateTime", "createdBy"];
                request.QueryParameters.Expand = ["fields"];
                request.QueryParameters.Top = PageSize;
                request.Options.Add(new AnswerAtOnce());
            },
            cancellationToken);
        var items = await content.ListAsync<ListItem, ListItemCollectionResponse, ListItem>(first, item => item, cancellationToken);
        List<FoundItem> found = [];
        foreach (var item in items)
        {
            if (await SharePointFields.ReadAsync(item, cancellationToken) is { } one)
            {
                found.Add(one);
            }
        }

        return cleaned.Clean(found, source, source.Address, content.MaxItems, content.Now);
    }

    // A list keeps its address when it is renamed, and Graph finds lists by id and title only.
    private async Task<string?> FindListAsync(string site, SharePointAddress place, CancellationToken cancellationToken)
    {
        var first = await content.Client.Sites[site].Lists.GetAsync(
            request =>
            {
                request.QueryParameters.Select = ["id", "displayName", "webUrl"];
                request.Options.Add(new AnswerAtOnce());
            },
            cancellationToken);
        var found = await content.ListAsync<List, ListCollectionResponse, string>(first, list => IsAt(list, place) ? list.Id : null, cancellationToken);
        return found.FirstOrDefault();
    }

    private static bool IsAt(List list, SharePointAddress place) =>
        Uri.TryCreate(list.WebUrl, UriKind.Absolute, out var address)
        && SharePointAddress.OfList(address)?.Path.Equals(place.Path, StringComparison.OrdinalIgnoreCase) is true;
}
