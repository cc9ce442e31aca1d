using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;
using Nudges.Content;
using Nudges.Integrations.Feeds;
using Nudges.Integrations.Web;

namespace Nudges.Integrations.Pages;

/// <summary>
/// The feed itself where the address is one's; the feeds that a page names by <c>rel="alternate"</c>; YouTube's by its
/// channels and playlists; else the first that is at a usual place.
/// </summary>
internal sealed partial class FeedFinder(WebFetcher web) : IFeedFinder
{
    private const int TitleLength = 200;

    /// <summary>With the page itself six requests.</summary>
    private static readonly string[] UsualPlaces = ["/feed", "/rss.xml", "/atom.xml", "/feed.xml", "/index.xml"];

    public async Task<FeedSearch> FindAsync(Uri address, CancellationToken cancellationToken)
    {
        if (!CanonicalAddress.IsWeb(address))
        {
            return new FeedSearch.Unreadable($"{address} is no http or https address.");
        }

        if (YouTubeFeed(address) is { } known)
        {
            return new FeedSearch.Searched([new FoundFeed(known, "YouTube", FeedFormat.Atom)]);
        }

        var answer = await web.GetAsync(address, mark: null, cancellationToken);
        if (answer is Download.Failed failed)
        {
            return new FeedSearch.Unreadable($"{address} {failed.Reason}.", failed.Passing);
        }

        var received = (Download.Received)answer;
        if (Feed(received) is { } itself)
        {
            return new FeedSearch.Searched([itself]);
        }

        if (!HtmlPage.IsOne(received))
        {
            return new FeedSearch.Unreadable($"{address} is neither a page nor a feed.");
        }

        var named = Named(HtmlPage.Read(received), received.Address);
        return new FeedSearch.Searched(named.Count > 0 ? named : await AtUsualPlacesAsync(received.Address, cancellationToken));
    }

    private async Task<IReadOnlyList<FoundFeed>> AtUsualPlacesAsync(Uri page, CancellationToken cancellationToken)
    {
        foreach (var place in UsualPlaces)
        {
            if (await web.GetAsync(new Uri(page, place), mark: null, cancellationToken) is Download.Received received && Feed(received) is { } feed)
            {
                return [feed];
            }
        }

        return [];
    }

    private static List<FoundFeed> Named(HtmlPage page, Uri address)
    {
        var surroundings = page.Surroundings(address);
        var title = PlainText.From(page.Title, TitleLength) is { Length: > 0 } own ? own : address.IdnHost;
        var named = page.Links
            .Where(link => link.Rel.Contains("alternate") && Format(link.Type) is not null)
            .Select(link => CanonicalAddress.Resolve(link.Href, surroundings) is { } feed
                ? new FoundFeed(feed, PlainText.From(link.Title, TitleLength) is { Length: > 0 } said ? said : title, Format(link.Type)!.Value)
                : null)
            .OfType<FoundFeed>().DistinctBy(feed => feed.Address).ToList();
        // A page of a channel by its handle names the channel's own page.
        return named.Count == 0
            && page.Links.FirstOrDefault(link => link.Rel.Contains("canonical")) is { } canonical
            && CanonicalAddress.Resolve(canonical.Href, surroundings) is { } channel
            && YouTubeFeed(channel) is { } found
            ? [new FoundFeed(found, title, FeedFormat.Atom)]
            : named;
    }

    /// <summary>The answer as a feed; null where it is none.</summary>
    private static FoundFeed? Feed(Download.Received answer)
    {
        try
        {
            var text = FeedEncoding.Decode(answer.Bytes, answer.Charset, isWhole: answer.Break is null);
            var feed = FeedSource.Parse(text, most: 1);
            var title = PlainText.From(feed.Channel.Title, TitleLength);
            var format = text.AsSpan().TrimStart("\uFEFF \t\r\n\0") is ['{', ..] ? FeedFormat.Json : AtomRoot().IsMatch(text) ? FeedFormat.Atom : FeedFormat.Rss;
            return new FoundFeed(answer.Address, title.Length > 0 ? title : answer.Address.IdnHost, format);
        }
        catch (NotAFeedException)
        {
            return null;
        }
    }

    private static FeedFormat? Format(string type) => type.Split(';')[0].Trim() switch
    {
        "application/rss+xml" => FeedFormat.Rss,
        "application/atom+xml" => FeedFormat.Atom,
        "application/feed+json" or "application/json" => FeedFormat.Json,
        _ => null,
    };

    private static Uri? YouTubeFeed(Uri address)
    {
        if (address.IdnHost is not ("youtube.com" or "www.youtube.com" or "m.youtube.com"))
        {
            return null;
        }

        var playlist = QueryHelpers.ParseQuery(address.Query).TryGetValue("list", out var list) && address.AbsolutePath == "/playlist" ? list.ToString() : null;
        var channel = Channel().Match(address.AbsolutePath) is { Success: true } match ? match.Groups["id"].Value : null;
        return (channel, playlist) switch
        {
            ({ } id, _) => new Uri($"https://www.youtube.com/feeds/videos.xml?channel_id={id}"),
            (_, { } id) when PlaylistId().IsMatch(id) => new Uri($"https://www.youtube.com/feeds/videos.xml?playlist_id={id}"),
            _ => null,
        };
    }

    [GeneratedRegex("^/channel/(?<id>UC[A-Za-z0-9_-]{10,40})(/|$)")]
    private static partial Regex Channel();

    [GeneratedRegex("^[A-Za-z0-9_-]{10,60}$")]
    private static partial Regex PlaylistId();

    [GeneratedRegex(@"^[^<]*(<[?!][^>]*>[^<]*)*<([\w.-]+:)?feed\b", RegexOptions.NonBacktracking)]
    private static partial Regex AtomRoot();
}
