using Nudges.Content;
using Nudges.Delivery;

namespace Nudges.Outcomes;

/// <summary>What a person did with an item. Names are stored and shown; a name is never reused for something else.</summary>
public enum OutcomeKind
{
    /// <summary>Opened it from a nudge; only clicks that a machine is not known to have made.</summary>
    Clicked,

    Useful,

    NotForMe,

    /// <summary>Read, watched or finished it.</summary>
    Done,

    /// <summary>Wants it again another time.</summary>
    Later,

    /// <summary>Put it aside to have it at hand.</summary>
    Kept,
}

/// <summary>What people think of items, as far as their outcomes say so.</summary>
public static class Opinions
{
    /// <summary>
    /// What one person thinks of one item: the last time they called it useful or not for them; where they did neither, the last time they had done
    /// or kept it; null where none of it tells: a click tells too little.
    /// </summary>
    public static Outcome? LastOpinion(this IEnumerable<Outcome> outcomes) => outcomes
        .Where(outcome => outcome.Kind is OutcomeKind.Useful or OutcomeKind.Done or OutcomeKind.Kept or OutcomeKind.NotForMe)
        .MaxBy(outcome => (outcome.Kind is OutcomeKind.Useful or OutcomeKind.NotForMe, outcome.At));
}

/// <summary>One thing that one person did with one item.</summary>
public sealed record Outcome
{
    public required OutcomeKind Kind { get; init; }

    public required DateTimeOffset At { get; init; }

    public required ItemId Item { get; init; }

    /// <summary>The nudge that it came from; null where the person did it without one.</summary>
    public NudgeId? Nudge { get; init; }
}
