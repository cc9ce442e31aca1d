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

    /// <summary>The receiver's server took it.</summary>
    Delivered,

    /// <summary>Its pictures were loaded, by the person or by what reads mail for them: uncertain.</summary>
    Opened,

    /// <summary>A mail program loaded its pictures by itself.</summary>
    OpenedByMachine,

    /// <summary>It came back: the address does not work.</summary>
    Bounced,

    /// <summary>The receiver's server refused it.</summary>
    Blocked,

    /// <summary>The provider did not send it on.</summary>
    Dropped,

    /// <summary>The person called it spam.</summary>
    ReportedAsSpam,

    /// <summary>The person unsubscribed at the provider.</summary>
    Unsubscribed,

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

    /// <summary>Why, where it was not sent or came back; how, where it was not sent the usual way.</summary>
    public string? Reason { get; init; }

    /// <summary>True where it may not have happened as it looks.</summary>
    public bool Uncertain { get; init; }
}

/// <summary>Puts a nudge's life together from the plan, the ledger, the provider's events and the outcomes.</summary>
internal static class NudgeSteps
{
    public static IEnumerable<NudgeStep> Suppressed(Run run, string reason) =>
        [new() { Stage = NudgeStage.Planned, At = run.StartedAt }, new() { Stage = NudgeStage.Suppressed, At = run.StartedAt, Reason = reason }];

    /// <summary>Why the nudge was not sent, or how it was where that was not the usual way, as far as the ledger tells.</summary>
    public static string? ReasonOf(LedgerEntry? entry, int position) =>
        entry?.Reasons.GetValueOrDefault(position) is not { } reason ? null : entry.States[position] == NudgeState.LeftOut ? Suppression.Sentence(reason) : reason;

    /// <param name="run">Whose nudge it is.</param>
    /// <param name="entry">Of its batch; null where no sender has come to it yet.</param>
    /// <param name="position">In the batch.</param>
    /// <param name="outranked">Why it will be left out though no sender has come to it yet; null where it will not.</param>
    /// <param name="facts">What the provider told of it.</param>
    /// <param name="outcomes">Of the nudge.</param>
    /// <param name="forThePerson">Whether the person themselves reads: what they did is told to nobody else.</param>
    public static IEnumerable<NudgeStep> Of(
        Run run, LedgerEntry? entry, int position, string? outranked, IEnumerable<NudgeFact> facts, IEnumerable<Outcome> outcomes, bool forThePerson)
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

        if (outranked is not null)
        {
            yield return new NudgeStep { Stage = NudgeStage.Suppressed, Reason = outranked };
        }

        foreach (var step in facts.Select(Step).OfType<NudgeStep>().Concat(outcomes.Select(Step))
            .Where(step => forThePerson || !IsOfThePerson(step.Stage)).OrderBy(step => step.At))
        {
            yield return step;
        }
    }

    /// <summary>Null for what adds nothing to <see cref="NudgeStage.Accepted"/>.</summary>
    private static NudgeStep? Step(NudgeFact fact) => fact.Kind == NudgeEventKind.Processed ? null : new NudgeStep
    {
        Stage = fact.Kind switch
        {
            NudgeEventKind.Delivered => NudgeStage.Delivered,
            NudgeEventKind.Opened => NudgeStage.Opened,
            NudgeEventKind.OpenedByMachine => NudgeStage.OpenedByMachine,
            NudgeEventKind.Bounced => NudgeStage.Bounced,
            NudgeEventKind.Blocked => NudgeStage.Blocked,
            NudgeEventKind.Dropped => NudgeStage.Dropped,
            NudgeEventKind.ReportedAsSpam => NudgeStage.ReportedAsSpam,
            NudgeEventKind.Unsubscribed => NudgeStage.Unsubscribed,
            _ => throw new InvalidOperationException($"Unknown event {fact.Kind}."),
        },
        At = fact.At,
        Reason = fact.Reason,
        Uncertain = fact.Kind == NudgeEventKind.Opened,
    };

    private static NudgeStep Step(Outcome outcome) => outcome.Kind == OutcomeKind.Clicked
        ? new NudgeStep { Stage = NudgeStage.Clicked, At = outcome.At, Item = outcome.Item }
        : new NudgeStep { Stage = NudgeStage.Answered, At = outcome.At, Item = outcome.Item, Answer = outcome.Kind };

    private static bool IsOfThePerson(NudgeStage stage) =>
        stage is NudgeStage.Opened or NudgeStage.OpenedByMachine or NudgeStage.ReportedAsSpam or NudgeStage.Unsubscribed or NudgeStage.Clicked or NudgeStage.Answered;
}
