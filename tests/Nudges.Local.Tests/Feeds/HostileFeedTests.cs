using System.Globalization;
using System.Text;
using CsCheck;
using Nudges.Content;
using Nudges.Integrations.Feeds;

namespace Nudges.Local.Tests.Feeds;

/// <summary>Documents that mean harm, and documents that chance made.</summary>
public sealed class HostileFeedTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public void Read_LeavesEntitiesAsText_HoweverTheyAreDeclared()
    {
        var secret = Path.GetTempFileName();
        try
        {
            File.WriteAllText(secret, "the secret");
            var bomb = string.Concat(Enumerable.Range(1, 20).Select(level => $"<!ENTITY e{level} \"{string.Concat(Enumerable.Repeat($"&e{level - 1};", 10))}\">"));
            var item = Assert.Single(Feed.Fetched($"""
                <?xml version="1.0"?><!DOCTYPE rss SYSTEM "http://127.0.0.1:1/x.dtd" [<!ENTITY e0 "wheel">{bomb}<!ENTITY file SYSTEM "{new Uri(secret)}"><!ENTITY % more SYSTEM "{new Uri(secret)}"> %more;]>
                <rss><channel><item><title>&e20; &file;</title><link>/a</link></item></channel></rss>
                """).Items);

            Assert.Equal("&e20; &file;", item.Title);
        }
        finally
        {
            File.Delete(secret);
        }
    }

    [Fact]
    public void Read_GivesUp_WhereElementsAreNestedTooDeep()
    {
        var fetched = Feed.Fetched(Feed.Rss($"<item><title>Before</title><link>/a</link></item>{string.Concat(Enumerable.Repeat("<a>", 500_000))}"));

        Assert.Equal("Before", Assert.Single(fetched.Items).Title);
        Assert.Contains("nested more than 100 deep", fetched.Warning, StringComparison.Ordinal);
    }

    private static readonly Dictionary<string, string> FloodItems = new()
    {
        ["sections that do not end"] = string.Concat(Enumerable.Repeat("<![CDATA[", 500_000)),
        ["ampersands"] = new string('&', 2_000_000),
        ["entities that are none"] = string.Concat(Enumerable.Repeat("&aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 100_000)),
        ["nested markup in every summary"] = string.Concat(Enumerable.Repeat($"<item><title>T</title><link>/a</link><description>{string.Concat(Enumerable.Repeat("&lt;div&gt;", 4_000))}</description></item>", 100)),
        ["nested formatting in every title"] = string.Concat(Enumerable.Repeat($"<item><title>{string.Concat(Enumerable.Repeat("&lt;b&gt;&lt;a&gt;", 3_000))}T</title><link>/a</link></item>", 100)),
        ["type arguments that do not close"] = $"<item><title>{string.Concat(Enumerable.Repeat("A&lt;a", 400_000))}</title><link>/a</link></item>",
        ["many attributes"] = $"<item {string.Concat(Enumerable.Range(0, 100_000).Select(number => $"a{number}='' "))}/>",
        ["many prefixes"] = $"<item {string.Concat(Enumerable.Range(0, 50_000).Select(number => $"p{number}:a='' "))}/>",
        ["many bases"] = string.Concat(Enumerable.Repeat("<item xml:base='a/'><title>T</title><link>/a</link></item>", 20_000)),
        ["many tags"] = $"<item><title>T</title><link>/a</link>{string.Concat(Enumerable.Repeat("<category>&lt;b&gt;t</category>", 100_000))}</item>",
        ["one long date"] = $"<item><title>T</title><link>/a</link><pubDate>{new string('1', 2_000_000)}</pubDate></item>",
        ["one long author"] = $"<item><title>T</title><link>/a</link><author>{new string('a', 2_000_000)}@</author></item>",
        ["one long link"] = $"<item><title>T</title><link>/{new string('a', 2_000_000)}</link></item>",
        ["one long query"] = $"<item><title>T</title><link>/a?{string.Concat(Enumerable.Repeat("a=1&amp;", 300_000))}</link></item>",
    };

    public static TheoryData<string> Floods { get; } = [.. FloodItems.Keys];

    [Theory]
    [MemberData(nameof(Floods))]
    public void Read_Ends_WhateverItIsFloodedWith(string flood)
    {
        var started = TimeProvider.System.GetTimestamp();

        var result = Feed.Read(Feed.Rss(FloodItems[flood]));

        Assert.NotNull(result);
        Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.Zero, Patience);
    }

    [Theory]
    [InlineData("""{"items":[{"url":"/a","title":"Cut \ud83d"},{"url":"/b","title":"C:\\ud83d"}]}""", "Cut|C:\\ud83d")]
    [InlineData("""{"items":[{"url":7,"title":["x"]},{"url":"/a","title":"T","authors":"me","tags":{},"date_published":3,"author":[]}]}""", "T")]
    public void Read_TakesWhatItCan_OutOfOddJson(string document, string titles) =>
        Assert.Equal(titles, string.Join('|', Feed.Fetched(document).Items.Select(item => item.Title)));

    public static TheoryData<string> Hostile { get; } = [.. HostileFeeds.Names];

    /// <summary>Of the size of the largest body. What is bounded is work, by what it allocates: <c>bench feeds</c> tells the time.</summary>
    [Theory]
    [MemberData(nameof(Hostile))]
    public void Read_AllocatesUnder200Megabytes_WhateverTenMegabytesAreMadeOf(string name)
    {
        var document = Feed.Document(HostileFeeds.Make(name, 10_000_000));
        var source = Feed.Source();
        var before = GC.GetAllocatedBytesForCurrentThread();
        source.Read(Feed.Definition, document);
        var between = GC.GetAllocatedBytesForCurrentThread();
        FeedTrial.Read("document", document);

        Assert.InRange(Math.Max(between - before, GC.GetAllocatedBytesForCurrentThread() - between), 0, 200_000_000);
    }

    [Fact]
    public void Read_GivesUp_WhereJsonIsNestedTooDeep() =>
        Assert.Contains("broken JSON", Feed.Unreadable("{\"items\":" + new string('[', 1_000_000)), StringComparison.Ordinal);

    [Fact]
    public void Read_AllocatesLittle_WhenJsonIsNothingButEscapes()
    {
        var document = "{\"items\":[{\"url\":\"/a\",\"title\":\"" + string.Concat(Enumerable.Repeat("\\\\\\ud83d\\ud83d\\ude00", 50_000)) + "\"}]}";
        var before = GC.GetAllocatedBytesForCurrentThread();

        var item = Assert.Single(Feed.Fetched(document).Items);

        Assert.StartsWith("\\😀\\😀", item.Title, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 40 * document.Length);
    }

    [Fact]
    public void Read_NeverThrowsAndKeepsItsPromises_WhateverChanceMakesOfAFeed()
    {
        string[] seeds = [.. FeedFormatTests.Formats.Select(row => (string)row[1])];
        string[] splinters = ["<", ">", "&", "]]>", "<![CDATA[", "<!--", "\"", "'", "{", "[", "]", "}", ",", "\\", "\\ud83d", "\0", "\uFFFE", "&#x", "&#xD800;", "&lt;", "<item>", "</item>", "xmlns:a='b'", "xml:base='\\'", "😀", "\uD83D", "<?xml?>", "http://", "<html>", ":"];
        var mutation = Gen.Select(Gen.Double[0, 1], Gen.Int[0, 12], OneOf(splinters));
        var source = Feed.Source();

        Gen.Select(OneOf(seeds), mutation.Array[0, 6]).Sample((seed, mutations) =>
        {
            var text = mutations.Aggregate(seed, (before, mutation) =>
            {
                var at = (int)(mutation.Item1 * before.Length);
                return before.Remove(at, Math.Min(mutation.Item2, before.Length - at)).Insert(at, mutation.Item3);
            });
            var result = source.Read(Feed.Definition, Feed.Document(Encoding.UTF8.GetBytes(text)));
            return result is not SourceResult.Fetched fetched || fetched.Items.All(IsAsPromised) && fetched.Items.DistinctBy(item => item.Id).Count() == fetched.Items.Count;
        }, iter: 20_000);
    }

    private static Gen<string> OneOf(string[] texts) => Gen.Int[0, texts.Length - 1].Select(index => texts[index]);

    private static bool IsAsPromised(ContentItem item) =>
        IsLine(item.Title, 300) && item.Title.Length > 0 && IsLine(item.Summary, 2_000)
        && item.Tags.Concat(item.Authors).All(text => IsLine(text, 100) && text.Length > 0)
        && item.Address.Scheme is "http" or "https" && item.Address.Fragment.Length == 0 && item.Id == ItemId.For(item.Address)
        && item.Image?.Scheme is null or "http" or "https"
        && item.Published is null or { Year: >= 1990 } && !(item.Published > Feed.Now);

    private static bool IsLine(string text, int length) =>
        text.Length <= length && text.Trim() == text && !text.Any(character => char.IsControl(character) || CharUnicodeInfo.GetUnicodeCategory(character) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
