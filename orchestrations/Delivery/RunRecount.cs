using System.Text.Json;
using Nudges.Campaigns;
using Nudges.Delivery;

namespace Nudges.Orchestrations.Delivery;

/// <summary>Puts an ended run's counts right after some of its batches were sent again. Reads every row of the run's ledger.</summary>
public sealed class RunRecount(IRunStore runs, IBatchLedger ledger)
{
    private const string BeingSent = "being sent again";

    /// <summary>Doing it again gives the same counts. Leaves a run alone that has not ended, or is not known.</summary>
    public async Task RunAsync(RunId id, CancellationToken cancellationToken)
    {
        if (await runs.ReadAsync(id, cancellationToken) is not { FinishedAt: not null } run)
        {
            return;
        }

        // Two batches may settle at once: whoever saved counts that are no longer so counts again.
        for (var counts = await CountAsync(run, cancellationToken); ;)
        {
            await runs.SaveAsync(run with { Counts = counts }, cancellationToken);
            var now = await CountAsync(run, cancellationToken);
            if (JsonSerializer.Serialize(now, NudgesJson.Options) == JsonSerializer.Serialize(counts, NudgesJson.Options))
            {
                return;
            }

            counts = now;
        }
    }

    private async Task<RunCounts> CountAsync(Run run, CancellationToken cancellationToken)
    {
        var suppressed = run.Counts.Suppressed;
        var counts = new RunCounts { People = suppressed.Values.Sum(), Suppressed = suppressed };
        await foreach (var entry in ledger.ListAsync(run.Request.Id, cancellationToken))
        {
            var open = entry.States.AsSpan().Count(NudgeState.Pending) + entry.States.AsSpan().Count(NudgeState.Claimed);
            // Who was left out is among the run's suppressed already.
            var settled = entry.CountsFor(entry.Batch.Channel);
            counts += settled with { People = settled.People - settled.Suppressed.Values.Sum(), Suppressed = new Dictionary<string, int>() };
            counts += new RunCounts { People = open, Failed = open == 0 ? new Dictionary<string, int>() : new Dictionary<string, int> { [BeingSent] = open } };
        }

        return counts;
    }
}
