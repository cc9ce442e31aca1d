using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Nudges.Content;
using Nudges.Integrations.Feeds;
using Nudges.Local.Tests.Feeds;
using Nudges.Local.Tests.Storage;
using Nudges.Orchestrations;
using Nudges.Orchestrations.Content;
using Nudges.Orchestrations.Durable;
using Nudges.Storage;

namespace Nudges.Local.Tests.Content;

/// <summary>Gathering as the orchestration does it, over real storage and feeds on the wire.</summary>
internal sealed class Gatherer
{
    private readonly ContentPublisher _publisher;
    private readonly ListSourceGroups _groups;
    private readonly FetchSources _fetch;

    public Gatherer(StorageServices storage, params IReadOnlyList<SourceDefinition> sources)
    {
        Storage = storage;
        var options = Options.Create(new NudgeOptions { Sources = sources });
        var kinds = new ContentSources([new FeedSource(Feed.Web(TimeProvider.System, KeyValuePair.Create("AllowPrivateAddresses", (string?)"true")), new ItemCleaner(SkillList.Empty), Time)]);
        List = new SourceList(options, storage.Documents);
        Curations = new CurationStore(storage.Documents, Time);
        Library = new ContentLibrary(storage.Documents, Curations, Time);
        _publisher = new ContentPublisher(List, Curations, storage.Documents, Time);
        _groups = new ListSourceGroups(List);
        _fetch = new FetchSources(List, new SourceReader(kinds, storage.Documents, Time), storage.Documents, Time);
    }

    public StorageServices Storage { get; }

    public FakeTimeProvider Time { get; } = new(Feed.Now) { AutoAdvanceAmount = TimeSpan.Zero };

    public SourceList List { get; }

    public CurationStore Curations { get; }

    public ContentLibrary Library { get; }

    public static SourceDefinition Source(Uri server, string path = "feed.xml", bool trusted = true) => new()
    {
        Name = path.Split('.')[0],
        Address = new Uri(server, path),
        Trusted = trusted,
    };

    public async Task<GatheredContent> GatherAsync()
    {
        var startedAt = Time.GetUtcNow();
        var changed = false;
        foreach (var group in await _groups.RunAsync(Nothing.Value, CancellationToken.None))
        {
            changed |= (await _fetch.RunAsync(group, CancellationToken.None)).Changed;
        }

        return await _publisher.PublishAsync(startedAt, changed, CancellationToken.None);
    }

    public Task<GatheredContent> PublishAsync() => _publisher.PublishAsync(gatheredAt: null, changed: false, CancellationToken.None);

    public async Task<SourceStatus> StatusAsync(string name)
    {
        var source = (await List.ReadAsync(CancellationToken.None)).Single(source => source.Name == name);
        return (await Storage.Documents.ReadAsync(Documents.SourceStatuses(SourceList.GroupOf(source)), CancellationToken.None))!.Value[name];
    }

    public async Task<IReadOnlyList<ContentItem>> CatalogueAsync()
    {
        var version = (await Storage.Documents.ReadAsync(Documents.LatestCatalogue, CancellationToken.None))!.Value;
        return (await Storage.Documents.ReadAsync(Documents.Catalogue(version), CancellationToken.None))!.Value.Items;
    }
}
