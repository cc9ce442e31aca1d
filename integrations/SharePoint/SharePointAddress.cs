using Nudges.Integrations.Graph;
using Nudges.Integrations.Web;
using Site = Microsoft.Graph.Models.Site;

namespace Nudges.Integrations.SharePoint;

/// <summary>What people see in the browser's address bar, taken apart into the site and what is in it.</summary>
/// <param name="Host">As "contoso.sharepoint.com".</param>
/// <param name="Site">The site's path as it stands in the address, with a slash before it; "" for the root site.</param>
/// <param name="Path">The rest, without views and forms: "Lists/Reading", "Shared Documents", "SitePages"; "" where the address is the site's.</param>
internal sealed record SharePointAddress(string Host, string Site, string Path)
{
    private const string Lists = "Lists";

    /// <summary>The words for what the app must be allowed.</summary>
    public const string Permissions = "the application permission Sites.Read.All, or Sites.Selected and then this site, with an administrator's consent";

    /// <summary>A list or a library; null where the address names neither.</summary>
    public static SharePointAddress? OfList(Uri address) => Segments(address) is not { Count: > 0 } segments ? null : segments.FindIndex(IsLists) switch
    {
        < 0 => segments is [not ("sites" or "teams"), ..] or { Count: > 2 } ? From(address, segments, segments.Count - 1) : null,
        var lists => lists == segments.Count - 2 ? From(address, segments, lists) : null,
    };

    /// <summary>The pages of a site: the address of the site, of its page library or of one page; null where it is no web address.</summary>
    public static SharePointAddress? OfPages(Uri address) => Segments(address) is not { } segments
        ? null
        : From(address, segments, segments.FindIndex(segment => segment.Equals("SitePages", StringComparison.OrdinalIgnoreCase)) is >= 0 and var pages ? pages : segments.Count);

    /// <summary><c>GET /sites/{hostname}:/{path}</c>: its id and address.</summary>
    public async Task<Site> FindSiteAsync(GraphContent content, CancellationToken cancellationToken)
    {
        var address = $"{content.Client.RequestAdapter.BaseUrl}/sites/{Host}{(Site.Length == 0 ? "" : ":")}{Site}?$select=id,webUrl";
        var site = await content.Client.Sites[Host].WithUrl(address).GetAsync(request => request.Options.Add(new AnswerAtOnce()), cancellationToken);
        return site is { Id: not null } ? site : throw new InvalidOperationException("A site has no id.");
    }

    private static bool IsLists(string segment) => segment.Equals(Lists, StringComparison.OrdinalIgnoreCase);

    // Without the page that shows it ("AllItems.aspx") and the folder that libraries keep such pages in.
    private static List<string>? Segments(Uri address)
    {
        if (!CanonicalAddress.IsWeb(address))
        {
            return null;
        }

        List<string> segments = [.. address.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries)];
        if (segments.Count > 0 && segments[^1].EndsWith(".aspx", StringComparison.OrdinalIgnoreCase))
        {
            segments.RemoveAt(segments.Count - 1);
        }

        if (segments.Count > 0 && segments[^1].Equals("Forms", StringComparison.OrdinalIgnoreCase))
        {
            segments.RemoveAt(segments.Count - 1);
        }

        return segments;
    }

    private static SharePointAddress From(Uri address, List<string> segments, int end) =>
        new(address.IdnHost, string.Concat(segments.Take(end).Select(segment => $"/{segment}")), Uri.UnescapeDataString(string.Join('/', segments.Skip(end))));
}
