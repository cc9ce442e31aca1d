using Nudges.Campaigns;
using Nudges.Content;
using Nudges.Delivery;
using Nudges.Orchestrations.People;
using Nudges.Orchestrations.Runs;
using Nudges.Outcomes;
using Nudges.People;
using Nudges.Storage;

namespace Nudges.Orchestrations.Outcomes;

/// <summary>Where an item of a nudge is.</summary>
public sealed record ItemAddress(Uri Address, string Title);

/// <summary>Finds where an item leads: only ever to the address that it has in a catalogue.</summary>
public sealed class ItemAddresses(IDocumentStore documents, IRunStore runs, PeopleReader people, ShardHistories histories)
{
    private (string Version, IReadOnlyDictionary<ItemId, ItemAddress> Items)? _latest;

    /// <summary>
    /// By the latest catalogue; where the item is no longer in it, by the one that the nudge was made from. Null where
    /// neither knows it.
    /// </summary>
    public async Task<ItemAddress?> FindAsync(ItemId item, PersonId person, NudgeId nudge, CancellationToken cancellationToken)
    {
        if (await FindAsync(item, cancellationToken) is { } found)
        {
            return found;
        }

        if (await people.LatestAsync(cancellationToken) is not { } version)
        {
            return null;
        }

        var history = await histories.ReadAsync(version, version.Shards.ShardOf(person), cancellationToken);
        return history.Value.Find(person, nudge) is { } past && await runs.ReadAsync(past.Run, cancellationToken) is { Inputs: { } inputs }
            ? (await ReadAsync(inputs.CatalogueVersion, cancellationToken)).GetValueOrDefault(item)
            : null;
    }

    /// <summary>By the latest catalogue; null where it does not have the item.</summary>
    public async Task<ItemAddress?> FindAsync(ItemId item, CancellationToken cancellationToken)
    {
        if (await documents.ReadAsync(Documents.LatestCatalogue, cancellationToken) is not { } latest)
        {
            return null;
        }

        var known = _latest;
        if (known?.Version != latest.Value)
        {
            known = (latest.Value, await ReadAsync(latest.Value, cancellationToken));
            _latest = known;
        }

        return known.Value.Items.GetValueOrDefault(item);
    }

    private async Task<IReadOnlyDictionary<ItemId, ItemAddress>> ReadAsync(string version, CancellationToken cancellationToken)
    {
        var catalogue = await documents.ReadAsync(Documents.Catalogue(version), cancellationToken);
        var addresses = new Dictionary<ItemId, ItemAddress>();
        foreach (var item in catalogue?.Value.Items ?? [])
        {
            foreach (var id in item.OtherIds.Prepend(item.Id).Where(_ => item.Address.Scheme is "http" or "https"))
            {
                addresses.TryAdd(id, new ItemAddress(item.Address, item.Title));
            }
        }

        return addresses;
    }
}
