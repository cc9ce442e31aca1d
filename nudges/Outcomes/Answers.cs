namespace Nudges.Outcomes;

/// <summary>What a nudge asks of a person about an item: one click each, from the mail or the card.</summary>
public static class Answers
{
    /// <summary>In the order in which they are shown.</summary>
    public static IReadOnlyList<OutcomeKind> All { get; } = [OutcomeKind.Useful, OutcomeKind.NotForMe, OutcomeKind.Done, OutcomeKind.Later];

    /// <summary>Stands in a link for an answer where none is chosen yet.</summary>
    public const string Any = "answer";
}
