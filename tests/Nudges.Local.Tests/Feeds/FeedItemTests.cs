using System.Globalization;
using Nudges.Content;

namespace Nudges.Local.Tests.Feeds;

public sealed class FeedItemTests
{
    [Theory]
    [InlineData("https://Weekly.EXAMPLE:443/A?utm_source=x&amp;UTM_Medium=y&amp;id=7#part", "https://weekly.example/A?id=7")]
    [InlineData("https://weekly.example/a?gclid=1&amp;fbclid=2&amp;mc_cid=3&amp;mc_eid=4", "https://weekly.example/a")]
    [InlineData("https://weekly.example/a?b=2&amp;a=1&amp;a=%C3%A9", "https://weekly.example/a?b=2&a=1&a=%C3%A9")]
    [InlineData("http://weekly.example", "http://weekly.example/")]
    [InlineData("  https://weekly.example/a\n", "https://weekly.example/a")]
    [InlineData("//cdn.example/a", "https://cdn.example/a")]
    [InlineData("/a", "https://weekly.example/a")]
    [InlineData("a", "https://weekly.example/feeds/a")]
    [InlineData("https://user:password@weekly.example/a", "https://weekly.example/a")]
    [InlineData("https://bücher.example/ä", "https://xn--bcher-kva.example/%C3%A4")]
    [InlineData("https://weekly.example/a b", "https://weekly.example/a%20b")]
    public void Address_IsCanonical(string link, string expected)
    {
        var item = Feed.Item($"<link>{link}</link>");

        Assert.Equal(expected, item.Address.OriginalString);
        Assert.Equal(ItemId.For(new Uri(expected)), item.Id);
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("java&#10;script:alert(1)")]
    [InlineData(" JaVaScRiPt:alert(1)")]
    [InlineData("data:text/html,x")]
    [InlineData("file:///etc/passwd")]
    [InlineData("mailto:a@weekly.example")]
    [InlineData("https://")]
    [InlineData("http://[::bad/")]
    public void Item_IsDroppedAndCounted_WhenItsLinkIsNoWebAddress(string link)
    {
        var fetched = Feed.Fetched(Feed.Rss($"<item><title>Bad</title><link>{link}</link></item><item><title>Good</title><link>/good</link></item>"));

        Assert.Equal("Good", Assert.Single(fetched.Items).Title);
        Assert.Contains("1 item without a title or a web address dropped", fetched.Warning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://base.example/x/"><entry xml:base="y/"><title>T</title><link href="a"/></entry></feed>""", "https://base.example/x/y/a")]
    [InlineData("""<feed xmlns="http://www.w3.org/2005/Atom" xml:base="javascript:x"><entry><title>T</title><link href="a"/></entry></feed>""", "https://weekly.example/feeds/a")]
    [InlineData("""<rss><channel><link>https://home.example/blog/</link><item><title>T</title><link>a</link></item></channel></rss>""", "https://home.example/blog/a")]
    [InlineData("""<rss><channel><link>/blog/</link><item><title>T</title><link>a</link></item></channel></rss>""", "https://weekly.example/blog/a")]
    [InlineData("""{"home_page_url":"https://home.example/","items":[{"id":"1","title":"T","url":"/a"}]}""", "https://home.example/a")]
    [InlineData("""<rss><channel><item><title>T</title><guid>https://weekly.example/guid</guid></item></channel></rss>""", "https://weekly.example/guid")]
    [InlineData("""<rss><channel><item><title>T</title><link>https://counter.example/1</link><feedburner:origLink>https://weekly.example/real</feedburner:origLink></item></channel></rss>""", "https://weekly.example/real")]
    [InlineData("""<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>T</title><link rel="replies" href="/r"/><link type="application/json" href="/j"/><link rel="alternate" type="text/html" href="/h"/></entry></feed>""", "https://weekly.example/h")]
    public void Address_IsTheWebPageOfTheItem_ResolvedWhereItStands(string document, string expected) =>
        Assert.Equal(expected, Assert.Single(Feed.Fetched(document).Items).Address.AbsoluteUri);

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("  two\n\tlines ", "two lines")]
    [InlineData("&lt;b&gt;Bold&lt;/b&gt; &amp;amp; &amp;eacute;", "Bold & é")]
    [InlineData("<![CDATA[<p>one</p><p>two<br>three</p>]]>", "one two three")]
    [InlineData("<![CDATA[half<b>word</b>]]>", "halfword")]
    [InlineData("&lt;script&gt;alert(1)&lt;/script&gt;Safe&lt;style&gt;p{}&lt;/style&gt;", "Safe")]
    [InlineData("<![CDATA[<img src=x onerror=alert(1)>Safe<svg onload=alert(1)><text>x</text></svg>]]>", "Safe")]
    [InlineData("<![CDATA[<svg/>Seen <svg><svg/><g></g></svg><template><p>x</p></template>and safe<script>]]>", "Seen and safe")]
    [InlineData("a &lt; b", "a < b")]
    [InlineData("Use List&lt;string&gt; and Task&lt;int&gt;", "Use List<string> and Task<int>")]
    [InlineData("Dictionary&lt;string, List&lt;int&gt;&gt; pitfalls", "Dictionary<string, List<int>> pitfalls")]
    [InlineData("Word&lt;b&gt;bold&lt;/b&gt;", "Wordbold")]
    [InlineData("Lottery \u202egnp.exe\u202c \u200bnow\u00ad", "Lottery gnp.exe now")]
    [InlineData("Familie 👩\u200d👧", "Familie 👩\u200d👧")]
    [InlineData("{{ person.mail }} {% raw %} -sub-", "{{ person.mail }} {% raw %} -sub-")]
    public void Title_IsOneLineOfPlainText(string title, string expected) =>
        Assert.Equal(expected, Feed.Item($"<title>{title}</title>").Title);

    [Fact]
    public void Title_IsTakenByTheLetter_WhereAtomSaysThatItIsText()
    {
        var document = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><title type="text">Why &lt;b&gt; is not &amp;lt;strong&amp;gt;</title><link href="/a"/></entry></feed>""";

        Assert.Equal("Why <b> is not &lt;strong&gt;", Assert.Single(Feed.Fetched(document).Items).Title);
    }

    [Theory]
    [InlineData("<title> </title>")]
    [InlineData("<title>&lt;img src='x'&gt;</title>")]
    [InlineData("<title>\u200b</title>")]
    public void Item_IsDroppedAndCounted_WhenNothingOfItsTitleCanBeRead(string title) =>
        Assert.Contains("1 item without a title", Feed.Fetched(Feed.Rss($"<item>{title}<link>/a</link></item>")).Warning, StringComparison.Ordinal);

    [Fact]
    public void Texts_AreCutAtAWord_WhenTheyAreTooLong()
    {
        var words = string.Join(' ', Enumerable.Repeat("wörter🚀", 2_000));

        var item = Feed.Item($"<title>{words}</title><description>{words}</description><category>{words}</category>");

        Assert.InRange(item.Title.Length, 280, 300);
        Assert.InRange(item.Summary.Length, 1_980, 2_000);
        Assert.All([item.Title, item.Summary, item.Tags[^1]], text => Assert.EndsWith("wörter🚀…", text, StringComparison.Ordinal));
        Assert.DoesNotContain(System.Text.Rune.ReplacementChar, Feed.Item($"<title>{string.Concat(Enumerable.Repeat("🚀", 400))}</title>").Title.EnumerateRunes());
    }

    [Theory]
    [InlineData("<description>Short.</description><content:encoded>Long text.</content:encoded>", "Short.")]
    [InlineData("<content:encoded>&lt;p&gt;Long text.&lt;/p&gt;</content:encoded>", "Long text.")]
    [InlineData("<itunes:summary>Spoken.</itunes:summary>", "Spoken.")]
    [InlineData("", "")]
    public void Summary_IsTheShortText_OrTheLongOneWhereThereIsNoOther(string elements, string expected) =>
        Assert.Equal(expected, Feed.Item(elements).Summary);

    [Theory]
    [InlineData("Fri, 20 Nov 2026 09:30:00 +0100", "2026-11-20T08:30:00Z")]
    [InlineData("Fri, 20 Nov 2026 09:30:00 GMT", "2026-11-20T09:30:00Z")]
    [InlineData("Fri, 20 Nov 2026 09:30 EST", "2026-11-20T14:30:00Z")]
    [InlineData("Mon, 20 Nov 2026 09:30:00 PDT", "2026-11-20T16:30:00Z")]
    [InlineData("20 Nov 26 09:30:00 Z", "2026-11-20T09:30:00Z")]
    [InlineData("Friday, 20 November 2026 9:30:00 UT", "2026-11-20T09:30:00Z")]
    [InlineData("Thu, 3 Sept 2026 09:30:00 -0400", "2026-09-03T13:30:00Z")]
    [InlineData("Fri, 20 Nov 2026 09:30:00 GMT+0200", "2026-11-20T07:30:00Z")]
    [InlineData("Fri, 20 Nov 2026 09:30:00 +0200 (CEST)", "2026-11-20T07:30:00Z")]
    [InlineData("Fri Nov 20 09:30:00 2026", "2026-11-20T09:30:00Z")]
    [InlineData("November 20, 2026", "2026-11-20T00:00:00Z")]
    [InlineData("Nov 20, 2026 09:30 PST", "2026-11-20T17:30:00Z")]
    [InlineData("20 Nov 2026", "2026-11-20T00:00:00Z")]
    [InlineData("2026-11-20T09:30:00Z", "2026-11-20T09:30:00Z")]
    [InlineData("2026-11-20t09:30:00.123456+01:00", "2026-11-20T08:30:00.123456Z")]
    [InlineData("2026-11-20T09:30+0100", "2026-11-20T08:30:00Z")]
    [InlineData("2026-11-20 09:30:00", "2026-11-20T09:30:00Z")]
    [InlineData("2026-11-20", "2026-11-20T00:00:00Z")]
    [InlineData("2026-11", "2026-11-01T00:00:00Z")]
    [InlineData("20261120", "2026-11-20T00:00:00Z")]
    [InlineData("20.11.2026 09:30", "2026-11-20T09:30:00Z")]
    [InlineData("11/20/2026 9:30:00 PM", "2026-11-20T21:30:00Z")]
    [InlineData("yesterday", null)]
    [InlineData("", null)]
    [InlineData("99 Nov 2026", null)]
    [InlineData("2026-11-23T09:00:01Z", null)]
    [InlineData("1970-01-01T00:00:00Z", null)]
    [InlineData("0001-01-01T00:00:00Z", null)]
    public void Published_IsTheDate_WhereItIsOneAndBelievable(string date, string? expected) =>
        Assert.Equal(expected is null ? null : DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture), Feed.Item($"<pubDate>{date}</pubDate>").Published);

    [Fact]
    public void Published_IsWhenItWasChanged_WhereThatAloneIsBelievable() =>
        Assert.Equal(Feed.Now.AddDays(-1), Feed.Item($"<pubDate>{Feed.Now.AddYears(1):O}</pubDate><atom:updated>{Feed.Now.AddDays(-1):O}</atom:updated>").Published);

    [Theory]
    [InlineData("<author>ada@weekly.example (Ada Byron)</author>", "Ada Byron")]
    [InlineData("<author>Ada Byron (ada@weekly.example)</author>", "Ada Byron")]
    [InlineData("<author>\"Ada Byron\" &lt;ada@weekly.example&gt;</author>", "Ada Byron")]
    [InlineData("<author>ada@weekly.example</author>", "")]
    [InlineData("<dc:creator><![CDATA[Ada <b>Byron</b>]]></dc:creator><dc:creator>Grace</dc:creator>", "Ada Byron|Grace")]
    [InlineData("<atom:author><atom:name>Ada</atom:name></atom:author>", "Ada")]
    [InlineData("<itunes:author>Ada</itunes:author>", "Ada")]
    public void Authors_AreNames_NeverAddresses(string elements, string expected) =>
        Assert.Equal(expected, string.Join('|', Feed.Item(elements).Authors));

    [Theory]
    [InlineData("", "", "fr")]
    [InlineData("", "<language>de-AT</language>", "de")]
    [InlineData("<dc:language>EN_us</dc:language>", "<language>de</language>", "en")]
    [InlineData("", "<language>English</language>", "fr")]
    [InlineData("", "<language></language>", "fr")]
    public void Language_IsTheItems_ElseTheFeeds_ElseTheSources(string item, string channel, string expected) =>
        Assert.Equal(expected, Feed.Item(item, channel).Language);

    [Theory]
    [InlineData("<category>SQL</category><category> sql </category><dc:subject>Data</dc:subject>", "practice|SQL|Data")]
    [InlineData("<itunes:keywords>one, two</itunes:keywords><atom:category term=\"t\" label=\"Three\"/>", "practice|Three|one|two")]
    [InlineData("<category>&lt;b onmouseover=alert(1)&gt;databases&lt;/b&gt;</category><category>Practice</category>", "practice|databases")]
    public void Tags_AreTheSourcesAndTheItems_EachOnce(string elements, string expected) =>
        Assert.Equal(expected, string.Join('|', Feed.Item(elements).Tags));

    [Theory]
    [InlineData("<media:group><media:content url=\"/m.jpg\" medium=\"image\"/></media:group>", "https://weekly.example/m.jpg")]
    [InlineData("<media:thumbnail url=\"https://cdn.example/t.jpg?utm_x=1\"/>", "https://cdn.example/t.jpg?utm_x=1")]
    [InlineData("<enclosure url=\"/a.mp3\" type=\"audio/mpeg\"/><enclosure url=\"/a.png\" type=\"image/png\"/>", "https://weekly.example/a.png")]
    [InlineData("<description>&lt;img src='/pixel.gif' width='1'&gt;&lt;img src='/seen.png'&gt;</description>", "https://weekly.example/seen.png")]
    [InlineData("<itunes:image href=\"javascript:alert(1)\"/>", null)]
    [InlineData("<description>&lt;img src='data:image/png;base64,AA=='&gt;</description>", null)]
    public void Image_IsTheItemsPicture_OnTheWeb(string elements, string? expected) =>
        Assert.Equal(expected, Feed.Item(elements).Image?.AbsoluteUri);

    [Fact]
    public void Duplicates_BecomeOneItem_WithWhatEitherSays()
    {
        var fetched = Feed.Fetched(Feed.Rss("""
            <item><title>First</title><link>https://weekly.example/a?utm_source=x</link><category>one</category></item>
            <item><title>Between</title><link>https://weekly.example/b</link></item>
            <item><title>Second</title><link>https://WEEKLY.example/a#top</link><description>Words.</description><category>two</category></item>
            """));

        Assert.Null(fetched.Warning);
        Assert.Equal(["First", "Between"], fetched.Items.Select(item => item.Title));
        Assert.Equal("Words.", fetched.Items[0].Summary);
        Assert.Equal(["practice", "one", "two"], fetched.Items[0].Tags);
    }

    [Fact]
    public void Items_AreTakenFromTheTop_WhenThereAreMoreThanTheLimit()
    {
        var source = Feed.Source(KeyValuePair.Create("MaxItems", (string?)"2"));
        var document = Feed.Rss(string.Concat(Enumerable.Range(0, 5).Select(number => $"<item><title>{number}</title><link>/{number}</link></item>")));

        var fetched = Feed.Fetched(source.Read(Feed.Definition, Feed.Document(System.Text.Encoding.UTF8.GetBytes(document))));

        Assert.Equal(["0", "1"], fetched.Items.Select(item => item.Title));
        Assert.Contains("3 items beyond the limit of 2 left out", fetched.Warning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MaxBytes", "0", typeof(System.ComponentModel.DataAnnotations.ValidationException))]
    [InlineData("Deadline", "1.00:00:00", typeof(System.ComponentModel.DataAnnotations.ValidationException))]
    [InlineData("MaxByte", "1000000", typeof(InvalidOperationException))]
    [InlineData("Deadline", "soon", typeof(InvalidOperationException))]
    public void Options_AreRefused_WhenOneIsWrong(string name, string value, Type exception) =>
        Assert.Contains(name, Assert.Throws(exception, () => Feed.Source(KeyValuePair.Create(name, (string?)value))).Message, StringComparison.Ordinal);
}
