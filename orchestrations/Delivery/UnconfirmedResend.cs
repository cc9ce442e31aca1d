using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Nudges.Campaigns;
using Nudges.Delivery;
using Nudges.People;
using Nudges.Privacy;
using Nudges.Storage;

namespace Nudges.Orchestrations.Delivery;

/// <summary>
/// Sends again, once, what stayed unconfirmed for as long as the setting says and of which the provider told nothing: so it most
/// likely never had it. Only where the provider would have told, and only where the setting asks for it.
/// </summary>
public sealed partial class UnconfirmedResend(
    IDocumentStore documents, IRunStore runs, IBatchLedger ledger, IBatchQueue queue, IPreferenceStore preferences, RunRecount recount,
    Channels channels, IOptions<NudgeOptions> options, TimeProvider time, ILogger<UnconfirmedResend> logger)
{
    private const int MostRuns = 200;

    /// <summary>Older ones are left: what a nudge says grows old.</summary>
    private static readonly TimeSpan Oldest = TimeSpan.FromDays(14);

    /// <summary>How many nudges are sent again. Doing it again sends none of them a third time. Costs nothing where the setting is empty.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (options.Value.ResendUnconfirmedAfterHours is not { } hours)
        {
            return 0;
        }

        var (now, all) = (time.GetUtcNow(), 0);
        foreach (var run in (await runs.ListAsync(MostRuns, cancellationToken)).Where(run => run.FinishedAt is not null && now - run.StartedAt < Oldest))
        {
            var nudges = 0;
            await foreach (var entry in ledger.ListAsync(run.Request.Id, cancellationToken))
            {
                if (entry is { Settled: true, Redriven: false } && now - entry.ChangedAt >= TimeSpan.FromHours(hours)
                    && entry.States.Contains(NudgeState.Unconfirmed) && Reports(entry.Batch.Channel))
                {
                    nudges += await ResendAsync(entry, cancellationToken);
                }
            }

            if (nudges > 0)
            {
                await recount.RunAsync(run.Request.Id, cancellationToken);
            }

            all += nudges;
        }

        return all;
    }

    /// <summary>A channel of an old run may no longer be there.</summary>
    private bool Reports(string channel) => channels.Names.Contains(channel) && channels[channel].ReportsEvents;

    private async Task<int> ResendAsync(LedgerEntry entry, CancellationToken cancellationToken)
    {
        var batch = await documents.ReadAsync(Documents.Batch(entry.Batch), cancellationToken);
        var events = (await documents.ReadAsync(Documents.BatchEvents(entry.Batch), cancellationToken))?.Value ?? new BatchEvents();
        var change = new LedgerChange(entry);
        var count = 0;
        foreach (var position in change.Positions(NudgeState.Unconfirmed).Where(position => batch is not null && events.Verdict(position) is null))
        {
            if (await MayBeNudgedAsync(batch!.Value.Nudges[position], cancellationToken))
            {
                change.Reconcile(position, NudgeState.Pending, reason: null);
                count++;
            }
        }

        if (count == 0 || !await queue.TrySendAgainAsync(ledger, change, cancellationToken))
        {
            return 0;
        }

        LogResent(entry.Batch, count);
        return count;
    }

    private async Task<bool> MayBeNudgedAsync(BatchedNudge nudge, CancellationToken cancellationToken) =>
        nudge.Person.Value != PersonTraces.Nobody
        && await preferences.ReadAsync(nudge.Person, cancellationToken) is { ErasedAt: null, UnsubscribedAt: null, Bounce: null };

    [LoggerMessage(1013, LogLevel.Warning, "Batch {Batch}: {Nudges} unconfirmed nudges of which the provider told nothing are sent again")]
    private partial void LogResent(BatchId batch, int nudges);
}
