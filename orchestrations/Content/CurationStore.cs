using System.Collections.Concurrent;
using System.Globalization;
using Nudges.Content;
using Nudges.Storage;

namespace Nudges.Orchestrations.Content;

/// <summary>What people decided about items, and how to take it back.</summary>
public sealed class CurationStore(IDocumentStore documents, TimeProvider time)
{
    private const string Parts = "0123456789abcdef";

    /// <summary>Changes with every decision; null before the first.</summary>
    public async Task<string?> StampAsync(CancellationToken cancellationToken) =>
        (await documents.ReadAsync(Documents.CurationStamp, cancellationToken))?.Value;

    public async Task<IReadOnlyDictionary<ItemId, Curation>> ReadAsync(CancellationToken cancellationToken)
    {
        var parts = await Task.WhenAll(Parts.Select(part => documents.ReadAsync(Documents.Curations(part), cancellationToken)));
        return parts.SelectMany(part => part?.Value ?? new Dictionary<ItemId, Curation>()).ToDictionary();
    }

    /// <summary>
    /// Decides about items. What was decided before is written down first, so that the action can be undone from the moment
    /// that it has an effect.
    /// </summary>
    /// <param name="items">At least one.</param>
    /// <param name="by">Directory object id of who decides.</param>
    /// <param name="change">From what was decided before (null: nothing) to what is decided now; the rest is filled in.</param>
    /// <param name="cancellationToken">Stops between two parts; what was done can be undone.</param>
    /// <returns>The action's id.</returns>
    public async Task<string> DecideAsync(IReadOnlyCollection<ItemId> items, string by, Func<ItemId, Curation?, Curation> change, CancellationToken cancellationToken)
    {
        var action = new CurationAction
        {
            Id = Guid.CreateVersion7(time.GetUtcNow()).ToString("N"),
            By = by,
            At = time.GetUtcNow(),
            Before = await ReadAsync(items, cancellationToken),
        };
        await documents.WriteAsync(Documents.CurationAction(action.Id), action, cancellationToken);
        var replaced = new ConcurrentDictionary<ItemId, Curation?>();
        await ChangeAsync(items, (item, before) => change(item, replaced[item] = before) with { By = by, At = action.At, Action = action.Id }, cancellationToken);
        if (replaced.Any(item => action.Before.GetValueOrDefault(item.Key) != item.Value))
        {
            // Someone else decided in between.
            await documents.WriteAsync(Documents.CurationAction(action.Id), action with { Before = replaced }, CancellationToken.None);
        }

        return action.Id;
    }

    /// <summary>
    /// The same about items that may stand for others: what was decided before is what was decided last under any of their ids.
    /// The decision is kept under their own id, and holds as the latest.
    /// </summary>
    public async Task<string> DecideAsync(IReadOnlyCollection<ContentItem> items, string by, Func<Curation?, Curation> change, CancellationToken cancellationToken)
    {
        var joined = items.Where(item => item.OtherIds.Count > 0).ToDictionary(item => item.Id);
        var others = (await ReadAsync([.. joined.Values.SelectMany(item => item.OtherIds).Distinct()], cancellationToken))
            .Where(curation => curation.Value is not null).ToDictionary(curation => curation.Key, curation => curation.Value!);
        return await DecideAsync([.. items.Select(item => item.Id)], by, (id, before) => change(
            joined.TryGetValue(id, out var item) && ContentDecision.Latest(item, others) is { } other && !(before?.At >= other.At) ? other : before), cancellationToken);
    }

    /// <summary>
    /// Takes an action back: of each of its items what was decided before holds again, unless someone has decided anew since.
    /// The items that it was taken back of; null where there is no such action.
    /// </summary>
    public async Task<IReadOnlyList<ItemId>?> UndoAsync(string action, CancellationToken cancellationToken)
    {
        if ((await documents.ReadAsync(Documents.CurationAction(action), cancellationToken))?.Value is not { } done)
        {
            return null;
        }

        var undone = new ConcurrentDictionary<ItemId, bool>();
        await ChangeAsync([.. done.Before.Keys], (item, now) =>
        {
            undone[item] = now?.Action == action;
            return undone[item] ? done.Before[item] : now;
        }, cancellationToken);
        return [.. undone.Where(item => item.Value).Select(item => item.Key)];
    }

    /// <summary>Forgets how to undo the actions before a time. Costs one request beside those that delete. A second call does nothing.</summary>
    public async Task ForgetActionsAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        // The ids begin with their time (RFC 9562, 5.7), so their order is that of time.
        var first = Documents.CurationActions + before.ToUnixTimeMilliseconds().ToString("x12", CultureInfo.InvariantCulture);
        await foreach (var path in documents.ListAsync(Documents.CurationActions, cancellationToken))
        {
            if (string.CompareOrdinal(path, first) >= 0)
            {
                break;
            }

            await documents.DeleteAsync(path, cancellationToken);
        }
    }

    private async Task<IReadOnlyDictionary<ItemId, Curation?>> ReadAsync(IReadOnlyCollection<ItemId> items, CancellationToken cancellationToken)
    {
        var parts = await Task.WhenAll(items.Select(PartOf).Distinct().Select(part => documents.ReadAsync(Documents.Curations(part), cancellationToken)));
        var known = parts.SelectMany(part => part?.Value ?? new Dictionary<ItemId, Curation>()).ToDictionary();
        return items.ToDictionary(item => item, known.GetValueOrDefault);
    }

    /// <summary>
    /// The parts change at the same time, and so <paramref name="change"/> is called; after a conflict again. The stamp is new
    /// before the first part is and after the last, however that ends: no reader takes half of it for all.
    /// </summary>
    private async Task ChangeAsync(IReadOnlyCollection<ItemId> items, Func<ItemId, Curation?, Curation?> change, CancellationToken cancellationToken)
    {
        await NewStampAsync();
        try
        {
            await Task.WhenAll(items.GroupBy(PartOf).Select(part => documents.UpdateAsync(
                Documents.Curations(part.Key), stored => Changed(stored, part, change), cancellationToken)));
        }
        finally
        {
            await NewStampAsync();
        }
    }

    private Task NewStampAsync() => documents.WriteAsync(Documents.CurationStamp, Guid.CreateVersion7().ToString("N"), CancellationToken.None);

    private static Dictionary<ItemId, Curation> Changed(
        IReadOnlyDictionary<ItemId, Curation>? stored, IEnumerable<ItemId> items, Func<ItemId, Curation?, Curation?> change)
    {
        var curations = stored?.ToDictionary() ?? [];
        foreach (var item in items)
        {
            if (change(item, curations.GetValueOrDefault(item)) is { } changed)
            {
                curations[item] = changed;
            }
            else
            {
                curations.Remove(item);
            }
        }

        return curations;
    }

    private static char PartOf(ItemId item) => item.Value is [var first, ..] && Parts.Contains(first) ? first : Parts[0];
}
