using Nudges.Campaigns;
using Nudges.Orchestrations.People;
using Nudges.Orchestrations.Runs;
using Nudges.Outcomes;

namespace Nudges.Orchestrations.Outcomes;

/// <summary>Adds up what came of a run's nudges: one request for each shard of about 1,000 people, few shards in memory at once.</summary>
public sealed class RunOutcomeReader(PeopleReader people, ShardHistories histories)
{
    private const int AtOnce = 8;

    public async Task<RunOutcomes> ReadAsync(RunId run, CancellationToken cancellationToken)
    {
        var count = new RunOutcomeCount(run);
        if (await people.LatestAsync(cancellationToken) is { } version)
        {
            foreach (var some in Enumerable.Range(0, version.Shards.Value).Chunk(AtOnce))
            {
                foreach (var history in await Task.WhenAll(some.Select(shard => histories.ReadAsync(version, shard, cancellationToken))))
                {
                    count.Add(history.Value);
                }
            }
        }

        return count.Total;
    }
}
