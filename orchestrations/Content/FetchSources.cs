using System.Collections.Concurrent;
using Nudges.Content;
using Nudges.Orchestrations.Durable;
using Nudges.Storage;

namespace Nudges.Orchestrations.Content;

/// <summary>What reading a group of sources came to.</summary>
public sealed record FetchedSources
{
    /// <summary>True where a source gave something new, or fares otherwise than before.</summary>
    public required bool Changed { get; init; }
}

/// <summary>
/// Reads the sources of a group that are due: eight hosts at the same time, of one host two sources at a time, so that a slow one
/// holds nobody. A second run finds nothing due, or reads the same again.
/// </summary>
public sealed class FetchSources(SourceList list, SourceReader reader, IDocumentStore documents, TimeProvider time) : Activity<int, FetchedSources>(Reference)
{
    public static readonly ActivityRef<int, FetchedSources> Reference = new(nameof(FetchSources));

    private const int MostConflicts = 20;

    /// <summary>Sources that have not had their turn at the deadline keep what they gave, and have it at the next gathering.</summary>
    private static readonly PerHost Hosts = new(HostsAtOnce: 8, OfHostAtOnce: 2, Deadline: TimeSpan.FromMinutes(4));

    public override async Task<FetchedSources> RunAsync(int input, CancellationToken cancellationToken)
    {
        var gatheredAt = (await documents.ReadAsync(Documents.Publication, cancellationToken))?.Value.GatheredAt;
        return await ReadAsync(input, (source, status) => status?.Address != source.Address || GatheringSchedule.IsDue(status, gatheredAt, time.GetUtcNow()), cancellationToken);
    }

    /// <summary>Reads those of the group that are wanted and not paused.</summary>
    internal async Task<FetchedSources> ReadAsync(int group, Func<SourceDefinition, SourceStatus?, bool> isWanted, CancellationToken cancellationToken)
    {
        var sources = (await list.ReadAsync(cancellationToken)).Where(source => SourceList.GroupOf(source) == group).ToList();
        var stored = await documents.ReadAsync(Documents.SourceStatuses(group), cancellationToken);
        var wanted = sources.Where(source => !source.Paused && isWanted(source, stored?.Value.GetValueOrDefault(source.Name)));
        var readings = new ConcurrentDictionary<string, SourceReading>(StringComparer.Ordinal);
        await Hosts.ForEachAsync(
            wanted,
            source => source.Address,
            async (source, stop) => readings[source.Name] = await reader.ReadAsync(source, stored?.Value.GetValueOrDefault(source.Name), stop),
            time,
            cancellationToken);
        var changed = await KeepAsync(group, sources, stored, readings, cancellationToken);
        return new FetchedSources { Changed = changed || readings.Values.Any(reading => reading.ItemsChanged) };
    }

    /// <summary>Writes what is different; false where nothing is.</summary>
    private async Task<bool> KeepAsync(
        int group, List<SourceDefinition> sources, Document<IReadOnlyDictionary<string, SourceStatus>>? stored,
        IReadOnlyDictionary<string, SourceReading> readings, CancellationToken cancellationToken)
    {
        var names = sources.Select(source => source.Name).ToHashSet();
        for (var conflict = 0; conflict < MostConflicts; conflict++)
        {
            var known = stored?.Value ?? new Dictionary<string, SourceStatus>();
            var statuses = known.Where(status => names.Contains(status.Key)).ToDictionary();
            foreach (var (name, reading) in readings)
            {
                // Where another gathering wrote in between, its items may stand: without a mark they are read anew.
                statuses[name] = conflict == 0 ? reading.Status : reading.Status with { Mark = null, Hash = null };
            }

            if (statuses.Count == known.Count && statuses.All(status => known.GetValueOrDefault(status.Key) == status.Value))
            {
                return false;
            }

            if (await documents.TryWriteAsync(Documents.SourceStatuses(group), statuses, stored?.Version, cancellationToken))
            {
                return true;
            }

            stored = await documents.ReadAsync(Documents.SourceStatuses(group), cancellationToken);
        }

        throw new InvalidOperationException($"Too many gatherings write the sources of group {group} at once.");
    }
}
