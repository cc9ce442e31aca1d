using System.Text;
using Microsoft.Extensions.Time.Testing;
using Nudges.Content;
using Nudges.Integrations.Pages;
using Nudges.Integrations.Sources;
using Nudges.Integrations.Web;
using Nudges.Local.Tests.Feeds;

namespace Nudges.Local.Tests.Pages;

/// <summary>The page reader and its inputs, as tests write them.</summary>
internal static class Page
{
    public static Uri Address { get; } = new("https://www.weekly.example/posts/one?utm_source=mail");

    public static PageReader Reader() => new(Feed.Web(new FakeTimeProvider(Feed.Now)), new FakeTimeProvider(Feed.Now), Items);

    public static FoundItems Items { get; } = new FoundItems(new ItemCleaner(SkillList.Empty));

    public static PageResult Read(string html, Uri? address = null, string type = "text/html") =>
        Reader().Read(address ?? Address, Feed.Definition, new Download.Received(Encoding.UTF8.GetBytes(html), address ?? Address, Charset: null, Break: null) { MediaType = type });

    public static ContentItem Picked(PageResult result) => result switch
    {
        PageResult.Picked picked => picked.Item,
        var other => throw new Xunit.Sdk.XunitException(other.ToString()),
    };

    /// <summary>The item of a page with a title and what stands in its head and body.</summary>
    public static ContentItem Item(string head, string body = "", Uri? address = null) =>
        Picked(Read($"<!doctype html><html><head><title>Title</title>{head}</head><body>{body}</body></html>", address));
}
