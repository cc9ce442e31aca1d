using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Nudges.Content;
using Nudges.Integrations.Feeds;
using Nudges.Integrations.Web;
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
    private readonly CheckLinks _links;

    public Gatherer(StorageServices storage, params IReadOnlyList<SourceDefinition> sources)
    {
        Storage = storage;
        var options = Options.Create(new NudgeOptions { Sources = sources });
        var web = Feed.Web(TimeProvider.System, KeyValuePair.Create("AllowPrivateAddresses", (string?)"true"));
        var kinds = new ContentSources([new FeedSource(web, new ItemCleaner(SkillList.Empty), Time)]);
        List = new SourceList(options, storage.Documents);
        Curations = new CurationStore(storage.Documents, Time);
        var links = new LinkStore(storage.Documents);
        var decisions = new ContentDecisions(Curations, links, options, Time);
        Library = new ContentLibrary(storage.Documents, List, Curations, decisions);
        Manual = new ManualContent(storage.Documents, Curations, Time);
        _publisher = new ContentPublisher(List, Curations, links, decisions, storage.Documents, options, Time);
        _links = new CheckLinks(new LinkProbe(web), links, storage.Documents, options, Time);
        _groups = new ListSourceGroups(List);
        _fetch = new FetchSources(List, new SourceReader(kinds, storage.Documents, Time), storage.Documents, Time);
    }

    public StorageServices Storage { get; }

    public FakeTimeProvider Time { get; } = new(Feed.Now) { AutoAdvanceAmount = TimeSpan.Zero };

    public SourceList List { get; }

    public CurationStore Curations { get; }

    public ContentLibrary Library { get; }

    public ManualContent Manual { get; }

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

    public async Task<bool> CheckLinksAsync()
    {
        var version = (await Storage.Documents.ReadAsync(Documents.LatestCatalogue, CancellationToken.None))!.Value;
        return (await _links.RunAsync(version, CancellationToken.None)).Changed;
    }

    /// <summary>Publishes after something is known to have changed.</summary>
    public Task<GatheredContent> RepublishAsync() => _publisher.PublishAsync(gatheredAt: null, changed: true, CancellationToken.None);

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
