using Nudges.Content;
using Nudges.Storage;

namespace Nudges.Orchestrations.Content;

/// <summary>What is known of items' links, in one document: a few dozen bytes an item, compressed.</summary>
public sealed class LinkStore(IDocumentStore documents)
{
    public async Task<IReadOnlyDictionary<ItemId, LinkStatus>> ReadAsync(CancellationToken cancellationToken) =>
        (await documents.ReadAsync(Documents.Links, cancellationToken))?.Value ?? new Dictionary<ItemId, LinkStatus>();

    /// <summary>Writes what was learnt over what was known; forgets items that are no longer current, in the catalogue or out of it.</summary>
    public Task WriteAsync(
        IReadOnlyDictionary<ItemId, LinkStatus> known, IReadOnlyDictionary<ItemId, LinkStatus> learnt, IEnumerable<ItemId> current, CancellationToken cancellationToken)
    {
        var kept = current.ToHashSet();
        var links = known.Where(link => kept.Contains(link.Key)).ToDictionary();
        foreach (var (item, status) in learnt)
        {
            links[item] = status;
        }

        return documents.WriteAsync(Documents.Links, links, cancellationToken);
    }
}
