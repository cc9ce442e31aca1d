using Nudges.Campaigns;

namespace Nudges.Delivery;

/// <summary>Where one nudge of a batch stands. Each is one character in <see cref="LedgerEntry.States"/>.</summary>
public static class NudgeState
{
    /// <summary>Not tried, or surely not sent.</summary>
    public const char Pending = '.';

    /// <summary>A sender is at it now, or died at it.</summary>
    public const char Claimed = 'c';

    public const char Sent = 's';

    public const char Failed = 'f';

    /// <summary>A sender died between sending and recording, or the answer was lost.</summary>
    public const char Unconfirmed = 'u';

    /// <summary>Decided against between planning and its hour. The reason is the rule in <see cref="Suppression"/>, with more after a space.</summary>
    public const char LeftOut = 'x';

    /// <summary>The reason shown for unconfirmed nudges where nothing more exact is known.</summary>
    public const string UnconfirmedReason = "unconfirmed";

    /// <summary>What the reason of a failed nudge begins with that surely did not leave: it may be sent when what was in the way is gone.</summary>
    public const string GivenUpReason = "given up: ";
}

/// <summary>
/// What the ledger knows of a batch: who works on it and what became of each nudge. One row, written before each chunk is
/// sent and after, always against the version that was read, so that of two senders one loses before anything leaves.
/// </summary>
public sealed record LedgerEntry
{
    public required BatchId Batch { get; init; }

    /// <summary>The queue message that owns the batch. Another message for the same batch is a duplicate and is dropped.</summary>
    public required string Owner { get; init; }

    /// <summary>A <see cref="NudgeState"/> for each nudge, in the batch's order.</summary>
    public required string States { get; init; }

    /// <summary>Why each failed, unconfirmed or left out nudge is so, by its place in the batch; of a sent one how, where that was not the usual way.</summary>
    public IReadOnlyDictionary<int, string> Reasons { get; init; } = new Dictionary<int, string>();

    /// <summary>How often in a row the batch was put off without a nudge sent.</summary>
    public int Attempts { get; init; }

    /// <summary>When the row was last written; null for one not read from the storage.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>True once nudges that had been given up were put back: the run had ended by then, and counts them again.</summary>
    public bool Redriven { get; init; }

    /// <summary>The storage's version of the row; null for one not yet stored.</summary>
    public string? Version { get; init; }

    /// <summary>True when every nudge is in a final state.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool Settled => !States.AsSpan().ContainsAny(NudgeState.Pending, NudgeState.Claimed);

    /// <summary>How many nudges ended where.</summary>
    public RunCounts CountsFor(string channel)
    {
        var sent = States.AsSpan().Count(NudgeState.Sent);
        var reasons = Enumerable.Range(0, States.Length)
            .Where(position => States[position] is NudgeState.Failed or NudgeState.Unconfirmed)
            .CountBy(position => Reasons.GetValueOrDefault(position, NudgeState.UnconfirmedReason));
        var failed = RunCounts.MostFrequent(reasons);
        var suppressed = Enumerable.Range(0, States.Length).Where(position => States[position] == NudgeState.LeftOut)
            .CountBy(position => Suppression.RuleOf(Reasons[position])).ToDictionary();
        return new RunCounts
        {
            People = sent + failed.Values.Sum() + suppressed.Values.Sum(),
            Suppressed = suppressed,
            Sent = sent == 0 ? new Dictionary<string, int>() : new Dictionary<string, int> { [channel] = sent },
            Failed = failed,
        };
    }
}

/// <summary>
/// The once-only record of delivery. Every write names the version it changes; a conflict is an answer, not an error.
/// </summary>
public interface IBatchLedger
{
    Task<LedgerEntry?> ReadAsync(BatchId batch, CancellationToken cancellationToken);

    /// <summary>The stored entry with its version, or null where the batch has one already.</summary>
    Task<LedgerEntry?> TryAddAsync(LedgerEntry entry, CancellationToken cancellationToken);

    /// <summary>The stored entry with its new version, or null where someone changed it since it was read.</summary>
    Task<LedgerEntry?> TryUpdateAsync(LedgerEntry entry, CancellationToken cancellationToken);

    /// <summary>Every entry of a run, in the order of their batch ids.</summary>
    IAsyncEnumerable<LedgerEntry> ListAsync(RunId run, CancellationToken cancellationToken);
}

/// <summary>
/// The queues that senders are triggered by, one for each channel and priority, so that a batch stands behind those of its own
/// priority only: "nudges-{channel}" for the normal ones, "nudges-{channel}-high", "nudges-{channel}-low".
/// </summary>
public interface IBatchQueue
{
    static readonly TimeSpan LongestDelay = TimeSpan.FromDays(7);

    /// <summary>The storage's name of the queue of a channel's batches of a priority.</summary>
    static string QueueName(string channel, RunPriority priority) => priority switch
    {
        RunPriority.High => $"nudges-{channel}-high",
        RunPriority.Low => $"nudges-{channel}-low",
        _ => $"nudges-{channel}",
    };

    /// <summary>The names of all queues of a channel but the poison queues.</summary>
    static IEnumerable<string> QueueNames(string channel) => Enum.GetValues<RunPriority>().Select(priority => QueueName(channel, priority));

    /// <summary>Where a queue's messages go that could not be handled, as the Functions host names it.</summary>
    static string PoisonQueueName(string queue) => $"{queue}-poison";

    /// <summary>How long to hide a message that is for then: a queue hides one for seven days at most.</summary>
    static TimeSpan DelayUntil(DateTimeOffset? sendAt, DateTimeOffset now) =>
        sendAt is { } at && at > now ? (at - now < LongestDelay ? at - now : LongestDelay) : TimeSpan.Zero;

    /// <summary>Puts the message in the queue of its channel and its run's priority, seen after <paramref name="delay"/> (0 to 7 days). Returns the message's id.</summary>
    Task<string> EnqueueAsync(BatchMessage message, TimeSpan delay, CancellationToken cancellationToken);
}
