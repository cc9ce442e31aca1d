namespace Nudges.Messages;

/// <summary>What the templates show: a draft in words, each piece plain text on one line, cut to size; empty where there is none.</summary>
internal sealed record MessageView
{
    public required string Language { get; init; }

    public required string Greeting { get; init; }

    public required string Headline { get; init; }

    public required string GoalLabel { get; init; }

    /// <summary>Empty for the daily nudge.</summary>
    public required string Goal { get; init; }

    public required IReadOnlyList<ItemView> Items { get; init; }

    public required string NoteLabel { get; init; }

    public required string Open { get; init; }

    public required string Why { get; init; }

    public required string UnsubscribeLabel { get; init; }

    public required string Unsubscribe { get; init; }

    public required string Sender { get; init; }

    public static MessageView Of(NudgeDraft draft, Cuts cuts)
    {
        var wording = Wording.In(draft.Person.Language);
        var items = draft.Items.Take(cuts.Items).Select(item => ItemView.Of(item, wording, cuts)).ToList();
        var name = PlainText.Cut(PlainText.OneLine(draft.Person.GivenName ?? ""), cuts.Name);
        return new MessageView
        {
            Language = wording.Language,
            Greeting = name.Length == 0 ? wording.GreetingUnnamed : Wording.Fill(wording.Greeting, name),
            Headline = items.Count == 1 ? wording.HeadlineOne : Wording.Fill(wording.HeadlineMany, items.Count),
            GoalLabel = wording.Goal,
            Goal = PlainText.Cut(PlainText.OneLine(draft.Goal ?? ""), cuts.Goal),
            Items = items,
            NoteLabel = wording.Note,
            Open = wording.Open,
            Why = draft.Goal is null ? wording.WhyDaily : wording.WhyCampaign,
            UnsubscribeLabel = wording.Unsubscribe,
            Unsubscribe = WebAddress.Of(draft.Unsubscribe),
            Sender = wording.Sender,
        };
    }

    /// <summary>For the ear and for where no card is drawn, which may read Markdown: without its marks.</summary>
    public string Spoken => PlainText.WithoutMarkdown($"{Headline} – {Subject()}");

    /// <summary>"First title, and 2 more".</summary>
    public string Subject()
    {
        var wording = Wording.In(Language);
        var title = PlainText.Cut(Items[0].Title, 100);
        return Items.Count switch
        {
            1 => title,
            2 => Wording.Fill(wording.SubjectTwo, title),
            _ => Wording.Fill(wording.SubjectMany, title, Items.Count - 1),
        };
    }
}

/// <summary>One item as the templates show it.</summary>
internal sealed record ItemView
{
    public required string Title { get; init; }

    /// <summary>http or https; empty where it is another or too long for the message.</summary>
    public required string Address { get; init; }

    /// <summary>Source, date and length where known, language where it is not the message's.</summary>
    public required string About { get; init; }

    /// <summary>The item's own language, where it is not the message's; else empty.</summary>
    public required string Language { get; init; }

    public required string Summary { get; init; }

    /// <summary>Why it matters, as a curator says.</summary>
    public required string Note { get; init; }

    public required string Reason { get; init; }

    public static ItemView Of(NudgeItem nudged, Wording wording, Cuts cuts)
    {
        var item = nudged.Item;
        var foreign = item.Language == wording.Language ? "" : item.Language;
        string[] about =
        [
            PlainText.Cut(PlainText.OneLine(item.Source), cuts.Name),
            item.Published is { } published ? wording.On(published) : "",
            item.Minutes is { } minutes ? Wording.Fill(wording.Minutes, minutes) : "",
            wording.InLanguage.GetValueOrDefault(foreign, ""),
        ];
        var address = WebAddress.Of(item.Address);
        return new ItemView
        {
            Title = PlainText.Cut(PlainText.OneLine(item.Title), cuts.Title),
            Address = item.Address.Scheme is "http" or "https" && address.Length <= cuts.Address ? address : "",
            About = string.Join(" · ", about.Where(part => part.Length > 0)),
            Language = foreign,
            Summary = PlainText.Cut(PlainText.OneLine(item.Summary), cuts.Summary),
            Note = PlainText.Cut(PlainText.OneLine(item.Curation?.Why ?? ""), cuts.Note),
            Reason = Reasons.Sentence(nudged.Match, wording.Language),
        };
    }
}
