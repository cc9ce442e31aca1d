using Nudges.Content;
using Nudges.Delivery;
using Nudges.Matching;
using Nudges.Messages;
using Nudges.People;

namespace Nudges.Tests.Messages;

/// <summary>Drafts to compose: one as people get them, and one that is as bad as the contracts allow.</summary>
internal static class Drafts
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 6, 0, 0, TimeSpan.Zero);

    /// <summary>As long as a real one.</summary>
    private const string Token = "ARzLZGWnug3djMBYspfKlTPYpPRj_gwBI0VniavN7wEjRWf-DAEjRWeJq83vASNFZ4mrze8BI0VniavN7wEjRWeJ";

    public static NudgeDraft For(Person person, string? goal, params NudgeItem[] items) => new()
    {
        Id = new NudgeId("0123456789abcdef01234567"),
        Person = person,
        Items = items,
        Goal = goal,
        AsOf = Now,
        Preferences = new Uri("https://nudges.larkwheel.example/preferences/Ahy_ZW7_p7oN3YzAWLKXypUz2KTw"),
        Unsubscribe = new Uri("https://nudges.larkwheel.example/u/YTdiYTBkZGQ.c2lnbmF0dXJl"),
    };

    public static Person Person(string language, string? givenName) =>
        new() { Id = new PersonId("a7ba0ddd-8cc0-58b2-97ca-9533d8a4f463"), DisplayName = "Naomi Yamada", GivenName = givenName, Language = language };

    public static NudgeItem Item(string title, string summary, string language, string source, DateTimeOffset? published, params (SignalKind Kind, string Term)[] signals)
    {
        var address = new Uri($"https://{source}.example/posts/{Uri.EscapeDataString(title.ToLowerInvariant().Replace(' ', '-'))}?a=1&b=2");
        return Item(
            new ContentItem
            {
                Id = ItemId.For(address),
                Address = address,
                Title = title,
                Summary = summary,
                Source = source,
                Language = language,
                Published = published,
            },
            signals);
    }

    public static NudgeItem Item(ContentItem item, params (SignalKind Kind, string Term)[] signals) => new()
    {
        Item = item,
        Link = new Uri($"https://nudges.larkwheel.example/l/{Token}"),
        Match = new Match
        {
            Item = item.Id,
            Score = 1,
            Signals = [.. signals.Select(signal => new Signal { Kind = signal.Kind, Term = signal.Term, Share = 1.0 / signals.Length })],
        },
    };

    public static NudgeItem With(this NudgeItem item, int minutes, string why) =>
        item with { Item = item.Item with { Minutes = minutes, Curation = Decided(why) } };

    private static Curation Decided(string why) => new() { By = "curator", At = Now, Action = "a", Why = why };

    /// <summary>Every text as long as it may be and made of one piece over and over.</summary>
    public static NudgeDraft Worst(string piece, string language = "en", int items = 3, int addressLength = 100)
    {
        var address = new Uri(("https://x.example/?" + string.Concat(Enumerable.Repeat("a=1&", addressLength / 4 + 1)))[..addressLength]);
        var item = new ContentItem
        {
            Id = ItemId.For(address),
            Address = address,
            Title = Long(300),
            Summary = Long(2_000),
            Source = Long(200),
            Language = "en",
            Published = Now.AddDays(-1),
            Minutes = 1_440,
            Curation = Decided(Long(300)),
        };
        return For(
            Person(language, Long(300)) with { DisplayName = Long(300) },
            Long(2_000),
            [.. Enumerable.Repeat(Item(item, (SignalKind.Skill, Long(500)), (SignalKind.Skill, Long(499)), (SignalKind.Project, Long(498))), items)]);

        string Long(int length) => string.Concat(Enumerable.Repeat(piece, (length / piece.Length) + 1))[..length];
    }

    /// <summary>Every text is the given one.</summary>
    public static NudgeDraft Of(string text, string? goal = null) => For(
        Person("en", text),
        goal,
        Item(
            new ContentItem { Id = new ItemId("i"), Address = new Uri("https://x.example/a?b=1&c=2"), Title = text, Summary = text, Source = text, Curation = Decided(text) },
            (SignalKind.Skill, text), (SignalKind.Project, text + "2")));
}
