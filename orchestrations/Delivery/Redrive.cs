using Microsoft.Extensions.Logging;
using Nudges.Campaigns;
using Nudges.Delivery;

namespace Nudges.Orchestrations.Delivery;

/// <summary>What a redrive put back.</summary>
public sealed record Redriven
{
    public required int Batches { get; init; }

    public required int Nudges { get; init; }
}

/// <summary>
/// Sends again what an ended run had given up: nudges that surely did not leave, as the provider was down for too long or
/// their sender failed over and over. What was rejected stays so, and so does what is unconfirmed.
/// </summary>
public sealed partial class Redrive(IBatchLedger ledger, IBatchQueue queue, RunRecount recount, ILogger<Redrive> logger)
{
    /// <summary>Doing it again puts back only what was given up since.</summary>
    public async Task<Redriven> RunAsync(RunId run, CancellationToken cancellationToken)
    {
        var (batches, nudges) = (0, 0);
        await foreach (var entry in ledger.ListAsync(run, cancellationToken))
        {
            var change = new LedgerChange(entry);
            var count = change.Redrive();
            if (count == 0 || !entry.Settled)
            {
                continue;
            }

            if (await queue.TrySendAgainAsync(ledger, change, cancellationToken))
            {
                LogRedriven(entry.Batch, count);
                batches++;
                nudges += count;
            }
        }

        if (batches > 0)
        {
            await recount.RunAsync(run, cancellationToken);
        }

        return new Redriven { Batches = batches, Nudges = nudges };
    }

    [LoggerMessage(1007, LogLevel.Information, "Batch {Batch}: {Nudges} nudges that were given up are sent again")]
    private partial void LogRedriven(BatchId batch, int nudges);
}
