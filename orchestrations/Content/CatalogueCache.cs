using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Nudges.Content;
using Nudges.Matching;
using Nudges.Storage;

namespace Nudges.Orchestrations.Content;

/// <summary>A catalogue ready to be picked from, with its items by id.</summary>
public sealed record PreparedCatalogue(IReadOnlyDictionary<ItemId, ContentItem> Items, CatalogueIndex Index, MutedTopics Muted);

/// <summary>
/// Prepares each catalogue version once in a process, however many shards ask for it at the same time. Keeps the two latest
/// asked for: a daily run's and a campaign's.
/// </summary>
public sealed partial class CatalogueCache(IDocumentStore documents, ILogger<CatalogueCache> logger)
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
        var learnt = NeighboursAsync(neighbours);
        var catalogue = await StoredAsync(version) ?? await BuildAsync(version);
        return new PreparedCatalogue(catalogue.Items, new CatalogueIndex(catalogue.Index, await learnt), catalogue.Muted);
    }

    private async Task<ItemNeighbours> NeighboursAsync(string? version) => version is null
        ? ItemNeighbours.None
        : (await documents.ReadAsync(Documents.Neighbours(version), CancellationToken.None))?.Value.Read()
            ?? throw new InvalidOperationException($"What was learnt of outcomes, {version}, is not in storage.");

    /// <summary>Null where the version was published without its index, or by another release whose index is another.</summary>
    private async Task<StoredCatalogue?> StoredAsync(string version)
    {
        var key = Documents.StoredCatalogue(version);
        if (await documents.ReadBytesAsync(key, CancellationToken.None) is not { } block)
        {
            LogMissing(key.Path);
            return null;
        }

        try
        {
            return StoredCatalogue.Read(block);
        }
        catch (InvalidDataException exception)
        {
            LogUnreadable(key.Path, exception.Message);
            return null;
        }
    }

    private async Task<StoredCatalogue> BuildAsync(string version) =>
        await documents.ReadAsync(Documents.Catalogue(version), CancellationToken.None) is { } catalogue
            ? StoredCatalogue.Of(catalogue.Value)
            : throw new InvalidOperationException($"Catalogue version {version} is not in storage.");

    [LoggerMessage(1101, LogLevel.Information, "There is no {Blob}: it is made anew in memory. The next publication of that catalogue writes it")]
    private partial void LogMissing(string blob);

    [LoggerMessage(1102, LogLevel.Warning, "{Blob} cannot be used and is made anew in memory: {Reason} The next publication of that catalogue writes it again; it may be deleted")]
    private partial void LogUnreadable(string blob, string reason);
}
