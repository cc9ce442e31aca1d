using Nudges.Content;
using Nudges.Integrations.Feeds;

namespace Nudges.Local.Tests.Feeds;

/// <summary>What plays: podcasts, videos, and how long they take.</summary>
public sealed class FeedMediaTests
{
    private const string Audio = "<enclosure url='/a.mp3' type='audio/mpeg' length='123'/>";

    [Theory]
    [InlineData("", ContentKind.Article)]
    [InlineData(Audio, ContentKind.Podcast)]
    [InlineData("<enclosure url='/a.png' type='image/png'/>", ContentKind.Article)]
    [InlineData("<enclosure url='/a.mp4' type='video/mp4'/>", ContentKind.Video)]
    [InlineData("<atom:link rel='enclosure' href='/a.mp3' type='Audio/mpeg'/>", ContentKind.Podcast)]
    [InlineData("<media:group><media:content url='/a' medium='video'/></media:group>", ContentKind.Video)]
    [InlineData("<link>https://www.youtube.com/watch?v=x</link>", ContentKind.Video)]
    public void Kind_IsWhatOneDoesWithIt(string elements, ContentKind expected) =>
        Assert.Equal(expected, Feed.Item(elements).Kind);

    [Theory]
    [InlineData("<itunes:duration>1:02:03</itunes:duration>", 63)]
    [InlineData("<itunes:duration>62:00</itunes:duration>", 62)]
    [InlineData("<itunes:duration> 61 </itunes:duration>", 2)]
    [InlineData("<itunes:duration>0.5</itunes:duration>", 1)]
    [InlineData("<itunes:duration>24:00:00</itunes:duration>", 1440)]
    [InlineData("<itunes:duration>24:00:01</itunes:duration>", null)]
    [InlineData("<itunes:duration>0</itunes:duration>", null)]
    [InlineData("<itunes:duration>-5</itunes:duration>", null)]
    [InlineData("<itunes:duration>about an hour</itunes:duration>", null)]
    [InlineData("<itunes:duration>1:2:3:4</itunes:duration>", null)]
    [InlineData("<itunes:duration>soon</itunes:duration><media:content url='/a' duration='90'/>", 2)]
    [InlineData(Audio, null)]
    public void Minutes_AreTheWholeOnesItPlays_WhereItSaysSo(string elements, int? expected) =>
        Assert.Equal(expected, Feed.Item(elements).Minutes);

    [Fact]
    public void Read_GivesTheAttachment_OfAJsonFeed()
    {
        const string Document = """{"items":[{"id":7,"url":"/a","title":"T","attachments":["x",{"mime_type":"audio/mpeg"},{"url":"/a.mp3","mime_type":"audio/mpeg","size_in_bytes":123,"duration_in_seconds":61},{"url":"/b.mp3","size_in_bytes":1e400,"duration_in_seconds":1e400}]}]}""";

        var item = Assert.Single(Feed.Fetched(Document).Items);
        var parsed = Assert.Single(FeedSource.Parse(Document, most: 10).Items);

        Assert.Equal((ContentKind.Podcast, 2), (item.Kind, item.Minutes));
        Assert.Equal("7", parsed.Id);
        Assert.Equal([new("/a.mp3", "audio/mpeg", 123), new("/b.mp3", null, null)], parsed.Enclosures);
    }

    [Fact]
    public void Read_GivesTheVideo_OfAYouTubeChannel()
    {
        const string Document = """
            <feed xmlns:yt="http://www.youtube.com/xml/schemas/2015" xmlns:media="http://search.yahoo.com/mrss/" xmlns="http://www.w3.org/2005/Atom">
             <link rel="self" href="http://www.youtube.com/feeds/videos.xml?channel_id=UC1"/><id>yt:channel:1</id><title>Lark</title><author><name>Lark</name></author>
             <entry><id>yt:video:abc</id><yt:videoId>abc</yt:videoId><title>Fold a proposal</title><link rel="alternate" href="https://www.youtube.com/watch?v=abc"/>
              <author><name>Lark</name><uri>https://www.youtube.com/channel/UC1</uri></author><published>2026-11-01T10:00:00+00:00</published><updated>2026-11-02T10:00:00+00:00</updated>
              <media:group><media:title>Other</media:title><media:content url="https://www.youtube.com/v/abc?version=3" type="application/x-shockwave-flash" width="640"/>
               <media:thumbnail url="https://i2.ytimg.com/vi/abc/hqdefault.jpg"/><media:description>In four minutes.</media:description></media:group></entry>
            </feed>
            """;

        var item = Assert.Single(Feed.Fetched(Document).Items);

        Assert.Equal(("Fold a proposal", ContentKind.Video, "In four minutes."), (item.Title, item.Kind, item.Summary));
        Assert.Equal("https://www.youtube.com/watch?v=abc", item.Address.AbsoluteUri);
        Assert.Equal("https://i2.ytimg.com/vi/abc/hqdefault.jpg", item.Image?.AbsoluteUri);
        Assert.Equal(new DateTimeOffset(2026, 11, 1, 10, 0, 0, TimeSpan.Zero), item.Published);
        Assert.Equal("yt:video:abc", Assert.Single(FeedSource.Parse(Document, most: 10).Items).Id);
    }
}
