using System.Text;
using Microsoft.Extensions.Time.Testing;
using Nudges.Content;
using Nudges.Integrations.Learn;
using Nudges.Integrations.Web;
using Nudges.Local.Tests.Feeds;
using Nudges.Local.Tests.Pages;

namespace Nudges.Local.Tests.Sources;

public sealed class LearnCatalogTests
{
    private const string Module = """{"uid":"learn.a","type":"module","title":"Store data","summary":"<p>In <b>blobs</b>.</p>","duration_in_minutes":47,"levels":["beginner"],"roles":["developer"],"products":["azure-blob-storage","azure"],"subjects":["data-management"],"locale":"de-de","last_modified":"2026-07-20T15:00:00+00:00","icon_url":"https://learn.microsoft.com/a.svg","social_image_url":"https://learn.microsoft.com/a.png","url":"https://learn.microsoft.com/de-de/training/modules/a/?WT.mc_id=api_CatalogApi"}""";

    private static readonly SourceDefinition Definition = Sample.Of("learn-catalog", "https://learn.microsoft.com/api/catalog/?locale=de-de&type=modules");

    [Fact]
    public void Item_IsTheCourse()
    {
        var item = Assert.Single(Fetched($$"""{"modules":[{{Module}}],"products":[{"id":"azure","name":"Azure","children":[{"id":"azure-blob-storage","name":"Azure Blob Storage"}]}]}""").Items);

        Assert.Equal("https://learn.microsoft.com/de-de/training/modules/a/", item.Address.AbsoluteUri);
        Assert.Equal("Store data", item.Title);
        Assert.Equal("In blobs.", item.Summary);
        Assert.Equal((ContentKind.Course, 47, "de"), (item.Kind, item.Minutes, item.Language));
        Assert.Equal(["sampled", "Azure Blob Storage", "Azure", "data management", "developer", "beginner"], item.Tags);
        Assert.Equal(new DateTimeOffset(2026, 7, 20, 15, 0, 0, TimeSpan.Zero), item.Published);
        Assert.Equal("https://learn.microsoft.com/a.png", item.Image!.AbsoluteUri);
    }

    [Theory]
    [InlineData("""{"courses":[{"title":"T","url":"https://x.example/","duration_in_hours":24}]}""", 1_440)]
    [InlineData("""{"learningPaths":[{"title":"T","url":"https://x.example/","duration_in_minutes":0}]}""", null)]
    [InlineData("""{"modules":[{"title":"T","url":"https://x.example/","duration_in_minutes":"many","levels":"beginner","products":[1,null],"summary":{}}]}""", null)]
    public void Item_IsWhatCanBeRead(string answer, int? minutes) => Assert.Equal(minutes, Assert.Single(Fetched(answer).Items).Minutes);

    [Fact]
    public void Answer_GivesTheWholeItems_WhenItBreaksOff()
    {
        var fetched = Fetched($$"""{"units":[{"a":[{}]}],"modules":[{{Module}},{{Module.Replace("modules/a", "modules/b", StringComparison.Ordinal)}},{"title":"Cut o""");

        Assert.Equal(2, fetched.Items.Count);
        Assert.Contains("it breaks off after 2 items", fetched.Warning, StringComparison.Ordinal);
    }

    [Fact]
    public void Answer_IsUnreadable_WhenItBreaksOffInTheFirstItem() =>
        Assert.Contains("breaks off before its first item ends", Assert.IsType<SourceResult.Unreadable>(Read(Module[..80].Insert(0, """{"modules":["""))).Reason, StringComparison.Ordinal);

    [Fact]
    public void Items_AreDroppedAndCounted_WhenTheyHaveNoTitleOrAddress() =>
        Assert.Contains("2 items without a title or a web address dropped", Fetched($$"""{"modules":[{},{"title":"T"},{{Module}}]}""").Warning, StringComparison.Ordinal);

    [Theory]
    [InlineData("https://x.example/api/catalog/?locale=en-us", "?locale=en-us&type=modules,learningPaths,courses")]
    [InlineData("https://x.example/api/catalog/", "?type=modules,learningPaths,courses")]
    [InlineData("https://x.example/api/catalog/?type=modules&product=azure", "?type=modules&product=azure")]
    public async Task Fetch_AsksForCoursesOnly(string address, string query)
    {
        var asked = "";
        await using var server = await FeedServer.StartAsync(context =>
        {
            asked = Uri.UnescapeDataString(context.Request.QueryString.Value!);
            return Task.CompletedTask;
        });
        var source = new LearnCatalogSource(Feed.Web(TimeProvider.System, [KeyValuePair.Create("AllowPrivateAddresses", (string?)"true")]), TimeProvider.System, Page.Items);

        await source.FetchAsync(Definition with { Address = new Uri(server.Address, new Uri(address).PathAndQuery) }, mark: null, CancellationToken.None);

        Assert.Equal(query, asked);
    }

    private static SourceResult Read(string answer)
    {
        var time = new FakeTimeProvider(Feed.Now);
        return new LearnCatalogSource(Feed.Web(time), time, Page.Items).Read(Definition, new Download.Received(Encoding.UTF8.GetBytes(answer), Definition.Address, Charset: null, Break: null));
    }

    private static SourceResult.Fetched Fetched(string answer) => Feed.Fetched(Read(answer));
}
