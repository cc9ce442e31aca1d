using System.Runtime.CompilerServices;
using System.Text;
using Nudges.Matching;
using Nudges.Messages;
using Nudges.Messages.Pages;
using Nudges.Outcomes;
using Nudges.People;
using static Nudges.Tests.Messages.Drafts;

namespace Nudges.Tests.Messages;

/// <summary>
/// What people get, byte for byte, under Golden/. After a wanted change run the tests once with NUDGES_REWRITE_GOLDEN=1 and read
/// the difference before committing it.
/// </summary>
public sealed class GoldenTests
{
    private static readonly Dictionary<string, NudgeDraft> Nudges = new(StringComparer.Ordinal)
    {
        ["en"] = For(
            Person("en", "Naomi"), goal: null,
            Item(
                "Requests and limits: the two numbers behind most Kubernetes evictions",
                "A pod without a memory request is the first to go when a node gets tight. Learn how the scheduler reads the two numbers and how to pick them from a week of real usage.",
                "en", "platform-notes", At(2026, 11, 20), (SignalKind.Skill, "Kubernetes"), (SignalKind.Department, "Engineering")),
            Item(
                "The first fifteen minutes of an incident",
                "Name a lead, open one channel, write down times. A calm opening saves more minutes than any dashboard.",
                "en", "engineering-weekly", At(2026, 3, 1), (SignalKind.Skill, "incident response"), (SignalKind.Skill, "on-call"), (SignalKind.Responsibility, "container platform"))
                .With(minutes: 4, why: "Every team takes its turn on call from January: <read this> & keep calm."),
            Item("C# & you: <T> is not a tag", "", "en", "larkwheel-academy", null, (SignalKind.Role, "Platform Engineer"), (SignalKind.Project, "cloud move 2025"))),
        ["de"] = For(
            Person("de", "Jürgen"), "Jede und jeder kann eine Präsentation halten, bei der niemand auf die Uhr schaut",
            Item(
                "Präsentieren: Folien sind keine Notizen",
                "Wer abliest, verliert den Raum. Drei Regeln für Folien, die zeigen statt erzählen, und ein Übungsplan für die Mittagspause.",
                "de", "bureau-et-equipe", At(2026, 6, 9), (SignalKind.Topic, "Präsentieren"), (SignalKind.Skill, "Feedback geben")),
            Item(
                "Captions, transcripts, colour: accessible by default",
                "Small habits that make every deck readable for everyone in the room.",
                "en", "working-together", At(2026, 10, 31), (SignalKind.Interest, "Barrierefreiheit"), (SignalKind.Role, "Online-Marketing-Managerin"))),
        ["fr"] = For(
            Person("fr", null), goal: null,
            Item(
                "Expédier une batterie lithium sans mauvaise surprise",
                "Classe 9, étiquettes, emballage : ce que le transporteur vérifie et ce qu’il refuse.",
                "fr", "atelier-et-quai", At(2026, 11, 14), (SignalKind.Skill, "expédition"), (SignalKind.Interest, "sécurité des batteries"))),
    };

    public static TheoryData<string> Languages => [.. Nudges.Keys];

    [Theory]
    [MemberData(nameof(Languages))]
    public void Email_ReadsAsAgreed(string language)
    {
        var message = EmailComposer.Compose(Nudges[language]);

        Matches($"email.{language}.html", EmailShell.Apply(EmailShell.Html, message));
        Matches($"email.{language}.txt", $"Subject: {message.Subject}\n\n{EmailShell.Apply(EmailShell.Text, message)}");
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Card_ReadsAsAgreed(string language) => Matches($"card.{language}.json", CardComposer.Compose(Nudges[language]));

    [Fact]
    public void Pages_ReadAsAgreed()
    {
        Matches("page.answer.en.html", LinkPages.Answer("en", "C# & you: <T> is not a tag", "/l/TOKEN", OutcomeKind.Useful));
        Matches("page.answered.fr.html", LinkPages.Answered("fr", "Expédier une batterie lithium sans mauvaise surprise", "/l/TOKEN", OutcomeKind.Later));
        Matches("page.preferences.de.html", LinkPages.Preferences(
            "de",
            new Preferences { Channel = "teams", MostPerWeek = 3, Days = [DayOfWeek.Tuesday, DayOfWeek.Friday], MutedTopics = ["Excel & Word"], PausedUntil = At(2026, 12, 27) },
            ["email", "teams"], "/preferences/TOKEN", PreferenceNews.Saved));
    }

    private static DateTimeOffset At(int year, int month, int day) => new(year, month, day, 12, 0, 0, TimeSpan.Zero);

    private static void Matches(string name, string actual, [CallerFilePath] string here = "")
    {
        var file = Path.Combine(Path.GetDirectoryName(here)!, "Golden", name);
        if (Environment.GetEnvironmentVariable("NUDGES_REWRITE_GOLDEN") == "1")
        {
            File.WriteAllText(file, actual);
        }

        Assert.Equal(File.ReadAllBytes(file), Encoding.UTF8.GetBytes(actual));
    }
}
