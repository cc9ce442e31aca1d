using System.Text.Json;
using Nudges.Content;
using Nudges.Storage;

namespace Nudges.Orchestrations.Content;

/// <summary>What one reading of a source came to.</summary>
/// <param name="Status">Equal to the one before where nothing is different.</param>
/// <param name="ItemsChanged">True where its items were written.</param>
internal sealed record SourceReading(SourceStatus Status, bool ItemsChanged);

/// <summary>Reads one source and keeps what it gave. A source that has not changed costs one request and writes nothing.</summary>
public sealed class SourceReader(ContentSources kinds, IDocumentStore documents, TimeProvider time)
{
    /// <summary>Items that are kept of one source, the newest.</summary>
    private const int MostKept = 5_000;

    /// <summary>After so many failures in a row at the place that it moved to, the source is asked where it was before.</summary>
    private const int FailuresUntilMovedBack = 3;

    private static readonly TimeSpan[] Waits = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3)];

    /// <summary>Reads the source; what may pass is tried again after one second and after three. Keeps what it gave before where it cannot be read.</summary>
    internal async Task<SourceReading> ReadAsync(SourceDefinition source, SourceStatus? before, CancellationToken cancellationToken)
    {
        var definition = StableId.From([source.Kind, source.Language, .. source.Tags]);
        before = before?.Address != source.Address ? null : before.Definition == definition ? before : before with { Mark = null, Hash = null };
        var asked = before?.MovedTo is { } moved ? source with { Address = moved } : source;
        var result = await FetchAsync(asked, before?.Mark, cancellationToken);
        var status = before ?? new SourceStatus { Name = source.Name, Address = source.Address, Items = 0 };
        switch (result)
        {
            case SourceResult.Unchanged unchanged:
                return new SourceReading(Well(status, unchanged.MovedTo), ItemsChanged: false);
            case SourceResult.Fetched fetched:
                status = Well(status, fetched.MovedTo);
                var hash = StableId.From("items", JsonSerializer.Serialize(fetched.Items, NudgesJson.Options));
                var read = status with { Hash = hash, Mark = fetched.Mark, Problem = fetched.Warning, Definition = definition };
                if (status.Hash == hash)
                {
                    return new SourceReading(read, ItemsChanged: false);
                }

                var items = await KeepAsync(source, fetched.Items, goesOn: before?.ChangedAt is not null, cancellationToken);
                return new SourceReading(read with { Items = items, ChangedAt = time.GetUtcNow() }, ItemsChanged: true);
            case SourceResult.Unreadable unreadable:
                return new SourceReading(Failed(status, unreadable), ItemsChanged: false);
            case var other:
                throw new InvalidOperationException($"Unknown result {other.GetType().Name}.");
        }
    }

    private async Task<SourceResult> FetchAsync(SourceDefinition source, SourceMark? mark, CancellationToken cancellationToken)
    {
        var result = await kinds[source.Kind].FetchAsync(source, mark, cancellationToken);
        foreach (var wait in Waits)
        {
            if (result is not SourceResult.Unreadable { Passing: true } unreadable || unreadable.RetryAfter > wait)
            {
                break;
            }

            await Task.Delay(wait, time, cancellationToken);
            result = await kinds[source.Kind].FetchAsync(source, mark, cancellationToken);
        }

        return result;
    }

    private static SourceStatus Well(SourceStatus status, Uri? movedTo) => status with
    {
        Failures = 0,
        NotBefore = null,
        Gone = false,
        MovedTo = movedTo ?? status.MovedTo,
        Problem = status.Failures > 0 ? null : status.Problem,
    };

    private SourceStatus Failed(SourceStatus status, SourceResult.Unreadable unreadable)
    {
        var failures = status.Failures + 1;
        return status with
        {
            Problem = unreadable.Reason,
            Failures = failures,
            Gone = unreadable.Gone,
            NotBefore = time.GetUtcNow() + GatheringSchedule.BackOff(failures, unreadable.RetryAfter),
            MovedTo = failures % FailuresUntilMovedBack == 0 ? null : status.MovedTo,
        };
    }

    /// <summary>Joins what the source lists with what it listed before, unless that was another one under its name; the number kept.</summary>
    private async Task<int> KeepAsync(SourceDefinition source, IReadOnlyList<ContentItem> listed, bool goesOn, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var before = goesOn ? (await documents.ReadAsync(Documents.SourceItems(source.Name), cancellationToken))?.Value ?? [] : [];
        var seen = before.ToDictionary(item => item.Id, item => item.FirstSeen);
        var ids = listed.Select(item => item.Id).ToHashSet();
        List<ContentItem> items =
        [
            .. listed.Select(item => item with { FirstSeen = seen.GetValueOrDefault(item.Id) ?? now })
                .Concat(before.Where(item => !ids.Contains(item.Id)))
                .Take(MostKept),
        ];
        await documents.WriteAsync(Documents.SourceItems(source.Name), items, cancellationToken);
        return items.Count;
    }
}
