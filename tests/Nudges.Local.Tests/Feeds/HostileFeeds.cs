using System.Text;

namespace Nudges.Local.Tests.Feeds;

/// <summary>Documents of a given size that were made to cost their reader as much as they can, each in one way.</summary>
internal static class HostileFeeds
{
    private static readonly Dictionary<string, Func<int, string>> Shapes = new()
    {
        ["empty items"] = size => Rss("", "<item/>", size),
        ["empty elements in one item"] = size => Item("<a/>", size),
        ["empty elements outside of items"] = size => Rss("", "<a/>", size),
        ["elements named anew each time"] = size => Rss("", number => $"<a{number}/>", size),
        ["namespaces declared anew each time"] = size => Rss("", number => $"<a:b xmlns:a='u{number}'/>", size),
        ["a long namespace and many elements in it"] = size => $"<rss><channel xmlns='{Fill("n", size / 2)}'><item>{Fill("<title/>", size / 2)}</item></channel></rss>",
        ["items of a title and a link"] = size => Rss("", number => $"<item><title>{number}</title><link>/{number}</link></item>", size),
        ["items of attributes"] = size => Rss("", $"<item {string.Concat(Enumerable.Range(0, 50).Select(number => $"a{number}='' "))}/>", size),
        ["one title"] = size => Whole(length => $"<title>{Fill("word ", length)}</title>", size),
        ["one title of line breaks"] = size => Whole(length => $"<title>a{Fill("\n", length)}a</title>", size),
        ["one title of entities"] = size => Whole(length => $"<title>{Fill("&amp;lt;", length)}</title>", size),
        ["one title of named entities"] = size => Whole(length => $"<title>{Fill("&hearts;", length)}</title>", size),
        ["one title in sections"] = size => Whole(length => $"<title>{Fill("<![CDATA[a]]>", length)}</title>", size),
        ["one title in comments"] = size => Whole(length => $"<title>{Fill("a<!---->", length)}</title>", size),
        ["one title of elements"] = size => Whole(length => $"<title type='xhtml'>{Fill("<b>a</b>", length)}</title>", size),
        ["titles of type arguments"] = size => Item("<title>A&lt;a, a</title>", size),
        ["dates that are none"] = size => Item("<pubDate>Mon, 12 Nov 2026 99:99:99 +0000</pubDate>", size),
        ["items of dates that are none"] = size => Rss("", $"<item><title>T</title><link>/a</link>{Fill("<dc:date>12 Nov 2026 99:99:99</dc:date>", 4_000)}</item>", size),
        ["durations that are none"] = size => Item("<itunes:duration>1:a</itunes:duration>", size),
        ["categories"] = size => Item("<category>a</category>", size),
        ["categories of markup"] = size => Item("<category>&lt;b&gt;a</category>", size),
        ["keywords"] = size => Whole(length => $"<itunes:keywords>{Fill("a,", length)}</itunes:keywords>", size),
        ["authors"] = size => Item("<author>a@b.c (d)</author>", size),
        ["authors of a feed and entries without"] = size => $"<feed xmlns='http://www.w3.org/2005/Atom'>{Fill("<author><name>a</name></author>", size / 2)}{Fill("<entry><title>T</title><link href='/a'/></entry>", size / 2)}</feed>",
        ["a long language and many items"] = size => $"<rss xml:lang='{Fill("d", size / 2)}'><channel>{Fill("<item><title>T</title><link>/a</link></item>", size / 2)}</channel></rss>",
        ["a long language of markup and many items"] = size => $"<rss><channel><language>{Fill("&lt;b&gt;", size / 2)}</language>{Fill("<item><title>T</title><link>/a</link></item>", size / 2)}</channel></rss>",
        ["a long base and many items"] = size => $"<rss xml:base='http://a.example/{Fill("a", size / 2)}/'><channel>{Fill("<item><title>T</title><link>a</link></item>", size / 2)}</channel></rss>",
        ["a base at the limit and many enclosures"] = size => $"<rss xml:base='http://a.example/{Fill("a/", 1_900)}'><channel>{Fill($"<item><title>T</title><link>a</link>{Fill("<enclosure url='a'/>", 2_000)}</item>", size)}</channel></rss>",
        ["a long link of the channel and many items"] = size => Rss($"<link>http://a.example/{Fill("a", size / 2)}</link>", "<item><title>T</title><link>a</link></item>", size / 2),
        ["links that lead on"] = size => Rss("", $"<item><title>T</title><link>https://www.google.com/url?q={Fill("https%253A%252F%252Fwww.google.com%252Furl%253Fq%253D", 1_900)}</link></item>", size),
        ["links of escapes"] = size => Rss("", number => $"<item><title>T</title><link>/{number}/{Fill("%41", 1_900)}</link></item>", size),
        ["links of parameters"] = size => Rss("", number => $"<item><title>T</title><link>/{number}?{Fill("a&amp;", 9_000)}</link></item>", size),
        ["groups of media"] = size => Item("<media:group><media:content/></media:group>", size),
        ["media"] = size => Item("<media:content url='a' medium='image'/>", size),
        ["enclosures"] = size => Item(number => $"<enclosure url='{number}'/>", size),
        ["summaries of letters"] = size => Texts(Fill("a", 9_000), size),
        ["summaries of words"] = size => Texts(Fill("the quick brown fox jumps over the lazy dog while engineers measure brake systems. ", 9_000), size),
        ["summaries of words of one letter"] = size => Texts(Fill("a b c d ", 9_000), size),
        ["summaries of characters without spaces"] = size => Texts(Fill("工程师测量制动系统", 3_000), size),
        ["summaries of emoji"] = size => Texts(Fill("😀", 4_000), size),
        ["summaries of marks that nobody sees"] = size => Texts(Fill("\u202e", 4_000), size),
        ["summaries of tags"] = size => Texts(Fill("&lt;p&gt;a", 9_000), size),
        ["summaries of tags in sections"] = size => Texts($"<![CDATA[{Fill("<b>a</b>", 9_000)}]]>", size),
        ["summaries of images"] = size => Texts($"<![CDATA[{Fill("<img width=1>", 9_000)}]]>", size),
        ["summaries of attributes"] = size => Texts($"<![CDATA[<p {Fill("a='' ", 9_000)}>]]>", size),
        ["summaries of attributes without values"] = size => Texts($"<![CDATA[<p {Fill("a ", 9_000)}>]]>", size),
        ["items of tags of markup"] = size => Rss("", number => $"<item><title>{number}</title><link>/{number}</link>{string.Concat(Enumerable.Range(0, 100).Select(tag => $"<category>&lt;b&gt;{tag}</category>"))}</item>", size),
        ["titles of nested formatting"] = size => Rss("", $"<item><title>{Fill("&lt;b&gt;&lt;a&gt;", 50_000)}T</title><link>/a</link></item>", size),
        ["summaries of links"] = size => Texts($"<![CDATA[{Fill("<a href='http://a.example/?a=b&amp;c=d'>a</a>", 9_000)}]]>", size),
        ["summaries of tables"] = size => Texts($"<![CDATA[{Fill("<table><tr><td>a", 3_000)}]]>", size),
        ["summaries of HTML's entities"] = size => Texts($"<![CDATA[{Fill("&notit;", 9_000)}]]>", size),
        ["one summary of tags"] = size => Whole(length => $"<description><![CDATA[{Fill("<p>a", length)}]]></description>", size),
        ["one summary of one tag"] = size => Whole(length => $"<description><![CDATA[<p {Fill("a ", length)}]]></description>", size),
        ["short summaries of tags"] = size => Rss("", number => $"<item><title>{number}</title><link>/{number}</link><description>&lt;p&gt;a&lt;b&gt;b</description></item>", size),
        ["a web page"] = size => $"<html>{Fill("<link rel='alternate stylesheet'>", size)}",
        ["a document that never starts"] = size => new string(' ', size),
        ["a document type"] = size => $"<!DOCTYPE rss [{Fill("<!ENTITY a 'b'>", size)}]><rss/>",
        ["JSON: empty items"] = size => Json(Fill("{},", size) + "{}"),
        ["JSON: items that are none"] = size => Json(Fill("1,", size) + "1"),
        ["JSON: members of one item"] = size => Json($$"""{{{Fill("\"a\":1,", size)}}"url":"/a","title":"T"}"""),
        ["JSON: tags"] = size => Json($$"""{"url":"/a","title":"T","tags":[{{Fill("\"a\",", size)}}"a"]}"""),
        ["JSON: authors"] = size => Json($$"""{"url":"/a","title":"T","authors":[{{Fill("{\"name\":\"a\"},", size)}}{}]}"""),
        ["JSON: attachments"] = size => Json($$"""{"url":"/a","title":"T","attachments":[{{Fill("{\"url\":\"a\"},", size)}}{}]}"""),
        ["JSON: authors of the feed and items without"] = size => $$"""{"authors":[{{Fill("{\"name\":\"a\"},", size / 2)}}{}],"items":[{{Fill("{\"url\":\"/a\",\"title\":\"T\"},", size / 2)}}{}]}""",
        ["JSON: one title of escapes"] = size => Json($$"""{"url":"/a","title":"{{Fill("\\ud83d", size)}}"}"""),
        ["JSON: summaries of tags"] = size => Json($$"""{{Fill($$"""{"url":"/a","title":"T","content_html":"{{Fill("<p>a", 9_000)}}"},""", size)}}{}"""),
        ["JSON: escapes between items"] = size => Json(Fill("{\"\\u0061\":1},", size) + "{}"),
        ["JSON: arrays"] = size => Json(Fill("[],", size) + "{}"),
    };

    public static IReadOnlyCollection<string> Names => Shapes.Keys;

    /// <summary>Cut at the size, as every body is.</summary>
    public static byte[] Make(string name, int bytes)
    {
        var document = Encoding.UTF8.GetBytes(Shapes[name](bytes));
        return document.Length <= bytes ? document : document[..bytes];
    }

    private static string Rss(string channel, string repeated, int size) => Rss(channel, _ => repeated, size);

    private static string Rss(string channel, Func<int, string> repeated, int size) => $"<rss version='2.0'><channel><title>T</title>{channel}{Fill(repeated, size)}</channel></rss>";

    private static string Item(string repeated, int size) => Item(_ => repeated, size);

    private static string Item(Func<int, string> repeated, int size) => $"<rss version='2.0'><channel><item><link>/a</link>{Fill(repeated, size - 200)}<title>T</title></item></channel></rss>";

    /// <summary>One item, whose elements are one text.</summary>
    private static string Whole(Func<int, string> content, int size) => $"<rss version='2.0'><channel><item><link>/a</link>{content(size - 200)}</item></channel></rss>";

    private static string Texts(string text, int size) =>
        Rss("", number => $"<item><title>Title {number}</title><link>/{number}</link><description>{text}</description></item>", size);

    private static string Json(string items) => $$"""{"version":"https://jsonfeed.org/version/1.1","items":[{{items}}]}""";

    private static string Fill(string repeated, int size) => Fill(_ => repeated, size);

    private static string Fill(Func<int, string> repeated, int size)
    {
        var text = new StringBuilder(Math.Max(0, size));
        for (var number = 0; text.Length < size; number++)
        {
            text.Append(repeated(number));
        }

        return text.ToString();
    }
}
