using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Nudges.Content;
using Nudges.Integrations.SharePoint;
using Nudges.Integrations.Viva;
using Nudges.Local.StandIns;
using Nudges.Local.Tests.Feeds;
using Nudges.Local.Tests.StandIns;

namespace Nudges.Local.Tests.Sources;

/// <summary>What the kinds that read through Graph make of what it has.</summary>
public sealed class GraphSourceTests
{
    private const string Site = "https://larkwheel.sharepoint.example/sites/learning";
    private const string Provider = "13727311-e7bb-470d-8b20-6a23d9030d70";

    [Fact]
    public async Task List_GivesItsLinks_WithTheirColumns()
    {
        await using var world = await StandInWorld.StartAsync();

        var items = (await FetchAsync<SharePointListSource>(world, $"{Site}/Lists/Reading/AllItems.aspx?viewid=1")).Items;

        Assert.Equal(4, items.Count);
        Assert.Equal("https://larkwheel.example/reads/forklift-walk-round", items[1].Address.AbsoluteUri);
        Assert.Equal("Forklift safety: the five-minute walk-round", items[1].Title);
        Assert.Equal("What to look at before the first lift of a shift.", items[1].Summary);
        Assert.Equal((ContentKind.Article, 5, "en"), (items[1].Kind, items[1].Minutes, items[1].Language));
        Assert.Equal(["sampled", "safety", "warehouse"], items[1].Tags);
        Assert.Empty(items[1].Authors);
        Assert.Equal("de", items[3].Language);
    }

    [Fact]
    public async Task List_GivesTheFilesOfALibrary_NotItsFolders()
    {
        await using var world = await StandInWorld.StartAsync();

        var items = (await FetchAsync<SharePointListSource>(world, $"{Site}/Guides/Forms/AllItems.aspx")).Items;

        Assert.Equal(["wheel truing checklist", "Returns handbook for shops", "Servicing a hydraulic brake"], items.Select(item => item.Title));
        Assert.Equal([ContentKind.Document, ContentKind.Document, ContentKind.Video], items.Select(item => item.Kind));
        Assert.Equal($"{Site}/Guides/Returns%20handbook.docx", items[1].Address.AbsoluteUri);
        Assert.Equal(["Naomi Yamada"], items[1].Authors);
    }

    [Theory]
    [InlineData("""{"Title":"T","URL":{"Url":"https://x.example/","Description":"d"}}""", "T", "")]
    [InlineData("""{"URL":{"Url":"https://x.example/","Description":"d"}}""", "d", "")]
    [InlineData("""{"Title":"T","Link":"https://x.example/","Category":"a; b","Comments":"<div>c</div>"}""", "T", "a|b")]
    [InlineData("""{"Title":"T","Where":{"Url":"https://x.example/"},"Tags":[{"Label":"a","TermGuid":"1"},"b",5]}""", "T", "a|b")]
    public async Task List_ReadsColumns_AsListsNameThem(string fields, string title, string tags)
    {
        await using var world = await WithItemsAsync([fields]);

        var item = Assert.Single((await FetchAsync<SharePointListSource>(world, $"{Site}/Lists/Links")).Items);

        Assert.Equal("https://x.example/", item.Address.AbsoluteUri);
        Assert.Equal(title, item.Title);
        Assert.Equal($"sampled|{tags}".TrimEnd('|'), string.Join('|', item.Tags));
    }

    [Fact]
    public async Task List_GivesAllPages_AndCountsWhatIsNoLink()
    {
        await using var world = await WithItemsAsync([.. Enumerable.Range(0, 450).Select(number => $$"""{"Title":"T{{number}}","URL":{"Url":"https://x.example/{{number}}"} }"""), """{"Title":"No link"}"""]);

        var fetched = await FetchAsync<SharePointListSource>(world, $"{Site}/lists/links");

        Assert.Equal(450, fetched.Items.Count);
        Assert.Equal($"{Site}/lists/links: 1 item without a title or a web address dropped.", fetched.Warning);
        Assert.Equal(5, world.Host.Faults.RequestsTo(StandInService.Graph));
    }

    [Theory]
    [InlineData($"{Site}/Lists/Other", "its site has no such list")]
    [InlineData("https://larkwheel.sharepoint.example/sites/other/Lists/Reading", "404 itemNotFound")]
    [InlineData("https://larkwheel.sharepoint.example/Lists/Reading", "404 itemNotFound")]
    public async Task List_IsUnreadable_WhenItIsNotThere(string address, string says)
    {
        await using var world = await StandInWorld.StartAsync();

        var unreadable = Assert.IsType<SourceResult.Unreadable>(await ReadAsync<SharePointListSource>(world, address));

        Assert.StartsWith(address, unreadable.Reason, StringComparison.Ordinal);
        Assert.Contains(says, unreadable.Reason, StringComparison.Ordinal);
        Assert.False(unreadable.Passing);
    }

    [Theory]
    [InlineData(Site)]
    [InlineData($"{Site}/SitePages/Home.aspx")]
    public async Task Pages_AreThePublishedOnes(string address)
    {
        await using var world = await StandInWorld.StartAsync();

        var items = (await FetchAsync<SharePointPagesSource>(world, address)).Items;

        Assert.Equal(["How we onboard in the first thirty days", "New: mentoring between sites", "A workshop on customer interviews"], items.Select(item => item.Title));
        Assert.Equal($"{Site}/SitePages/page-2.aspx", items[0].Address.AbsoluteUri);
        Assert.Equal($"{Site}/SiteAssets/page-2.png", items[0].Image!.AbsoluteUri);
        Assert.Equal(["Gaspard Vidal"], items[0].Authors);
        Assert.Equal(new DateTimeOffset(2026, 7, 14, 7, 0, 0, TimeSpan.Zero), items[0].Published);
    }

    [Fact]
    public async Task Viva_GivesWhatIsActive()
    {
        await using var world = await StandInWorld.StartAsync();

        var items = (await FetchAsync<VivaLearningSource>(world, $"https://graph.microsoft.com/v1.0/employeeExperience/learningProviders/{Provider}/learningContents")).Items;

        Assert.Equal(5, items.Count);
        Assert.Equal("https://courses.larkwheel.example/c/1", items[0].Address.AbsoluteUri);
        Assert.Equal((ContentKind.Course, 150, "en"), (items[0].Kind, items[0].Minutes, items[0].Language));
        Assert.Equal((ContentKind.Video, 13), (items[2].Kind, items[2].Minutes));
        Assert.Equal(["sampled", "leadership", "people management", "Beginner"], items[0].Tags);
        Assert.Equal(["Larkwheel Academy"], items[0].Authors);
        Assert.Equal(["en", "en", "en", "de", "fr"], items.Select(item => item.Language));
    }

    [Fact]
    public async Task Viva_ReadsGaps_OverPages()
    {
        var contents = Enumerable.Range(0, 250).Select(number => new { id = $"{number}", title = $"T{number}", contentWebUrl = $"https://x.example/{number}", duration = (string?)null, format = (string?)null, skillTags = (string[]?)null });
        await using var world = await StandInWorld.StartAsync(null, ("viva.json", JsonSerializer.Serialize(new[] { new { id = Provider, learningContents = contents } })));

        var items = (await FetchAsync<VivaLearningSource>(world, $"https://viva.example/{Provider}")).Items;

        Assert.Equal(250, items.Count);
        Assert.All(items, item => Assert.True(item is { Minutes: null, Kind: ContentKind.Course, Summary: "" }));
    }

    private static Task<StandInWorld> WithItemsAsync(string[] fields) => StandInWorld.StartAsync(null, ("sharepoint.json", $$"""
        [{"id":"larkwheel.sharepoint.example,1,2","webUrl":"{{Site}}","lists":[{"id":"l1","displayName":"Renamed","webUrl":"{{Site}}/Lists/Links","items":[
        {{string.Join(',', fields.Select((field, number) => $$"""{"id":"{{number}}","fields":{{field}}}"""))}}]}]}]
        """));

    private static async Task<SourceResult.Fetched> FetchAsync<TSource>(StandInWorld world, string address)
        where TSource : IContentSource => Feed.Fetched(await ReadAsync<TSource>(world, address));

    private static Task<SourceResult> ReadAsync<TSource>(StandInWorld world, string address)
        where TSource : IContentSource
    {
        var services = world.Integrations(add: services => services.AddSingleton<TimeProvider>(new FakeTimeProvider(world.Time.GetUtcNow())));
        return ActivatorUtilities.CreateInstance<TSource>(services).FetchAsync(Sample.Of("graph", address), mark: null, CancellationToken.None);
    }
}
