namespace Nudges.Messages;

/// <summary>A nudge in three lines and one link. All is plain text, each on one line, without marks of Markdown or HTML.</summary>
public sealed record FeedNotice
{
    /// <summary>What it is, at most 100 characters.</summary>
    public required string Headline { get; init; }

    /// <summary>The first item's title, and how many more there are, at most 120 characters.</summary>
    public required string Title { get; init; }

    /// <summary>Why the first item was picked, at most 150 characters: Teams shows no more.</summary>
    public required string Why { get; init; }

    /// <summary>The first item's signed link.</summary>
    public required Uri Link { get; init; }
}

/// <summary>Writes a nudge as a notification for an activity feed, which shows no card.</summary>
public static class FeedComposer
{
    /// <summary>A pure function of the draft; null where the first item's link cannot be shown.</summary>
    public static FeedNotice? Compose(NudgeDraft draft)
    {
        var view = Cuts.Fit(draft, view => view, _ => true);
        return view.Items[0].Link.Length == 0 ? null : new FeedNotice
        {
            Headline = Line(view.Headline, 100),
            Title = Line(view.Subject(), 120),
            Why = Line(view.Items[0].Reason, 150),
            Link = draft.Items[0].Link,
        };
    }

    private static string Line(string text, int most) => PlainText.Cut(PlainText.WithoutMarkdown(text), most);
}
