using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Nudges.Content;
using Nudges.Integrations.Pages;
using Nudges.Local.Tests.Feeds;

namespace Nudges.Local.Tests.Pages;

public sealed class PageReaderTests
{
    private static string Words(int count) => string.Join(' ', Enumerable.Repeat("word", count));

    [Theory]
    [InlineData("""<meta property="og:title" content="Open &amp; shut"><meta name="twitter:title" content="T"><title>t</title><h1>h</h1>""", "Open & shut")]
    [InlineData("""<meta name="twitter:title" content="Twitter's"><title>t</title><h1>h</h1>""", "Twitter's")]
    [InlineData("""<meta property="og:title" content=" "><title> In the title </title><h1>h</h1>""", "In the title")]
    [InlineData("<h1>The <em>first</em> heading</h1><h1>second</h1>", "The first heading")]
    [InlineData("<svg><title>Icon</title></svg><h1>Heading</h1>", "Heading")]
    [InlineData("<title>List&lt;string> &amp;amp; &lt;b>co&lt;/b></title>", "List<string> & co")]
    public void Title_IsTheFirstThatThePageGives(string html, string expected) => Assert.Equal(expected, Page.Picked(Page.Read(html)).Title);

    [Theory]
    [InlineData("")]
    [InlineData("<title></title><p>Text</p>")]
    public void Page_IsUnreadable_WhenItHasNoTitle(string html) =>
        Assert.Contains($"{Page.Address} has no title", Assert.IsType<PageResult.Unreadable>(Page.Read(html)).Reason, StringComparison.Ordinal);

    [Theory]
    [InlineData("/posts/canonical?utm_medium=x#top", "https://www.weekly.example/posts/canonical")]
    [InlineData("https://weekly.example/posts/one", "https://weekly.example/posts/one")]
    [InlineData("https://m.weekly.example/posts/one", "https://m.weekly.example/posts/one")]
    [InlineData("https://other.example/posts/one", "https://www.weekly.example/posts/one")]
    [InlineData("https://weekly.example.evil.example/posts/one", "https://www.weekly.example/posts/one")]
    [InlineData("https://www.weekly.example:8443/posts/one", "https://www.weekly.example/posts/one")]
    [InlineData("http://www.weekly.example/posts/one", "https://www.weekly.example/posts/one")]
    [InlineData("javascript:alert(1)", "https://www.weekly.example/posts/one")]
    [InlineData("/", "https://www.weekly.example/posts/one")]
    public void Address_IsThePagesOwnWord_OnItsOwnSite(string canonical, string expected)
    {
        var item = Page.Item($"""<link rel="canonical" href="{canonical}">""");

        Assert.Equal(expected, item.Address.AbsoluteUri);
        Assert.Equal(ItemId.For(item.Address), item.Id);
    }

    [Fact]
    public void Item_HasWhatThePageSays()
    {
        var item = Page.Picked(Page.Read($"""
            <html lang="de-AT"><head><base href="https://cdn.weekly.example/x/"><title>T</title>
            <meta property="og:description" content="What it is &lt;b>about&lt;/b>">
            <meta property="og:image" content="a.png"><meta name="author" content="Ada Byron">
            <meta property="article:published_time" content="2026-11-20T09:30:00+01:00">
            <meta property="article:tag" content="SQL"><meta property="article:tag" content="Data">
            </head><body><nav>{Words(900)}</nav><main><h1>T</h1><p>{Words(231)}</p></main></body></html>
            """));

        Assert.Equal("What it is about", item.Summary);
        Assert.Equal("https://cdn.weekly.example/x/a.png", item.Image!.AbsoluteUri);
        Assert.Equal(["Ada Byron"], item.Authors);
        Assert.Equal(["practice", "SQL", "Data"], item.Tags);
        Assert.Equal(new DateTimeOffset(2026, 11, 20, 8, 30, 0, TimeSpan.Zero), item.Published);
        Assert.Equal("de", item.Language);
        Assert.Equal(ContentKind.Article, item.Kind);
        Assert.Equal(2, item.Minutes);
        Assert.Equal("weekly", item.Source);
    }

    [Fact]
    public void Item_HasWhatItsDataSays_WhereThePageSaysNothing()
    {
        var item = Page.Item("""
            <script type="application/ld+json">{ broken</script>
            <script type="application/ld+json">{"@context":"https://schema.org","@graph":[
              {"@type":"WebSite","name":"Weekly"},
              {"@type":["BlogPosting"],"datePublished":"2026-11-01","inLanguage":"en-GB","author":[{"@type":"Person","name":"Grace </script>"},"Ada"],"timeRequired":"PT7M30S"}]}</script>
            <script type="application/ld+json">{"@type":"BlogPosting","datePublished":"2026-11-02","author":{"name":"Grace"},"timeRequired":"PT7M30S","inLanguage":"en-GB"}</script>
            """);

        Assert.Equal(new DateTimeOffset(2026, 11, 2, 0, 0, 0, TimeSpan.Zero), item.Published);
        Assert.Equal(["Grace"], item.Authors);
        Assert.Equal("en", item.Language);
        Assert.Equal(8, item.Minutes);
    }

    [Theory]
    [InlineData("""<meta property="og:type" content="video.other"><meta property="og:video:duration" content="601">""", null, ContentKind.Video, 11)]
    [InlineData("""<meta itemprop="duration" content="PT12M3S">""", "https://www.youtube.com/watch?v=abc", ContentKind.Video, 13)]
    [InlineData("", "https://vimeo.com/1234", ContentKind.Video, null)]
    [InlineData("", "https://notvimeo.com/1234", ContentKind.Article, null)]
    [InlineData("""<script type="application/ld+json">{"@type":"PodcastEpisode","duration":"PT1H"}</script>""", null, ContentKind.Podcast, 60)]
    [InlineData("""<meta property="og:type" content="music.song">""", null, ContentKind.Podcast, null)]
    [InlineData("""<script type="application/ld+json">{"@type":"Course","timeRequired":"PT3H"}</script>""", null, ContentKind.Course, 180)]
    [InlineData("""<script type="application/ld+json">[{"@type":"Article"},{"@type":"VideoObject","duration":"PT1H"}]</script>""", null, ContentKind.Article, null)]
    public void Kind_IsWhatOneDoesWithThePage(string head, string? address, ContentKind kind, int? minutes)
    {
        var item = Page.Item(head, address: address is null ? null : new Uri(address));

        Assert.Equal((kind, minutes), (item.Kind, item.Minutes));
    }

    [Theory]
    [InlineData(99, null)]
    [InlineData(100, 1)]
    [InlineData(228, 1)]
    [InlineData(2_280, 10)]
    [InlineData(2_281, 11)]
    public void Minutes_AreThoseOfTheText(int words, int? expected) =>
        Assert.Equal(expected, Page.Picked(Page.Read(
            $"<html lang='en'><title>T</title><header>{Words(300)}</header><p>{Words(words)}</p><script>{Words(300)}</script><footer>{Words(300)}</footer>")).Minutes);

    [Fact]
    public void Minutes_CountSigns_WhereWordsHaveNoSpaces() =>
        Assert.Equal(4, Page.Item("", $"<article>{new string('学', 800)}</article>").Minutes);

    [Theory]
    [InlineData("https://weekly.example/files/wheel-truing_checklist.pdf", "application/pdf", "wheel truing checklist", ContentKind.Document)]
    [InlineData("https://weekly.example/f/Bericht%202026.docx", "application/octet-stream", "Bericht 2026", ContentKind.Document)]
    [InlineData("https://weekly.example/talk.mp4", "video/mp4", "talk", ContentKind.Video)]
    [InlineData("https://weekly.example/episode-7", "audio/mpeg", "episode 7", ContentKind.Podcast)]
    [InlineData("https://weekly.example/", "application/pdf", "weekly.example", ContentKind.Document)]
    public void File_IsNamedAfterItself(string address, string type, string title, ContentKind kind)
    {
        var item = Page.Picked(Page.Read("%PDF", new Uri(address), type));

        Assert.Equal((title, kind, null), (item.Title, item.Kind, item.Minutes));
    }

    [Fact]
    public async Task Read_FetchesThePage_AsItIsEncoded()
    {
        await using var server = await FeedServer.StartAsync(async context =>
        {
            context.Response.ContentType = "text/html";
            await context.Response.Body.WriteAsync(Encoding.Latin1.GetBytes("<html><meta charset='iso-8859-1'><title>Räder</title></html>"));
        });

        var item = Page.Picked(await ReadAsync(new Uri(server.Address, "/a#b")));

        Assert.Equal("Räder", item.Title);
        Assert.Equal(new Uri(server.Address, "/a"), item.Address);
    }

    [Theory]
    [InlineData(404, false)]
    [InlineData(503, true)]
    public async Task Read_IsUnreadable_WhenTheServerRefuses(int status, bool passing)
    {
        await using var server = await FeedServer.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });

        var unreadable = Assert.IsType<PageResult.Unreadable>(await ReadAsync(server.Address));

        Assert.StartsWith($"{server.Address} answered {status}", unreadable.Reason, StringComparison.Ordinal);
        Assert.Equal(passing, unreadable.Passing);
    }

    [Fact]
    public async Task Read_AsksNobody_WhenTheAddressIsNone() =>
        Assert.Contains("no http or https address", Assert.IsType<PageResult.Unreadable>(await ReadAsync(new Uri("file:///etc/passwd"))).Reason, StringComparison.Ordinal);

    [Fact]
    public async Task Read_Throws_WhenCancelled() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Page.Reader().ReadAsync(Page.Address, Feed.Definition, new CancellationToken(canceled: true)));

    [Theory]
    [InlineData("<div>")]
    [InlineData("<svg>")]
    [InlineData("<article><nav>")]
    [InlineData("<title>")]
    [InlineData("<h1>x")]
    [InlineData("<a b=c ")]
    [InlineData("<meta name=a content=b>")]
    [InlineData("<script type=application/ld+json>[</script>")]
    [InlineData("<script>")]
    [InlineData("<!--")]
    [InlineData("&")]
    [InlineData("word ")]
    public void Read_IsQuick_WhenThePageIsLongAndHostile(string piece)
    {
        var html = new StringBuilder("<title>T</title>", 10_000_000);
        while (html.Length < 9_900_000)
        {
            html.Append(piece);
        }

        var watch = Stopwatch.StartNew();
        Page.Read(html.ToString());

        // What nests without end would take hours; the limit only tells that apart.
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 5);
    }

    private static Task<PageResult> ReadAsync(Uri address) =>
        new PageReader(Feed.Web(TimeProvider.System, [KeyValuePair.Create("AllowPrivateAddresses", (string?)"true")]), new FakeTimeProvider(Feed.Now), Page.Items).ReadAsync(address, Feed.Definition, CancellationToken.None);
}
