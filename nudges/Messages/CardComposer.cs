namespace Nudges.Messages;

/// <summary>Writes a nudge as an Adaptive Card 1.5 for Teams.</summary>
public static class CardComposer
{
    /// <summary>The card's JSON is at most this many bytes of UTF-8, whatever the draft holds.</summary>
    public const int MostBytes = 25_000;

    /// <summary>The card as JSON: a pure function of the draft.</summary>
    public static string Compose(NudgeDraft draft) => throw new NotImplementedException(draft.Id.Value);

    /// <summary>One line for the notification and for clients that draw no cards: a bot message's <c>summary</c>.</summary>
    public static string Summary(NudgeDraft draft) => throw new NotImplementedException(draft.Id.Value);
}
