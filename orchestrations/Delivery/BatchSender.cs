using Microsoft.Extensions.Logging;
using Nudges.Delivery;
using Nudges.Orchestrations.Durable;
using Nudges.Storage;

namespace Nudges.Orchestrations.Delivery;

/// <summary>
/// Delivers a batch once, whatever happens to the process: claims a chunk in the ledger, sends it, records what became of it.
/// What a dead sender had claimed and not recorded is unconfirmed, and is not sent again. Safe against duplicate queue
/// messages and against two senders: of two writers of one ledger row one loses, before anything leaves.
/// </summary>
public sealed partial class BatchSender(
    IDocumentStore documents, IBatchLedger ledger, IBatchQueue queue, RunRecount recount, SharedPace pace, LateRules late, Channels channels, TimeProvider time, ILogger<BatchSender> logger)
{
    /// <summary>Tries in a row in which nothing could be sent, before the rest of a batch is given up: about 20 minutes.</summary>
    internal const int MostAttempts = 10;

    /// <summary>What was decided longer ago is looked at again before it is sent: longer than a queue takes while all goes well.</summary>
    internal static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Handles one delivery of a queue message. When it returns, the message may be deleted: the batch is settled, or another
    /// message carries it on. When it throws, the message must come back.
    /// </summary>
    /// <param name="message">What the queue carried.</param>
    /// <param name="messageId">The queue's id of the message: the same when it is delivered again.</param>
    /// <param name="client">Tells the waiting orchestration.</param>
    /// <param name="cancellationToken">The host is stopping. What is being sent is still recorded.</param>
    public async Task SendAsync(BatchMessage message, string messageId, IDurableClient client, CancellationToken cancellationToken)
    {
        if (!await WaitForHourAsync(message, cancellationToken))
        {
            return;
        }

        var batch = await FindBatchAsync(message.Batch, cancellationToken)
            ?? throw new InvalidOperationException($"Batch {message.Batch} is not in storage.");
        var channel = channels[batch.Channel];
        var (isThere, bookedUntil) = await TakeTurnAsync(batch, channel, message, messageId, cancellationToken);
        if (!isThere)
        {
            return;
        }

        var entry = await ClaimFirstAsync(batch, channel, messageId, HasWaited(batch, message), cancellationToken);
        while (entry is { Settled: false })
        {
            entry = await SendChunkAsync(batch, channel, entry, bookedUntil, cancellationToken);
        }

        if (entry is not null)
        {
            await TellAsync(batch, entry, client, cancellationToken);
        }
    }

    /// <summary>
    /// Settles a batch whose message was delivered too often without success: what was claimed is unconfirmed, what was pending
    /// has failed. For the poison queue. A batch that is not in storage has nothing to settle.
    /// </summary>
    public async Task GiveUpAsync(BatchMessage message, IDurableClient client, CancellationToken cancellationToken)
    {
        if (await FindBatchAsync(message.Batch, cancellationToken) is not { } batch)
        {
            LogMissing(message.Batch);
            return;
        }

        const string reason = NudgeState.GivenUpReason + "sending was interrupted too often";
        while (true)
        {
            var entry = await ledger.ReadAsync(batch.Id, cancellationToken);
            if (entry is { Settled: true })
            {
                await TellAsync(batch, entry, client, cancellationToken);
                return;
            }

            var change = new LedgerChange(entry ?? NewEntry(batch, owner: ""));
            change.Replace(NudgeState.Claimed, NudgeState.Unconfirmed, NudgeState.UnconfirmedReason);
            change.Replace(NudgeState.Pending, NudgeState.Failed, reason);
            LogGivenUp(batch.Id);
            _ = entry is null
                ? await ledger.TryAddAsync(change.Entry, cancellationToken)
                : await ledger.TryUpdateAsync(change.Entry, cancellationToken);
        }
    }

    /// <summary>
    /// Queues count whole seconds and hosts' clocks differ, so a message may be seen before its time: false where it was hidden again.
    /// </summary>
    private async Task<bool> WaitForHourAsync(BatchMessage message, CancellationToken cancellationToken)
    {
        var early = IBatchQueue.DelayUntil(message.SendAt, time.GetUtcNow());
        if (early > ChannelPace.LongestHold)
        {
            await queue.EnqueueAsync(message, early, CancellationToken.None);
            LogEarly(message.Batch, early);
            return false;
        }

        await Task.Delay(early, time, cancellationToken);
        return true;
    }

    /// <summary>
    /// Waits for the account's turn before anything is claimed, so that who dies waiting leaves nothing unconfirmed. A long wait
    /// is the queue's: false where a message with a delay, and with the batch's place in line, carries it on. Where the account has a rate, only what is
    /// still to be sent is booked, until the time that is told.
    /// </summary>
    private async Task<(bool IsThere, DateTimeOffset? BookedUntil)> TakeTurnAsync(Batch batch, IChannel channel, BatchMessage message, string messageId, CancellationToken cancellationToken)
    {
        var hasRate = channel.RequestsPerSecond is not null;
        var entry = hasRate ? await ledger.ReadAsync(batch.Id, cancellationToken) : null;
        var nudges = entry is null ? batch.Nudges.Count : new LedgerChange(entry).Positions(NudgeState.Pending).Count;
        if (nudges == 0 || IsDone(entry))
        {
            return (true, null);
        }

        var turn = await pace.TakeAsync(channel, batch.Id.Run, nudges, message.Place, cancellationToken);
        while (turn is { IsTaken: false, IsShort: true })
        {
            await Task.Delay(turn.AskAgainAfter, time, cancellationToken);
            turn = await pace.TakeAsync(channel, batch.Id.Run, nudges, turn.Place, cancellationToken);
        }

        if (turn.IsTaken)
        {
            await Task.Delay(turn.Wait, time, cancellationToken);
            return (true, hasRate ? turn.Pace.NextFree : null);
        }

        entry = await ledger.ReadAsync(batch.Id, cancellationToken);
        if (IsDone(entry))
        {
            return (true, null);
        }

        var owner = await queue.EnqueueAsync(message with { Place = turn.Place }, turn.AskAgainAfter, CancellationToken.None);
        if (entry is not null)
        {
            await UpdateAsync(entry with { Owner = owner });
        }

        LogWaits(batch.Id, turn.Wait);
        return (false, null);

        // With this message: it is settled, or another carries it on.
        bool IsDone(LedgerEntry? found) => found is { Settled: true } || (found is not null && found.Owner != messageId);
    }

    /// <summary>For its hour, for its channel's turn, or for a sender.</summary>
    private bool HasWaited(Batch batch, BatchMessage message) =>
        batch.SendAt is not null || message.Place is not null || !(time.GetUtcNow() - message.QueuedAt <= Fresh);

    private async Task<Batch?> FindBatchAsync(BatchId id, CancellationToken cancellationToken) =>
        (await documents.ReadAsync(Documents.Batch(id), cancellationToken))?.Value;

    /// <summary>The entry with its next chunk claimed for this message, or settled; null where another message owns the batch.</summary>
    private async Task<LedgerEntry?> ClaimFirstAsync(Batch batch, IChannel channel, string messageId, bool hasWaited, CancellationToken cancellationToken)
    {
        var first = new LedgerChange(NewEntry(batch, messageId));
        if (hasWaited)
        {
            first.LeaveOut(await late.OfAsync(batch, cancellationToken));
        }

        first.ClaimNext(channel.ChunkSize);
        // Not to be cancelled: a claim that was written and not heard of could not be given back.
        if (await ledger.TryAddAsync(first.Entry, CancellationToken.None) is { } added)
        {
            return added;
        }

        var entry = await ledger.ReadAsync(batch.Id, cancellationToken);
        if (entry is null or { Settled: true })
        {
            return entry;
        }

        if (entry.Owner != messageId)
        {
            LogDuplicate(batch.Id);
            return null;
        }

        var change = new LedgerChange(entry);
        var unconfirmed = change.Replace(NudgeState.Claimed, NudgeState.Unconfirmed, NudgeState.UnconfirmedReason);
        if (change.Positions(NudgeState.Pending).Count > 0)
        {
            // It may have waited long: put off, or given up and redriven days later.
            change.LeaveOut(await late.OfAsync(batch, cancellationToken));
        }

        change.ClaimNext(channel.ChunkSize);
        LogResumed(batch.Id, unconfirmed);
        return await UpdateAsync(change.Entry);
    }

    /// <summary>Sends what is claimed; the entry with the outcomes and the next chunk claimed, or null where this message is done with it.</summary>
    private async Task<LedgerEntry?> SendChunkAsync(
        Batch batch, IChannel channel, LedgerEntry entry, DateTimeOffset? bookedUntil, CancellationToken cancellationToken)
    {
        var change = new LedgerChange(entry);
        var positions = change.Positions(NudgeState.Claimed);
        ChunkResult result;
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            result = await channel.SendAsync([.. positions.Select(position => batch.Nudges[position] with { Place = new NudgePlace(batch.Id, position) })], cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Nothing has left: give the claim back, so that the next delivery of the message sends it.
            change.Replace(NudgeState.Claimed, NudgeState.Pending, reason: null);
            await ledger.TryUpdateAsync(change.Entry, CancellationToken.None);
            await pace.LetGoAsync(channel, bookedUntil, unused: change.Positions(NudgeState.Pending).Count, holdOff: null, CancellationToken.None);
            throw;
        }

        change.Record(positions, result.Outcomes);
        if (change.Positions(NudgeState.Claimed).Count > 0)
        {
            throw new InvalidOperationException($"Channel {channel.Name} gave {result.Outcomes.Count} outcomes for {positions.Count} nudges.");
        }

        var notSent = result.Outcomes.OfType<NudgeOutcome.NotSent>().FirstOrDefault();
        var unused = notSent is null ? 0 : change.Positions(NudgeState.Pending).Count;
        await pace.LetGoAsync(channel, bookedUntil, unused, result.HoldOff ?? result.RetryAfter, CancellationToken.None);
        if (notSent is null)
        {
            change.ResetAttempts();
            change.ClaimNext(channel.ChunkSize);
            return await UpdateAsync(change.Entry);
        }

        change.CountAttempt(anySent: result.Outcomes.Any(outcome => outcome is NudgeOutcome.Sent));
        if (change.Entry.Attempts >= MostAttempts)
        {
            change.Replace(NudgeState.Pending, NudgeState.Failed, NudgeState.GivenUpReason + notSent.Reason);
            return await UpdateAsync(change.Entry);
        }

        var delay = Delay(change.Entry.Attempts, result.RetryAfter);
        var owner = await queue.EnqueueAsync(new BatchMessage { Batch = batch.Id, Channel = batch.Channel }, delay, CancellationToken.None);
        await UpdateAsync(change.Entry with { Owner = owner });
        LogPutOff(batch.Id, delay, notSent.Reason);
        return null;
    }

    private static TimeSpan Delay(int attempts, TimeSpan? retryAfter)
    {
        var backOff = TimeSpan.FromSeconds(Math.Min(Math.Pow(2, attempts), LongestDelay.TotalSeconds));
        return retryAfter > backOff ? retryAfter.Value : backOff;
    }

    private static LedgerEntry NewEntry(Batch batch, string owner) =>
        new() { Batch = batch.Id, Owner = owner, States = new string(NudgeState.Pending, batch.Nudges.Count) };

    private async Task<LedgerEntry?> UpdateAsync(LedgerEntry entry)
    {
        var stored = await ledger.TryUpdateAsync(entry, CancellationToken.None);
        if (stored is null)
        {
            LogLost(entry.Batch);
        }

        return stored;
    }

    /// <summary>Tells the orchestration that waits; of a redriven batch none does any more, and the run's record is put right.</summary>
    private Task TellAsync(Batch batch, LedgerEntry entry, IDurableClient client, CancellationToken cancellationToken) => entry.Redriven
        ? recount.RunAsync(batch.Id.Run, cancellationToken)
        : client.RaiseEventAsync(
            batch.Instance, Events.BatchSettled, new BatchSettled { Batch = batch.Id, Counts = entry.CountsFor(batch.Channel) }, cancellationToken);

    [LoggerMessage(1001, LogLevel.Information, "Batch {Batch} taken up again; {Unconfirmed} nudges of a sender that died stay unconfirmed")]
    private partial void LogResumed(BatchId batch, int unconfirmed);

    [LoggerMessage(1002, LogLevel.Debug, "Batch {Batch}: a duplicate message was dropped")]
    private partial void LogDuplicate(BatchId batch);

    [LoggerMessage(1003, LogLevel.Warning, "Batch {Batch} is put off for {Delay}: {Reason}")]
    private partial void LogPutOff(BatchId batch, TimeSpan delay, string reason);

    [LoggerMessage(1004, LogLevel.Warning, "Batch {Batch} is in another sender's hands; this one stops")]
    private partial void LogLost(BatchId batch);

    [LoggerMessage(1008, LogLevel.Information, "Batch {Batch} waits {Wait} for its channel's turn")]
    private partial void LogWaits(BatchId batch, TimeSpan wait);

    [LoggerMessage(1009, LogLevel.Information, "Batch {Batch} came {Early} before its time and is hidden again")]
    private partial void LogEarly(BatchId batch, TimeSpan early);

    [LoggerMessage(1005, LogLevel.Error, "Batch {Batch} is given up")]
    private partial void LogGivenUp(BatchId batch);

    [LoggerMessage(1006, LogLevel.Error, "Batch {Batch} is not in storage; its message is dropped")]
    private partial void LogMissing(BatchId batch);
}
