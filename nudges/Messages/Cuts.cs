namespace Nudges.Messages;

/// <summary>How much of a draft a message shows, in characters. Messages have limits in bytes, and scripts differ in bytes a character.</summary>
internal sealed class Cuts
{
    public required int Title { get; init; }

    public required int Summary { get; init; }

    public required int Note { get; init; }

    public int Goal { get; init; } = 240;

    public int Name { get; init; } = 60;

    /// <summary>Items with a longer link are shown without it.</summary>
    public int Link { get; init; } = 2_000;

    /// <summary>Whether each item has a link for each answer, or one for all.</summary>
    public bool Answers { get; init; } = true;

    public int Items { get; init; } = int.MaxValue;

    /// <summary>From what is pleasant to what always fits: shorter texts first, then fewer items.</summary>
    private static readonly Cuts[] Steps =
    [
        new() { Title = 200, Summary = 280, Note = 300 },
        new() { Title = 160, Summary = 180, Note = 200 },
        new() { Title = 120, Summary = 100, Note = 120, Goal = 160 },
        new() { Title = 120, Summary = 100, Note = 120, Goal = 160, Answers = false },
        new() { Title = 100, Summary = 80, Note = 80, Goal = 120, Answers = false },
        new() { Title = 80, Summary = 0, Note = 80, Goal = 120, Answers = false },
        new() { Title = 60, Summary = 0, Note = 0, Goal = 80, Name = 30, Items = 3, Answers = false },
        new() { Title = 60, Summary = 0, Note = 0, Goal = 80, Name = 30, Items = 2, Answers = false },
        new() { Title = 60, Summary = 0, Note = 0, Goal = 80, Name = 30, Items = 1, Answers = false },
        new() { Title = 60, Summary = 0, Note = 0, Goal = 80, Name = 30, Items = 1, Link = 0 },
    ];

    /// <summary>What <paramref name="compose"/> makes of the most generous cuts with which it <paramref name="fits"/>.</summary>
    /// <exception cref="ArgumentException">Not even the least fits: the unsubscribe address is far too long.</exception>
    public static T Fit<T>(NudgeDraft draft, Func<MessageView, T> compose, Func<T, bool> fits) => Steps
        .Select(cuts => compose(MessageView.Of(draft, cuts)))
        .Cast<T?>()
        .FirstOrDefault(message => fits(message!))
        ?? throw new ArgumentException($"Nudge {draft.Id} does not fit its message, as its unsubscribe address has {draft.Unsubscribe.AbsoluteUri.Length} characters.", nameof(draft));
}
