using System.Text;
using Nudges.Content;

namespace Nudges.Local.Tests.Feeds;

public sealed class FeedFormatTests
{
    public static TheoryData<string, string> Formats { get; } = new()
    {
        { "RSS 0.91", """<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd"><rss version="0.91"><channel><item><title>Größe &amp; Maß</title><link>https://weekly.example/a</link><description>Why.</description></item></channel></rss>""" },
        { "RSS 0.90", """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel><title>W</title></channel><item><title>Größe &amp; Maß</title><link>https://weekly.example/a</link><description>Why.</description></item></rdf:RDF>""" },
        { "RSS 1.0", """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://weekly.example/"><title>W</title></channel><item rdf:about="https://weekly.example/a"><title>Größe &amp; Maß</title><link>https://weekly.example/a</link><description>Why.</description><dc:date>2026-11-20T08:30:00Z</dc:date><dc:creator>Ada</dc:creator><dc:subject>maths</dc:subject></item></rdf:RDF>""" },
        { "RSS 2.0", """<rss version="2.0"><channel><item><title><![CDATA[Größe &amp; Maß]]></title><link>https://weekly.example/a</link><description>&lt;p&gt;Why.&lt;/p&gt;</description><pubDate>Fri, 20 Nov 2026 09:30:00 +0100</pubDate><author>ada@weekly.example (Ada)</author><category>maths</category></item></channel></rss>""" },
        { "Atom 0.3", """<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><title>Größe &amp; Maß</title><link rel="alternate" type="text/html" href="https://weekly.example/a"/><summary>Why.</summary><issued>2026-11-20T08:30:00Z</issued><author><name>Ada</name></author></entry></feed>""" },
        { "Atom 1.0", """<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:author><a:name>Ada</a:name></a:author><a:entry><a:title type="html">Größe &amp;amp; Maß</a:title><a:link rel="self" href="/feed"/><a:link href="https://weekly.example/a"/><a:content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Why.</p></div></a:content><a:updated>2026-11-20T08:30:00Z</a:updated><a:category term="maths"/></a:entry></a:feed>""" },
        { "JSON Feed 1.0", """{"version":"https://jsonfeed.org/version/1","items":[{"id":"1","url":"https://weekly.example/a","title":"Größe & Maß","content_text":"Why.","date_published":"2026-11-20T08:30:00Z","author":{"name":"Ada"},"tags":["maths"]}]}""" },
        { "JSON Feed 1.1", """{"version":"https://jsonfeed.org/version/1.1","authors":[{"name":"Ada"}],"items":[{"id":"https://weekly.example/a","title":"Größe &amp; Maß","content_html":"<p>Why.</p>","date_modified":"2026-11-20T09:30:00+01:00","tags":["maths", 7, null]}, "no item"]}""" },
    };

    [Theory]
    [MemberData(nameof(Formats))]
    public void Read_GivesTheItem_InEveryFormat(string format, string document)
    {
        var fetched = Feed.Fetched(document);

        var item = Assert.Single(fetched.Items);
        Assert.Null(fetched.Warning);
        Assert.Equal(new Uri("https://weekly.example/a"), item.Address);
        Assert.Equal(ItemId.For(new Uri("https://weekly.example/a")), item.Id);
        Assert.Equal("Größe & Maß", item.Title);
        Assert.Equal("Why.", item.Summary);
        Assert.Equal("weekly", item.Source);
        if (!format.StartsWith("RSS 0", StringComparison.Ordinal))
        {
            Assert.Equal(new DateTimeOffset(2026, 11, 20, 8, 30, 0, TimeSpan.Zero), item.Published);
            Assert.Equal(["Ada"], item.Authors);
        }
    }

    [Theory]
    [InlineData("windows-1252", null, "windows-1252")]
    [InlineData(null, "windows-1252", "windows-1252")]
    [InlineData("utf-8", null, "windows-1252")]
    [InlineData(null, null, "utf-8")]
    [InlineData("koi8-r", null, "koi8-r")]
    [InlineData("utf-16", null, "utf-8")]
    [InlineData("utf-16", null, "utf-16")]
    [InlineData("no-such-thing", "\"utf-8\"", "utf-8")]
    public void Read_DecodesTheText_AsTheBytesDeclarationOrServerSay(string? declared, string? charset, string actual)
    {
        var title = actual == "koi8-r" ? "Уроки" : "Größe – Maß";
        var declaration = declared is null ? "" : $"<?xml version=\"1.0\" encoding=\"{declared}\"?>";
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(actual) ?? Encoding.GetEncoding(actual);
        var bytes = encoding.GetBytes($"{declaration}<rss><channel><item><title>{title}</title><link>https://weekly.example/a</link></item></channel></rss>");
        var source = Feed.Source();

        var result = source.Read(Feed.Definition, Feed.Document(bytes, charset));

        Assert.Equal(title, Assert.Single(Feed.Fetched(result).Items).Title);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData(" \r\n", "is empty")]
    [InlineData("404 page not found", "neither XML nor JSON")]
    [InlineData("<!DOCTYPE html><html><head><link rel=stylesheet><title>Sign in</title></head></html>", "web page")]
    [InlineData("<!doctype html><html lang=en><link rel=\"shortcut alternate\" type=application/atom+xml href=/news.atom><body>", "web page, no feed; its feed is at https://weekly.example/news.atom.")]
    [InlineData("<html><head><link rel=\"alternate\" type=\"text/html\" href=\"/fr\"/></head></html>", "web page, no feed.")]
    [InlineData("<opml version=\"2.0\"><body/></opml>", "another kind (opml)")]
    [InlineData("{\"status\":\"ok\"}", "no items")]
    [InlineData("[{\"title\":\"x\"}]", "no JSON Feed")]
    [InlineData("[[{}", "no JSON Feed")]
    [InlineData("{\"items\":", "broken JSON")]
    [InlineData("<rss><channel><item><title>Cut of", "breaks off before its first item")]
    [InlineData("<", "neither XML nor JSON")]
    public void Read_SaysWhatItIs_WhenItIsNoFeed(string document, string reason)
    {
        var sentence = Feed.Unreadable(document);

        Assert.Contains(reason, sentence, StringComparison.Ordinal);
        Assert.StartsWith(Feed.Definition.Address.AbsoluteUri, sentence, StringComparison.Ordinal);
        Assert.EndsWith(".", sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""<rss><channel><item><title>One</title><link>https://w.example/1</link></item><item><title>Two</title><link>https://w.example/2</link></item><item><title>Three</title><link>https://w""")]
    [InlineData("""<rss><channel><item><title>One</title><link>https://w.example/1</link></item><item><title>Two</title><link>https://w.example/2</link></item></wrong></rss>""")]
    [InlineData("""{"version":"https://jsonfeed.org/version/1.1","authors":[{"name":"Ada"}],"items":[{"url":"https://w.example/1","title":"One"},{"url":"https://w.example/2","title":"Two","tags":["a"]},{"url":"https://w""")]
    public void Read_KeepsTheItemsBeforeTheBreak_AndSaysSo(string document)
    {
        var fetched = Feed.Fetched(document);

        Assert.Equal(["One", "Two"], fetched.Items.Select(item => item.Title));
        Assert.Contains("breaks off after 2 items", fetched.Warning, StringComparison.Ordinal);
        Assert.Contains(Feed.Definition.Address.AbsoluteUri, fetched.Warning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Q&A, R & D, caf&eacute;&nbsp;&unknown; &#233; &#0;x", "Q&A, R & D, café &unknown; é x")]
    [InlineData("tick\u0001 \u000btock", "tick tock")]
    [InlineData("<![CDATA[R & D]]> <!-- & --> more", "R & D more")]
    public void Read_ReadsOver_WhatIsAlmostXml(string title, string expected) =>
        Assert.Equal(expected, Feed.Item($"<title>{title}</title><nowhere:declared a:b=\"c\"/>").Title);

    [Fact]
    public void Read_GivesAnEmptyList_WhenTheFeedHasNoItems() => Assert.Empty(Feed.Fetched(Feed.Rss("")).Items);
}
