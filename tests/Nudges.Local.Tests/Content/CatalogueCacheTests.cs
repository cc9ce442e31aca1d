using System.Globalization;
using Azure.Storage.Blobs;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Nudges.Local.Tests.Feeds;
using Nudges.Matching;
using Nudges.Orchestrations.Content;
using Nudges.People;
using Nudges.Storage;

namespace Nudges.Local.Tests.Content;

public sealed class CatalogueCacheTests(AzuriteFixture azurite) : ContentTests(azurite)
{
    private readonly Said _said = new();

    [Fact]
    public async Task Get_TakesOneRequest_AndPicksWhatTheCatalogueDoes()
    {
        var version = await PublishAsync();
        var before = Storage.Requests.Blobs;

        var prepared = await Cache().GetAsync(version, neighbours: null, CancellationToken.None);

        Assert.Equal(1, Storage.Requests.Blobs - before);
        Assert.Equal(await PicksOfTheCatalogueAsync(version), Picks(prepared.Index));
        Assert.Equal(["kubernetes", "paving"], prepared.Items.Values.Select(item => item.Title).Order(StringComparer.Ordinal));
        Assert.Empty(_said.Lines);
    }

    [Fact]
    public async Task Get_MakesTheIndexAnew_WhenNoneIsStored()
    {
        var version = await PublishAsync();
        await Blob(version).DeleteAsync();

        var prepared = await Cache().GetAsync(version, neighbours: null, CancellationToken.None);

        Assert.Equal(await PicksOfTheCatalogueAsync(version), Picks(prepared.Index));
        Assert.StartsWith($"Information: There is no indexes/{version}.bin", Assert.Single(_said.Lines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public async Task Get_SaysWhatIsWrong_AndMakesTheIndexAnew_WhenTheStoredOneIsCut(int length)
    {
        var version = await PublishAsync();
        var whole = (await Storage.Documents.ReadBytesAsync(Documents.StoredCatalogue(version), CancellationToken.None))!;
        await Storage.Documents.WriteBytesAsync(Documents.StoredCatalogue(version), whole[..length], CancellationToken.None);

        var prepared = await Cache().GetAsync(version, neighbours: null, CancellationToken.None);

        Assert.Equal(await PicksOfTheCatalogueAsync(version), Picks(prepared.Index));
        Assert.StartsWith($"Warning: indexes/{version}.bin cannot be used", Assert.Single(_said.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_Fails_WhenThereIsNoSuchCatalogue()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => Cache().GetAsync("unknown", neighbours: null, CancellationToken.None));

        Assert.Equal("Catalogue version unknown is not in storage.", exception.Message);
    }

    [Fact]
    public async Task Publish_ForgetsStoredIndexes_OfAllVersionsButTheLatest_OnceADay()
    {
        var titles = "one";
        await using var server = await FeedServer.StartAsync(context => context.Response.WriteAsync(GatheringTests.Articles(titles)));
        var gatherer = Gatherer(Content.Gatherer.Source(server.Address));
        var first = (await gatherer.GatherAsync()).CatalogueVersion!;
        titles = "two";
        gatherer.Time.Advance(TimeSpan.FromDays(1));
        var second = (await gatherer.GatherAsync()).CatalogueVersion!;
        Assert.Equal(new[] { first, second }.Order(StringComparer.Ordinal), await StoredAsync());
        gatherer.Time.Advance(TimeSpan.FromDays(1));

        await gatherer.GatherAsync();

        Assert.Equal([second], await StoredAsync());
    }

    private async Task<List<string>> StoredAsync()
    {
        var versions = new List<string>();
        await foreach (var path in Storage.Documents.ListAsync(Documents.StoredCatalogues, CancellationToken.None))
        {
            versions.Add(Path.GetFileNameWithoutExtension(path));
        }

        return versions;
    }

    private async Task<string> PublishAsync()
    {
        await using var server = await FeedServer.StartAsync(context => context.Response.WriteAsync(GatheringTests.Articles("kubernetes", "paving")));
        return (await Gatherer(Content.Gatherer.Source(server.Address)).GatherAsync()).CatalogueVersion!;
    }

    private async Task<IReadOnlyList<string>> PicksOfTheCatalogueAsync(string version)
    {
        var picks = Picks(new CatalogueIndex((await Storage.Documents.ReadAsync(Documents.Catalogue(version), CancellationToken.None))!.Value));
        Assert.Single(picks);
        return picks;
    }

    private static IReadOnlyList<string> Picks(CatalogueIndex index) =>
    [
        .. index.Pick(new MatchRequest
        {
            Person = new Person { Id = new PersonId("p"), DisplayName = "Naomi", Skills = ["Kubernetes"] },
            AsOf = Feed.Now,
            Count = 3,
        }).Select(pick => string.Create(CultureInfo.InvariantCulture, $"{pick.Item} {pick.Score:R} {string.Join(", ", pick.Signals)}")),
    ];

    private CatalogueCache Cache() => new(Storage.Documents, _said);

    private BlobClient Blob(string version) =>
        Storage.Get<BlobServiceClient>().GetBlobContainerClient("nudges").GetBlobClient(Documents.StoredCatalogue(version).Path);

    private sealed class Said : ILogger<CatalogueCache>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add($"{logLevel}: {formatter(state, exception)}");
    }
}
