using System.Collections.Concurrent;
using Nudges.Content;
using Nudges.Matching;
using Nudges.Storage;

namespace Nudges.Orchestrations.Content;

/// <summary>A catalogue ready to be picked from, with its items by id.</summary>
public sealed record PreparedCatalogue(IReadOnlyDictionary<ItemId, ContentItem> Items, CatalogueIndex Index)
{
    public MutedTopics Muted { get; } = new(Items.Values);
}

/// <summary>
/// Prepares each catalogue version once in a process, however many shards ask for it at the same time. Keeps the two latest
/// asked for: a daily run's and a campaign's.
/// </summary>
public sealed class CatalogueCache(IDocumentStore documents)
{
    private const int Kept = 2;
    private readonly ConcurrentDictionary<(string, string?), Lazy<Task<PreparedCatalogue>>> _prepared = new();
    private readonly ConcurrentQueue<(string, string?)> _order = new();

    /// <param name="version">The catalogue's.</param>
    /// <param name="neighbours">The version of what was learnt of outcomes; null where nothing was.</param>
    /// <param name="cancellationToken">Ends the waiting, not the preparing.</param>
    /// <exception cref="InvalidOperationException">There is no such version.</exception>
    public async Task<PreparedCatalogue> GetAsync(string version, string? neighbours, CancellationToken cancellationToken)
    {
        var prepared = _prepared.GetOrAdd((version, neighbours), Add);
        try
        {
            return await prepared.Value.WaitAsync(cancellationToken);
        }
        catch when (prepared.Value.IsFaulted)
        {
            _prepared.TryRemove(KeyValuePair.Create((version, neighbours), prepared));
            throw;
        }
    }

    private Lazy<Task<PreparedCatalogue>> Add((string Catalogue, string? Neighbours) version)
    {
        _order.Enqueue(version);
        while (_order.Count > Kept && _order.TryDequeue(out var oldest))
        {
            _prepared.TryRemove(oldest, out _);
        }

        return new Lazy<Task<PreparedCatalogue>>(() => PrepareAsync(version.Catalogue, version.Neighbours));
    }

    private async Task<PreparedCatalogue> PrepareAsync(string version, string? neighbours)
    {
        var catalogue = await documents.ReadAsync(Documents.Catalogue(version), CancellationToken.None)
            ?? throw new InvalidOperationException($"Catalogue version {version} is not in storage.");
        return new PreparedCatalogue(catalogue.Value.Items.ToDictionary(item => item.Id), new CatalogueIndex(catalogue.Value, await NeighboursAsync(neighbours)));
    }

    private async Task<ItemNeighbours> NeighboursAsync(string? version) => version is null
        ? ItemNeighbours.None
        : (await documents.ReadAsync(Documents.Neighbours(version), CancellationToken.None))?.Value.Read()
            ?? throw new InvalidOperationException($"What was learnt of outcomes, {version}, is not in storage.");
}
