using System.Runtime.CompilerServices;
using Nudges.Delivery;
using Nudges.Integrations;
using Nudges.Messages;
using Nudges.Messages.Pages;
using Nudges.Outcomes;
using Nudges.People;

namespace Nudges.Tests.Messages;

public sealed class LinkPagesTests
{
    private const string Link = "/l/token";

    [Theory]
    [InlineData("en", "Was it for you?", "“Not for me” is set")]
    [InlineData("de", "War das etwas für Sie?", "„Nichts für mich“ ist vorgewählt")]
    [InlineData("fr", "Est-ce que cela vous a servi\u00A0?", "«\u00A0Pas pour moi\u00A0» est choisi")]
    [InlineData("sv", "Was it for you?", "“Not for me” is set")]
    public void Answer_AsksInThePersonsLanguage_AndSetsTheAnswerOfTheLink(string language, string title, string hint)
    {
        var page = LinkPages.Answer(language, "Brakes", Link, OutcomeKind.NotForMe).Replace("&#xA0;", "\u00A0", StringComparison.Ordinal);

        Assert.Contains($"<h1>{title}</h1>", page, StringComparison.Ordinal);
        Assert.Contains(hint, page, StringComparison.Ordinal);
        Assert.Equal(4, Marks(page, "<form method=\"post\""));
        Assert.Equal(1, Marks(page, "autofocus"));
        Assert.Contains("""action="/l/token/notForMe"><button class="chosen" autofocus>""", page, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(EmailComposerTests.Hostile), MemberType = typeof(EmailComposerTests))]
    public void Pages_EscapeWhateverTheyShow(string text)
    {
        var harmless = LinkPages.Answer("en", "harmless", Link, chosen: null) + Preferences("harmless");
        var page = LinkPages.Answer("en", text, Link, chosen: null) + Preferences(text);

        Assert.Equal(Marks(harmless, "<"), Marks(page, "<"));
        Assert.Equal(Marks(harmless, "\""), Marks(page, "\""));
        Assert.Equal(Marks(harmless, "'"), Marks(page, "'"));
    }

    [Fact]
    public void Preferences_ShowWhatIsStored()
    {
        var page = LinkPages.Preferences(
            "de",
            new Preferences
            {
                Channel = "email",
                MostPerWeek = 2,
                Days = [DayOfWeek.Monday],
                From = new TimeOnly(9, 0),
                Until = new TimeOnly(16, 30),
                MutedTopics = ["Excel", "A & B"],
                PausedUntil = new DateTimeOffset(2026, 12, 24, 0, 0, 0, TimeSpan.Zero),
                UnsubscribedAt = DateTimeOffset.UnixEpoch,
            },
            ["teams", "email"], "/preferences/token", PreferenceNews.Saved);

        foreach (var part in new[]
        {
            """<option value="email" selected>E-Mail</option>""", """<option value="2" selected>2</option>""", """value="monday" checked> Montag""",
            """name="from" value="09:00">""", """name="until" value="16:30">""", ">Excel\nA &amp; B\n</textarea>", """name="pausedUntil" value="2026-12-24">""",
            """name="unsubscribed" value="true" checked> Gar keine Nudges""", "Gespeichert.", """action="/preferences/token">""",
        })
        {
            Assert.Contains(part, page, StringComparison.Ordinal);
        }

        Assert.Equal(1, Marks(page, "checked> Montag"));
        Assert.True(page.IndexOf("Montag", StringComparison.Ordinal) < page.IndexOf("Sonntag", StringComparison.Ordinal));
    }

    [Fact]
    public void Answer_CarriesItsScript_OnlyWhereTheLinkNamesTheAnswer()
    {
        Assert.Contains($"<script>{LinkPages.AnswerScript}</script>", LinkPages.Answer("de", "Brakes", Link, OutcomeKind.Useful), StringComparison.Ordinal);
        Assert.DoesNotContain("<script", LinkPages.Answer("de", "Brakes", Link, chosen: null), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en", "Noted: Done.")]
    [InlineData("de", "Notiert: Erledigt.")]
    [InlineData("fr", "C’est noté\u00A0: Terminé.")]
    public void Answered_SaysWhatWasKept_AndTakesEveryOtherAnswer(string language, string kept)
    {
        var page = LinkPages.Answered(language, "Brakes", Link, OutcomeKind.Done).Replace("&#xA0;", "\u00A0", StringComparison.Ordinal);

        Assert.Contains(kept, page, StringComparison.Ordinal);
        Assert.All(["useful", "notForMe", "later"], answer => Assert.Contains($"action=\"{Link}/{answer}\"><button>", page, StringComparison.Ordinal));
        Assert.DoesNotContain("/done", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Pages_AreCompleteInEveryLanguage_AndLoadNothing() => Assert.All(Wording.All, wording =>
    {
        var language = wording.Language;
        string[] pages =
        [
            LinkPages.Unknown(language), LinkPages.Expired(language), LinkPages.Gone(language), LinkPages.Answer(language, "", Link, chosen: null),
            LinkPages.Answered(language, "", Link, OutcomeKind.Done), LinkPages.Unsubscribe(language, "/u"), LinkPages.Unsubscribed(language, "/r"),
            LinkPages.Subscribed(language), .. Enum.GetValues<PreferenceNews>().Select(news => LinkPages.Preferences(language, new Preferences(), ["email"], "/p", news)),
        ];
        Assert.Distinct(pages);
        Assert.All(pages, page =>
        {
            Assert.Contains($"<html lang=\"{language}\">", page, StringComparison.Ordinal);
            Assert.DoesNotContain("{0}", page, StringComparison.Ordinal);
            Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
            Assert.DoesNotContain("src=", page, StringComparison.Ordinal);
        });
        Assert.Equal(Answers.All, wording.Answers.Keys.Order());
        Assert.Equal(7, wording.Pages.DayNames.Values.Distinct(StringComparer.Ordinal).Count());
    });

    [Fact]
    public void EveryChannel_HasANameForPeople_InEveryLanguage()
    {
        var channels = typeof(IntegrationServices).Assembly.GetTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false } && typeof(IChannel).IsAssignableFrom(type))
            .Select(type => ((IChannel)RuntimeHelpers.GetUninitializedObject(type)).Name)
            .ToList();

        Assert.NotEmpty(channels);
        Assert.All(Wording.All, wording => Assert.Equal(channels.Order(), wording.Pages.Channels.Keys.Order()));
        Assert.All(Wording.All, wording => Assert.Distinct(wording.Pages.Channels.Values));
    }

    private static string Preferences(string text) =>
        LinkPages.Preferences("en", new Preferences { MutedTopics = [text], FollowedTopics = [text] }, [], "/p", news: null);

    private static int Marks(string text, string mark) => text.Split(mark).Length - 1;
}
