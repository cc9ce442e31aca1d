using Nudges.Content;
using Nudges.Storage;

namespace Nudges.Orchestrations.Content;

/// <summary>What a curator sees: every item, published or not, with the decisions made up to this moment.</summary>
public sealed class ContentLibrary(IDocumentStore documents, SourceList list, CurationStore curations, ContentDecisions decisions)
{
    private Snapshot? _latest;

    /// <summary>All items in no order, each with its <see cref="ContentItem.Curation"/>: those of the last publishing, and what people added since.</summary>
    public async Task<IReadOnlyList<ContentItem>> ReadAsync(CancellationToken cancellationToken)
    {
        var publication = await documents.ReadAsync(Documents.Publication, cancellationToken);
        var sources = await list.ReadAsync(cancellationToken);
        var stamp = (Curation: await curations.StampAsync(cancellationToken), Trust: SourceList.TrustStamp(sources));
        var snapshot = _latest;
        if (snapshot is null || snapshot.Publication != publication?.Version)
        {
            snapshot = new Snapshot(publication?.Version, (publication?.Value.CurationStamp, publication?.Value.TrustStamp), await PublishedAsync(publication?.Value, cancellationToken));
        }

        if (snapshot.Stamp != stamp)
        {
            var items = await AddedAsync(snapshot.Items, cancellationToken);
            snapshot = snapshot with { Stamp = stamp, Items = await decisions.ApplyAsync(items, sources, stamp.Curation, cancellationToken) };
        }

        _latest = snapshot;
        return snapshot.Items;
    }

    private async Task<IReadOnlyList<ContentItem>> PublishedAsync(Publication? publication, CancellationToken cancellationToken)
    {
        var unpublished = documents.ReadAsync(Documents.Unpublished, cancellationToken);
        var catalogue = publication?.CatalogueVersion is { } version ? await documents.ReadAsync(Documents.Catalogue(version), cancellationToken) : null;
        return [.. catalogue?.Value.Items ?? [], .. (await unpublished)?.Value ?? []];
    }

    /// <summary>The items and what people added by hand since they were published.</summary>
    private async Task<IEnumerable<ContentItem>> AddedAsync(IReadOnlyList<ContentItem> items, CancellationToken cancellationToken)
    {
        var added = await Task.WhenAll(ManualContent.All.Select(source => documents.ReadAsync(Documents.SourceItems(source.Name), cancellationToken)));
        var known = items.SelectMany(item => item.OtherIds.Prepend(item.Id)).ToHashSet();
        return items.Concat(added.SelectMany(source => source?.Value ?? []).Where(item => known.Add(item.Id)));
    }

    /// <param name="Publication">The publication's version in storage; null before the first.</param>
    /// <param name="Stamp">Of the decisions and the sources that are in the items.</param>
    /// <param name="Items">All.</param>
    private sealed record Snapshot(string? Publication, (string? Curation, string? Trust) Stamp, IReadOnlyList<ContentItem> Items);
}
