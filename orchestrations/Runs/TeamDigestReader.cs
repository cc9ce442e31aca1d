using Nudges.Campaigns;
using Nudges.Delivery;
using Nudges.Storage;

namespace Nudges.Orchestrations.Runs;

/// <summary>Reads what a run sent from its plans and its ledger: a request for each shard of about 1,000 people, few of them in memory at once.</summary>
public sealed class TeamDigestReader(IDocumentStore documents, IBatchLedger ledger)
{
    private const int AtOnce = 8;

    /// <summary>Null where nobody was sent a nudge.</summary>
    public async Task<TeamDigest?> ReadAsync(Run run, CancellationToken cancellationToken)
    {
        var states = await ledger.ListAsync(run.Request.Id, cancellationToken)
            .ToDictionaryAsync(entry => entry.Batch, entry => entry.States, cancellationToken: cancellationToken);
        var count = new TeamDigestCount();
        var paths = await documents.ListAsync(Documents.Plans(run.Request.Id), cancellationToken).ToListAsync(cancellationToken);
        foreach (var some in paths.Chunk(AtOnce))
        {
            foreach (var plan in await Task.WhenAll(some.Select(path => documents.ReadAsync(new DocumentKey<ShardPlan>(path), cancellationToken))))
            {
                count.Add(plan!.Value, batch => states.GetValueOrDefault(batch));
            }
        }

        var catalogue = await documents.ReadAsync(Documents.Catalogue(run.Inputs!.CatalogueVersion), cancellationToken);
        return count.Digest(run.Request.Goal ?? "", catalogue?.Value.Items.ToDictionary(item => item.Id) ?? []);
    }
}
