namespace Nudges.Messages;

/// <summary>Writes a nudge as an email.</summary>
public static class EmailComposer
{
    /// <summary>
    /// A pure function of the draft. Whatever the draft holds, <see cref="EmailShell.Substitutions"/> of the result stay
    /// under <see cref="EmailShell.MostBytes"/>: titles and summaries are cut to make it so.
    /// </summary>
    public static EmailMessage Compose(NudgeDraft draft) => throw new NotImplementedException(draft.Id.Value);
}
