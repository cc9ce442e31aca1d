namespace Nudges.Messages;

/// <summary>How an email is laid out: one of a few, whoever it is for.</summary>
internal sealed record EmailLayout(string Language, bool HasGoal)
{
    private Wording Wording => Wording.In(Language);

    public string GoalLabel => Wording.Goal;

    public string PreferencesLabel => Wording.Preferences;

    public string UnsubscribeLabel => Wording.Unsubscribe;

    public string Sender => Wording.Sender;
}

/// <summary>How an item is laid out in an email.</summary>
internal sealed record EmailItemLayout(string Language, bool IsForeign, bool HasLink, bool HasSummary, bool HasNote, IReadOnlyList<AnswerView> Answers)
{
    private Wording Wording => Wording.In(Language);

    public string NoteLabel => Wording.Note;

    public IReadOnlyList<AnswerView> AnyAnswer => AnswerView.Any(Wording);

    public static EmailItemLayout Of(ItemView item, string language) =>
        new(language, item.Language.Length > 0, item.Link.Length > 0, item.Summary.Length > 0, item.Note.Length > 0, item.Answers);
}
