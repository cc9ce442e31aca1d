using System.Globalization;
using Nudges.Outcomes;
using Nudges.People;

namespace Nudges.Messages.Pages;

/// <summary>
/// The pages behind the links of a nudge, as whole HTML documents: without image, and without script but for
/// <see cref="AnswerScript"/>, every foreign text escaped, in the language asked for, English where the product does not speak it. Actions and links are paths on the site.
/// </summary>
public static class LinkPages
{
    private const string Template = "page.html.liquid";
    private static readonly Func<Page, string> Html = Templates.Html<Page>(Template);

    /// <summary>The Monday comes first.</summary>
    private static readonly IReadOnlyList<DayOfWeek> Week = [.. Enum.GetValues<DayOfWeek>().OrderBy(day => ((int)day + 6) % 7)];

    /// <summary>
    /// What stands between the script tags of <see cref="Answer"/> where an answer is chosen: it sends the answer once by itself, when the person
    /// moves, taps or presses a key, so that a person has clicked once, in the nudge, and a scanner not at all.
    /// </summary>
    public static string AnswerScript { get; } = Templates.Read(Template).Split("<script>")[1].Split("</script>")[0];

    /// <summary>The link was not made by the site, or is cut.</summary>
    public static string Unknown(string language) => Of(language, words => words.Unknown);

    public static string Expired(string language) => Of(language, words => words.Expired);

    /// <summary>Nobody knows the item's address any more.</summary>
    public static string Gone(string language) => Of(language, words => words.Gone);

    /// <summary>Asks for an answer to an item; the one of the link sends itself.</summary>
    /// <param name="language">Of the person.</param>
    /// <param name="title">Of the item; empty where it is not known.</param>
    /// <param name="link">The item's link; the answers are posted below it.</param>
    /// <param name="chosen">The answer whose link was opened, if any.</param>
    public static string Answer(string language, string title, string link, OutcomeKind? chosen) => Of(language, words => words.Answer, (page, wording) => page with
    {
        Subject = title,
        Hint = chosen is { } kind ? Wording.Fill(wording.Pages.AnswerChosen, wording.Answers[kind]) : "",
        Buttons = Buttons(Answers.All, wording, link, chosen),
        Link = link,
        LinkLabel = wording.Pages.OpenItem,
        SendsItself = chosen is not null,
    });

    /// <summary>Says what was kept, and takes another answer.</summary>
    public static string Answered(string language, string title, string link, OutcomeKind answer) => Of(language, words => words.Answered, (page, wording) => page with
    {
        Subject = title,
        Text = Wording.Fill(page.Text, wording.Answers[answer]),
        Hint = wording.Pages.AnswerAgain,
        Buttons = Buttons(Answers.All.Where(other => other != answer), wording, link, chosen: null),
        Link = link,
        LinkLabel = wording.Pages.OpenItem,
    });

    /// <summary>Asks whether to unsubscribe.</summary>
    public static string Unsubscribe(string language, string action) => WithButton(language, words => words.Unsubscribe, words => words.UnsubscribeButton, action);

    /// <summary>Says that it is done, and how to undo it.</summary>
    public static string Unsubscribed(string language, string undo) => WithButton(language, words => words.Unsubscribed, words => words.SubscribeButton, undo);

    public static string Subscribed(string language) => Of(language, words => words.Subscribed);

    /// <summary>What the person has asked for, to be changed.</summary>
    /// <param name="language">Of the person.</param>
    /// <param name="preferences">What the form shows.</param>
    /// <param name="channels">The names of those there are.</param>
    /// <param name="action">Where the form is posted.</param>
    /// <param name="news">What became of the last post; null where there was none.</param>
    public static string Preferences(string language, Preferences preferences, IEnumerable<string> channels, string action, PreferenceNews? news) => Of(
        language, words => words.Preferences, (page, wording) => page with
        {
            Hint = news switch
            {
                null => "",
                PreferenceNews.Saved => wording.Pages.Saved,
                PreferenceNews.WrongHours => wording.Pages.WrongHours,
                PreferenceNews.WrongTopics => Wording.Fill(wording.Pages.WrongTopics, People.Preferences.MostTopics, People.Preferences.LongestTopic),
                _ => wording.Pages.Wrong,
            },
            Forms = [Form(preferences, channels, action, wording.Pages)],
        });

    private static PreferenceForm Form(Preferences preferences, IEnumerable<string> channels, string action, PageWording words) => new()
    {
        Action = action,
        Words = words,
        Channels =
        [
            Choice("", words.AnyChannel, preferences.Channel is null),
            .. channels.Order(StringComparer.Ordinal).Select(name => Choice(name, words.Channels.GetValueOrDefault(name, name), name == preferences.Channel)),
        ],
        MostPerWeek =
        [
            Choice("", words.NoLimit, preferences.MostPerWeek is null),
            .. Enumerable.Range(1, 7).Select(most => most.ToString(CultureInfo.InvariantCulture)).Select(most => Choice(most, most, preferences.MostPerWeek?.ToString(CultureInfo.InvariantCulture) == most)),
        ],
        Days = [.. Week.Select(day => Choice(EnumNames.Of(day), words.DayNames[day], preferences.Days.Contains(day)))],
        From = preferences.From?.ToString("HH':'mm", CultureInfo.InvariantCulture) ?? "",
        Until = preferences.Until?.ToString("HH':'mm", CultureInfo.InvariantCulture) ?? "",
        MutedTopics = preferences.MutedTopics,
        FollowedTopics = preferences.FollowedTopics,
        PausedUntil = preferences.PausedUntil?.ToString("yyyy'-'MM'-'dd", CultureInfo.InvariantCulture) ?? "",
        NoNudges = preferences.UnsubscribedAt is not null,
    };

    private static PageButton[] Buttons(IEnumerable<OutcomeKind> answers, Wording wording, string link, OutcomeKind? chosen) =>
        [.. answers.Select(answer => new PageButton { Label = wording.Answers[answer], Action = $"{link}/{EnumNames.Of(answer)}", Chosen = answer == chosen })];

    private static PageChoice Choice(string value, string label, bool chosen) => new() { Value = value, Label = label, Chosen = chosen };

    private static string WithButton(string language, Func<PageWording, PageText> text, Func<PageWording, string> label, string action) =>
        Of(language, text, (page, wording) => page with { Buttons = [new PageButton { Label = label(wording.Pages), Action = action }] });

    private static string Of(string language, Func<PageWording, PageText> text, Func<Page, Wording, Page>? more = null)
    {
        var wording = Wording.In(language);
        var said = text(wording.Pages);
        var page = new Page { Language = wording.Language, Title = said.Title, Text = said.Text };
        return Html(more is null ? page : more(page, wording));
    }
}

/// <summary>What the page of preferences says of the last post.</summary>
public enum PreferenceNews
{
    Saved,
    WrongHours,
    WrongTopics,
    Wrong,
}
