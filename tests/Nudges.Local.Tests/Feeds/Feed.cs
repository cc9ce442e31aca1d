using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Time.Testing;
using Nudges.Content;
using Nudges.Integrations.Feeds;
using Nudges.Integrations.Web;

namespace Nudges.Local.Tests.Feeds;

/// <summary>The feed source and its inputs, as tests write them.</summary>
internal static class Feed
{
    public static readonly DateTimeOffset Now = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);

    public static SourceDefinition Definition { get; } = new()
    {
        Name = "weekly",
        Address = new Uri("https://weekly.example/feeds/all.xml"),
        Language = "fr",
        Tags = ["practice"],
    };

    public static FeedSource Source(params IEnumerable<KeyValuePair<string, string?>> settings) => Source(new FakeTimeProvider(Now), settings);

    public static FeedSource Source(TimeProvider time, params IEnumerable<KeyValuePair<string, string?>> settings) =>
        new(Web(time, settings), new ItemCleaner(SkillList.Empty), time);

    public static WebFetcher Web(TimeProvider time, params IEnumerable<KeyValuePair<string, string?>> settings) =>
        new(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create("Feeds:" + setting.Key, setting.Value))).Build(), time);

    public static Download.Received Document(byte[] bytes, string? charset = null, string? broken = null) =>
        new(bytes, Definition.Address, charset, broken);

    /// <summary>What the source makes of the document.</summary>
    public static SourceResult Read(string document)
    {
        var source = Source();
        return source.Read(Definition, Document(Encoding.UTF8.GetBytes(document)));
    }

    public static SourceResult.Fetched Fetched(string document) => Fetched(Read(document));

    public static SourceResult.Fetched Fetched(SourceResult result) => result switch
    {
        SourceResult.Fetched fetched => fetched,
        var other => throw new Xunit.Sdk.XunitException(other.ToString()),
    };

    public static string Unreadable(string document) => Assert.IsType<SourceResult.Unreadable>(Read(document)).Reason;

    /// <summary>The one item of an RSS document whose item has these elements, beside a title and a link if they bring none.</summary>
    public static ContentItem Item(string elements, string channel = "") => Assert.Single(Fetched(Rss(
        $"<item>{(elements.Contains("<title", StringComparison.Ordinal) ? "" : "<title>A title</title>")}{(elements.Contains("<link", StringComparison.Ordinal) ? "" : "<link>https://weekly.example/a</link>")}{elements}</item>", channel)).Items);

    public static string Rss(string items, string channel = "") =>
        $"""<?xml version="1.0"?><rss version="2.0"><channel><title>Weekly</title>{channel}{items}</channel></rss>""";
}
