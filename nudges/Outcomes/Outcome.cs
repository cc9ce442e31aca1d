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

/// <summary>One thing that one person did with one item.</summary>
public sealed record Outcome
{
    public required OutcomeKind Kind { get; init; }

    public required DateTimeOffset At { get; init; }

    public required ItemId Item { get; init; }

    /// <summary>The nudge that it came from; null where the person did it without one.</summary>
    public NudgeId? Nudge { get; init; }
}
