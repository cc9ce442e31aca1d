using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Nudges.Content;

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

    public required string PreferencesLabel { get; init; }

    public required string Preferences { get; init; }

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
            PreferencesLabel = wording.Preferences,
            Preferences = WebAddress.Of(draft.Preferences),
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

    /// <summary>To the item, by way of the site; empty where the item's address is not of the web or the link is too long for the message.</summary>
    public required string Link { get; init; }

    /// <summary>Of <see cref="AnswerView.All"/>, or <see cref="AnswerView.Any"/> alone where the message has no room for them.</summary>
    public required IReadOnlyList<AnswerView> Answers { get; init; }

    /// <summary>Source, date and length where known, language where it is not the message's.</summary>
    public required string About { get; init; }

    /// <summary>The item's own language, where it is not the message's; else empty.</summary>
    public required string Language { get; init; }

    public required string Summary { get; init; }

    /// <summary>Why it matters, as a curator says.</summary>
    public required string Note { get; init; }

    public required string Reason { get; init; }

    // A catalogue's items are shown to many people: what is the same for all is made once for each language and cut.
    private static readonly ConditionalWeakTable<ContentItem, ConcurrentDictionary<(string Language, Cuts Cuts), ItemView>> Made = [];

    public static ItemView Of(NudgeItem nudged, Wording wording, Cuts cuts)
    {
        var address = WebAddress.Of(nudged.Link);
        var link = nudged.Item.Address.Scheme is "http" or "https" && address.Length <= cuts.Link ? address : "";
        var made = Made.GetOrCreateValue(nudged.Item).GetOrAdd((wording.Language, cuts), static (key, item) => Of(item, Wording.In(key.Language), key.Cuts), nudged.Item);
        return made with
        {
            Link = link,
            Reason = Reasons.Sentence(nudged.Match, wording.Language),
        };
    }

    private static ItemView Of(ContentItem item, Wording wording, Cuts cuts)
    {
        var foreign = item.Language == wording.Language ? "" : item.Language;
        string[] about =
        [
            PlainText.Cut(PlainText.OneLine(item.Source), cuts.Name),
            item.Published is { } published ? wording.On(published) : "",
            item.Minutes is { } minutes ? Wording.Fill(wording.Minutes, minutes) : "",
            wording.InLanguage.GetValueOrDefault(foreign, ""),
        ];
        return new ItemView
        {
            Title = PlainText.Cut(PlainText.OneLine(item.Title), cuts.Title),
            About = string.Join(" · ", about.Where(part => part.Length > 0)),
            Language = foreign,
            Summary = PlainText.Cut(PlainText.OneLine(item.Summary), cuts.Summary),
            Note = PlainText.Cut(PlainText.OneLine(item.Curation?.Why ?? ""), cuts.Note),
            Link = "",
            Answers = cuts.Answers ? AnswerView.All(wording) : AnswerView.Any(wording),
            Reason = "",
        };
    }
}

/// <summary>One answer to an item as the templates show it.</summary>
/// <param name="Label">In words.</param>
/// <param name="Path">Behind the item's link and a slash, the page to give it.</param>
internal sealed record AnswerView(string Label, string Path)
{
    private static readonly Dictionary<string, (IReadOnlyList<AnswerView> All, IReadOnlyList<AnswerView> Any)> ByLanguage = Wording.All.ToDictionary(
        wording => wording.Language,
        (IReadOnlyList<AnswerView>, IReadOnlyList<AnswerView>) (wording) => (
            [.. Outcomes.Answers.All.Select(answer => new AnswerView(wording.Answers[answer], EnumNames.Of(answer)))],
            [new AnswerView(wording.Answer, Outcomes.Answers.Any)]),
        StringComparer.Ordinal);

    /// <summary>One for each answer; the same list every time.</summary>
    public static IReadOnlyList<AnswerView> All(Wording wording) => ByLanguage[wording.Language].All;

    /// <summary>One that asks for any answer; the same list every time.</summary>
    public static IReadOnlyList<AnswerView> Any(Wording wording) => ByLanguage[wording.Language].Any;
}
