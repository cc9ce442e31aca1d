using System.Collections.Concurrent;
using Nudges.Content;
using Nudges.Storage;

namespace Nudges.Orchestrations.Content;

/// <summary>A catalogue ready to be picked from, with its items by id.</summary>
public sealed record PreparedCatalogue(IReadOnlyDictionary<ItemId, ContentItem> Items, Matching.CatalogueIndex Index)
{
    public Matching.MutedTopics Muted { get; } = new(Items.Values);
}

/// <summary>
/// Prepares each catalogue version once in a process, however many shards ask for it at the same time. Keeps the two latest
/// asked for: a daily run's and a campaign's.
/// </summary>
public sealed class CatalogueCache(IDocumentStore documents)
{
    private const int Kept = 2;
    private readonly ConcurrentDictionary<string, Lazy<Task<PreparedCatalogue>>> _prepared = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _order = new();

    /// <exception cref="InvalidOperationException">There is no such version.</exception>
    public async Task<PreparedCatalogue> GetAsync(string version, CancellationToken cancellationToken)
    {
        var prepared = _prepared.GetOrAdd(version, Add);
        try
        {
            return await prepared.Value.WaitAsync(cancellationToken);
        }
        catch when (prepared.Value.IsFaulted)
        {
            _prepared.TryRemove(KeyValuePair.Create(version, prepared));
            throw;
        }
    }

    private Lazy<Task<PreparedCatalogue>> Add(string version)
    {
        _order.Enqueue(version);
        while (_order.Count > Kept && _order.TryDequeue(out var oldest))
        {
            _prepared.TryRemove(oldest, out _);
        }

        return new Lazy<Task<PreparedCatalogue>>(() => PrepareAsync(version));
    }

    private async Task<PreparedCatalogue> PrepareAsync(string version)
    {
        var catalogue = await documents.ReadAsync(Documents.Catalogue(version), CancellationToken.None)
            ?? throw new InvalidOperationException($"Catalogue version {version} is not in storage.");
        return new PreparedCatalogue(catalogue.Value.Items.ToDictionary(item => item.Id), new Matching.CatalogueIndex(catalogue.Value));
    }
}
