using System.Collections.Concurrent;
using Nudges.Content;
using Nudges.Storage;

namespace Nudges.Orchestrations.Content;

/// <summary>What people decided about items, and how to take it back.</summary>
public sealed class CurationStore(IDocumentStore documents, TimeProvider time)
{
    private const string Parts = "0123456789abcdef";
    private const int MostConflicts = 20;

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
        var action = Guid.CreateVersion7().ToString("N");
        var at = time.GetUtcNow();
        var known = await ReadAsync(items, cancellationToken);
        await documents.WriteAsync(
            Documents.CurationAction(action),
            new CurationAction { Id = action, By = by, At = at, Before = items.ToDictionary(item => item, known.GetValueOrDefault) },
            cancellationToken);
        await ChangeAsync(items, (item, before) => change(item, before) with { By = by, At = at, Action = action }, cancellationToken);
        return action;
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

    private async Task<Dictionary<ItemId, Curation>> ReadAsync(IEnumerable<ItemId> items, CancellationToken cancellationToken)
    {
        var parts = await Task.WhenAll(items.Select(PartOf).Distinct().Select(part => documents.ReadAsync(Documents.Curations(part), cancellationToken)));
        return parts.SelectMany(part => part?.Value ?? new Dictionary<ItemId, Curation>()).ToDictionary();
    }

    /// <summary>The parts change at the same time, and so <paramref name="change"/> is called; after a conflict again.</summary>
    private async Task ChangeAsync(IReadOnlyCollection<ItemId> items, Func<ItemId, Curation?, Curation?> change, CancellationToken cancellationToken)
    {
        await Task.WhenAll(items.GroupBy(PartOf).Select(part => ChangePartAsync(part.Key, [.. part], change, cancellationToken)));
        await documents.WriteAsync(Documents.CurationStamp, Guid.CreateVersion7().ToString("N"), cancellationToken);
    }

    private async Task ChangePartAsync(char part, List<ItemId> items, Func<ItemId, Curation?, Curation?> change, CancellationToken cancellationToken)
    {
        for (var conflict = 0; conflict < MostConflicts; conflict++)
        {
            var stored = await documents.ReadAsync(Documents.Curations(part), cancellationToken);
            var curations = stored?.Value.ToDictionary() ?? [];
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

            if (await documents.TryWriteAsync(Documents.Curations(part), curations, stored?.Version, cancellationToken))
            {
                return;
            }
        }

        throw new InvalidOperationException("Too many decide about the same items at once.");
    }

    private static char PartOf(ItemId item) => item.Value is [var first, ..] && Parts.Contains(first) ? first : Parts[0];
}
