using System.Text;
using Nudges.Integrations.Feeds;
using Nudges.Integrations.Web;

namespace Nudges.Local.Tests.Feeds;

public sealed class FeedTrialTests
{
    [Theory]
    [InlineData("<link>a</link>", "", "a")]
    [InlineData("<link>a</link>", "<link>https://home.example/blog/</link>", "https://home.example/blog/a")]
    [InlineData("<link>http://weekly.example</link>", "", "http://weekly.example")]
    [InlineData("<link>java&#10;script:alert(1)</link>", "", null)]
    [InlineData("<guid>https://weekly.example/7</guid>", "", null)]
    [InlineData("<link>https://counter.example/1</link><feedburner:origLink>https://weekly.example/real</feedburner:origLink>", "", "https://counter.example/1")]
    public void Url_IsTheLinkAsStated_MadeAbsoluteWhereThatIsKnown(string elements, string channel, string? expected) =>
        Assert.Equal(expected, Item(Feed.Rss($"<item>{elements}</item>", channel)).Url);

    [Fact]
    public async Task Read_SaysSo_WhenThePathIsAPipeOrADevice()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var pipe = Path.Combine(Path.GetTempPath(), $"nudges-pipe-{Guid.NewGuid():N}.xml");
        using (var made = System.Diagnostics.Process.Start("mkfifo", pipe))
        {
            await made.WaitForExitAsync();
        }

        try
        {
            using var web = Feed.Web(TimeProvider.System);
            var tried = await Task.Run(() => new FeedTrial(web).ReadAsync(pipe, CancellationToken.None)).WaitAsync(TimeSpan.FromSeconds(30));

            Assert.Contains("is no file but a pipe", Assert.IsType<TriedFeed.Unreadable>(tried).Error, StringComparison.Ordinal);
            var device = await new FeedTrial(web).ReadAsync("/dev/zero", CancellationToken.None);
            Assert.Contains("or a device", Assert.IsType<TriedFeed.Unreadable>(device).Error, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(pipe);
        }
    }

    [Theory]
    [InlineData("<guid isPermaLink='false'> 7 </guid>", "7")]
    [InlineData("<link>https://weekly.example/a</link>", "https://weekly.example/a")]
    [InlineData("", null)]
    public void Id_IsTheDocuments_ElseTheUrl(string elements, string? expected) =>
        Assert.Equal(expected, Item(Feed.Rss($"<item>{elements}</item>")).Id);

    [Fact]
    public void Published_IsTheChange_OnlyInAtomWithoutADateOfPublication()
    {
        var changed = new DateTime(2026, 11, 20, 8, 30, 0, DateTimeKind.Utc);

        Assert.Equal(changed, Item("<feed xmlns='http://www.w3.org/2005/Atom'><entry><updated>2026-11-20T09:30:00+01:00</updated></entry></feed>").Published);
        var rss = Item(Feed.Rss("<item><atom:updated>2026-11-20T09:30:00+01:00</atom:updated></item>"));
        Assert.Equal((null, changed), (rss.Published, rss.Updated));
    }

    [Theory]
    [InlineData("R & D, 1 < 2", "R & D, 1 < 2")]
    [InlineData("A <b>bold</b> title", "A <b>bold</b> title")]
    [InlineData("Use List<string>", "Use List<string>")]
    [InlineData("<script>alert(1)</script>Safe", "Safe")]
    [InlineData("Safe <!--<script>alert(1)</script>", "Safe")]
    [InlineData("Safe <script src=x ", "Safe")]
    [InlineData("Safe </script", "Safe")]
    [InlineData("<b onclick=alert(1)>Safe</b>", "Safe")]
    public void Title_IsAsStated_UnlessSomethingInItCouldRun(string title, string expected) =>
        Assert.Equal(expected, Item(Feed.Rss($"<item><title><![CDATA[{title}]]></title></item>")).Title);

    [Theory]
    [InlineData("<p>Why <b>not</b>?</p>", "<p>Why <b>not</b>?</p>")]
    [InlineData("<p onclick='alert(1)' style='position:fixed'>x</p><script>alert(1)</script><form action='/x'></form>", "<p>x</p>")]
    [InlineData("<a href='java&#115;cript:alert(1)'>x</a><img src=x onerror=alert(1)>", "<a>x</a><img src=\"x\">")]
    [InlineData("<svg><style><img src=x onerror=alert(1)></style></svg>x", null)]
    [InlineData("<math><mtext><table><mglyph><style><!--</style><img title=\"--><img src=x onerror=alert(1)>\">", null)]
    public void Content_IsHtml_OfWhichNothingRuns(string html, string? expected)
    {
        var content = Item(Feed.Rss($"<item><content:encoded><![CDATA[{html}]]></content:encoded></item>")).Content;

        Assert.True(expected is null ? content?.Contains("<img src=x", StringComparison.Ordinal) is not true : content == expected, content);
    }

    [Theory]
    [InlineData("</p>", 100_000)]
    [InlineData("<div>", 100_000)]
    [InlineData("<b>x</b>", 100_000)]
    [InlineData("<b><p>", 10_000)]
    public void Content_KeepsItsText_WhenThereIsTooMuchMarkupInIt(string markup, int times) =>
        Assert.StartsWith("Text", Item(Feed.Rss($"<item><content:encoded><![CDATA[Text{string.Concat(Enumerable.Repeat(markup, times))}]]></content:encoded></item>")).Content, StringComparison.Ordinal);

    [Fact]
    public async Task Read_StopsAtTheLimit_WhenTheFileIsLarger()
    {
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, Feed.Rss("<item><title>One</title></item>" + new string(' ', 2_000)));
            using var web = Feed.Web(TimeProvider.System, KeyValuePair.Create("MaxBytes", (string?)"1000"));

            var feed = Assert.IsType<TriedFeed.Readable>(await new FeedTrial(web).ReadAsync(path, CancellationToken.None));

            Assert.Equal("One", Assert.Single(feed.Items).Title);
            Assert.Contains("longer than 1,000 bytes", feed.Warning, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Read_SaysWhy_WhenThereIsNoFile()
    {
        using var web = Feed.Web(TimeProvider.System);

        var feed = Assert.IsType<TriedFeed.Unreadable>(await new FeedTrial(web).ReadAsync("no/such/file.xml", CancellationToken.None));

        Assert.StartsWith("no/such/file.xml cannot be read (", feed.Error, StringComparison.Ordinal);
    }

    private static TriedItem Item(string document) => Assert.Single(Assert.IsType<TriedFeed.Readable>(
        FeedTrial.Read("document", new Download.Received(Encoding.UTF8.GetBytes(document), StatedAddress.Unknown, Charset: null, Break: null))).Items);
}
