using Microsoft.AspNetCore.Http;
using Nudges.Content;
using Nudges.Integrations.Pages;
using Nudges.Local.Tests.Feeds;

namespace Nudges.Local.Tests.Pages;

public sealed class FeedFinderTests
{
    private const string Atom = """<?xml version="1.0"?><!-- mine --><feed xmlns="http://www.w3.org/2005/Atom"><title>Atom's</title></feed>""";

    [Fact]
    public async Task Find_GivesTheFeedsThatThePageNames_EachOnce()
    {
        await using var server = await FeedServer.StartAsync(context => SendAsync(context, "/blog/", "text/html", """
            <title>Weekly</title>
            <link rel="alternate" type="application/rss+xml" title="All &amp; everything" href="/all.xml">
            <link REL="Alternate home" type="application/atom+xml; charset=utf-8" href="atom.xml">
            <link rel="alternate" type="application/feed+json" href="//json.example/feed.json">
            <link rel="alternate" type="application/rss+xml" title="Again" href="/all.xml">
            <link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">
            <link rel="alternate" type="text/html" hreflang="de" href="/de">
            <link rel="stylesheet" type="application/rss+xml" href="/no.xml">
            """));

        var feeds = await FindAsync(new Uri(server.Address, "/blog/"));

        Assert.Equal(
            [
                new FoundFeed(new Uri(server.Address, "/all.xml"), "All & everything", FeedFormat.Rss),
                new FoundFeed(new Uri(server.Address, "/blog/atom.xml"), "Weekly", FeedFormat.Atom),
                new FoundFeed(new Uri("http://json.example/feed.json"), "Weekly", FeedFormat.Json),
            ],
            feeds);
        Assert.Equal(1, server.Requests);
    }

    [Theory]
    [InlineData("<rss><channel><title>Rss's</title></channel></rss>", "application/rss+xml", "Rss's", FeedFormat.Rss)]
    [InlineData(Atom, "text/html", "Atom's", FeedFormat.Atom)]
    [InlineData("""{"title":"Json's","items":[]}""", "application/json", "Json's", FeedFormat.Json)]
    public async Task Find_GivesTheFeedItself_WhenTheAddressIsOnes(string document, string type, string title, FeedFormat format)
    {
        await using var server = await FeedServer.StartAsync(context => SendAsync(context, "/x", type, document));

        Assert.Equal([new FoundFeed(new Uri(server.Address, "/x"), title, format)], await FindAsync(new Uri(server.Address, "/x")));
    }

    [Fact]
    public async Task Find_LooksAtUsualPlaces_WhenThePageNamesNone()
    {
        await using var server = await FeedServer.StartAsync(context => context.Request.Path == "/atom.xml"
            ? SendAsync(context, "/atom.xml", "application/xml", Atom)
            : SendAsync(context, "/posts/1", "text/html", "<title>Weekly</title>"));

        Assert.Equal([new FoundFeed(new Uri(server.Address, "/atom.xml"), "Atom's", FeedFormat.Atom)], await FindAsync(new Uri(server.Address, "/posts/1")));
    }

    [Fact]
    public async Task Find_AsksSixTimes_WhenThereIsNone()
    {
        await using var server = await FeedServer.StartAsync(context => SendAsync(context, context.Request.Path, "text/html", "<title>Sorry</title>"));

        Assert.Empty(await FindAsync(server.Address));
        Assert.Equal(6, server.Requests);
    }

    [Theory]
    [InlineData("https://www.youtube.com/channel/UCabcdefghijklmnopqrstuv/videos", "https://www.youtube.com/feeds/videos.xml?channel_id=UCabcdefghijklmnopqrstuv")]
    [InlineData("https://youtube.com/playlist?list=PLabcdefghijkl&si=x", "https://www.youtube.com/feeds/videos.xml?playlist_id=PLabcdefghijkl")]
    public async Task Find_KnowsYouTubesFeeds_WithoutAsking(string address, string feed) =>
        Assert.Equal(feed, Assert.Single(await FindAsync(new Uri(address))).Address.AbsoluteUri);

    [Fact]
    public async Task Find_FollowsAHandleToItsChannel()
    {
        await using var server = await FeedServer.StartAsync(context => SendAsync(context, "/@weekly", "text/html", """<title>Weekly - YouTube</title><link rel="canonical" href="https://www.youtube.com/channel/UCabcdefghijklmnopqrstuv">"""));

        Assert.Equal("https://www.youtube.com/feeds/videos.xml?channel_id=UCabcdefghijklmnopqrstuv", Assert.Single(await FindAsync(new Uri(server.Address, "/@weekly"))).Address.AbsoluteUri);
    }

    [Fact]
    public async Task Find_NamesTheAddress_WhenItIsNeitherPageNorFeed()
    {
        await using var server = await FeedServer.StartAsync(context => SendAsync(context, "/x.pdf", "application/pdf", "%PDF"));

        Assert.Contains("neither a page nor a feed", await UnreadableAsync(new Uri(server.Address, "/x.pdf")), StringComparison.Ordinal);
        Assert.Contains("answered 404", await UnreadableAsync(new Uri(server.Address, "/gone")), StringComparison.Ordinal);
        Assert.Contains("no http or https address", await UnreadableAsync(new Uri("ftp://weekly.example/")), StringComparison.Ordinal);
    }

    private static FeedFinder Finder() => new(Feed.Web(TimeProvider.System, [KeyValuePair.Create("AllowPrivateAddresses", (string?)"true")]));

    private static async Task<IReadOnlyList<FoundFeed>> FindAsync(Uri address) =>
        Assert.IsType<FeedSearch.Searched>(await Finder().FindAsync(address, CancellationToken.None)).Feeds;

    private static async Task<string> UnreadableAsync(Uri address) =>
        Assert.IsType<FeedSearch.Unreadable>(await Finder().FindAsync(address, CancellationToken.None)).Reason;

    private static Task SendAsync(HttpContext context, string path, string type, string body)
    {
        context.Response.StatusCode = context.Request.Path == path ? StatusCodes.Status200OK : StatusCodes.Status404NotFound;
        context.Response.ContentType = type;
        return context.Response.WriteAsync(body);
    }
}
