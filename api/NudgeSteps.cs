using Nudges.Campaigns;
using Nudges.Content;
using Nudges.Delivery;
using Nudges.Outcomes;

namespace Nudges.Api;

public enum NudgeStage
{
    /// <summary>Decided, with its items and reasons.</summary>
    Planned,

    /// <summary>Decided against, with the rule.</summary>
    Suppressed,

    /// <summary>Written into a batch that waits for its sender.</summary>
    Queued,

    /// <summary>A sender has taken it.</summary>
    Claimed,

    /// <summary>The provider took it.</summary>
    Accepted,

    /// <summary>The provider will never take it.</summary>
    Failed,

    /// <summary>The provider may have taken it.</summary>
    Unconfirmed,

    Clicked,

    /// <summary>The person said what they think of an item.</summary>
    Answered,
}

/// <summary>One step in the life of a nudge.</summary>
public sealed record NudgeStep
{
    public required NudgeStage Stage { get; init; }

    /// <summary>Null where it is not kept when.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>The item that was clicked or answered to.</summary>
    public ItemId? Item { get; init; }

    public OutcomeKind? Answer { get; init; }

    /// <summary>Why, where it was not sent.</summary>
    public string? Reason { get; init; }
}

/// <summary>Puts a nudge's life together from the plan, the ledger and the outcomes.</summary>
internal static class NudgeSteps
{
    public static IEnumerable<NudgeStep> Suppressed(Run run, string reason) =>
        [new() { Stage = NudgeStage.Planned, At = run.StartedAt }, new() { Stage = NudgeStage.Suppressed, At = run.StartedAt, Reason = reason }];

    /// <summary>Why the nudge was not sent, as far as the ledger tells.</summary>
    public static string? ReasonOf(LedgerEntry? entry, int position) =>
        entry?.Reasons.GetValueOrDefault(position) is not { } reason ? null : entry.States[position] == NudgeState.LeftOut ? Suppression.Sentence(reason) : reason;

    /// <param name="run">Whose nudge it is.</param>
    /// <param name="entry">Of its batch; null where no sender has come to it yet.</param>
    /// <param name="position">In the batch.</param>
    /// <param name="outcomes">Of the nudge; none where the reader is not entitled to them.</param>
    public static IEnumerable<NudgeStep> Of(Run run, LedgerEntry? entry, int position, IEnumerable<Outcome> outcomes)
    {
        yield return new NudgeStep { Stage = NudgeStage.Planned, At = run.StartedAt };
        yield return new NudgeStep { Stage = NudgeStage.Queued };
        if (entry is not null && entry.States[position] is not (NudgeState.Pending or NudgeState.LeftOut))
        {
            yield return new NudgeStep { Stage = NudgeStage.Claimed };
        }

        NudgeStage? end = entry?.States[position] switch
        {
            NudgeState.Sent => NudgeStage.Accepted,
            NudgeState.Failed => NudgeStage.Failed,
            NudgeState.Unconfirmed => NudgeStage.Unconfirmed,
            NudgeState.LeftOut => NudgeStage.Suppressed,
            _ => null,
        };
        if (end is { } stage)
        {
            // The row of a batch is last written when its last chunk is settled.
            yield return new NudgeStep { Stage = stage, At = entry!.ChangedAt, Reason = ReasonOf(entry, position) };
        }

        foreach (var outcome in outcomes)
        {
            yield return outcome.Kind == OutcomeKind.Clicked
                ? new NudgeStep { Stage = NudgeStage.Clicked, At = outcome.At, Item = outcome.Item }
                : new NudgeStep { Stage = NudgeStage.Answered, At = outcome.At, Item = outcome.Item, Answer = outcome.Kind };
        }
    }
}
