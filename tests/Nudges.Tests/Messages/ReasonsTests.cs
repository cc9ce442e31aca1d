using Nudges.Content;
using Nudges.Matching;
using Nudges.Messages;
using static Nudges.Matching.SignalKind;

namespace Nudges.Tests.Messages;

public sealed class ReasonsTests
{
    [Theory]
    [InlineData("en", "Because you list Kubernetes among your skills and work in Engineering")]
    [InlineData("de", "Weil Sie „Kubernetes“ zu Ihren Kenntnissen zählen und im Bereich Engineering arbeiten")]
    [InlineData("fr", "Parce que vous citez « Kubernetes » parmi vos compétences et que vous travaillez dans le service « Engineering »")]
    [InlineData("sv", "Because you list Kubernetes among your skills and work in Engineering")]
    public void Sentence_JoinsTheStrongestTwo_InEachLanguage(string language, string expected) =>
        Assert.Equal(expected, Spaced(Reasons.Sentence(Match((Skill, "Kubernetes", 0.5), (Department, "Engineering", 0.3), (Project, "cloud move", 0.15), (Freshness, "", 0.05)), language)));

    [Theory]
    [InlineData(Skill, "Because you list negotiation among your skills", "Weil Sie „negotiation“ zu Ihren Kenntnissen zählen", "Parce que vous citez « negotiation » parmi vos compétences")]
    [InlineData(Role, "Because your title is negotiation", "Weil Sie als negotiation arbeiten", "Parce que votre fonction est « negotiation »")]
    [InlineData(Department, "Because you work in negotiation", "Weil Sie im Bereich negotiation arbeiten", "Parce que vous travaillez dans le service « negotiation »")]
    [InlineData(Interest, "Because you are interested in negotiation", "Weil Sie sich für negotiation interessieren", "Parce que « negotiation » fait partie de vos centres d’intérêt")]
    [InlineData(Responsibility, "Because you are responsible for “negotiation”", "Weil Sie für „negotiation“ verantwortlich sind", "Parce que vous êtes responsable de « negotiation »")]
    [InlineData(Project, "Because you worked on “negotiation”", "Weil Sie an „negotiation“ mitgearbeitet haben", "Parce que vous avez participé à « negotiation »")]
    [InlineData(Gap, "Because your company wants you to know negotiation", "Weil Ihr Unternehmen sich von Ihnen Kenntnisse in „negotiation“ wünscht", "Parce que votre entreprise souhaite que vous connaissiez « negotiation »")]
    [InlineData(Audience, "Because your learning team recommends it for negotiation", "Weil Ihr Lernteam es für „negotiation“ empfiehlt", "Parce que votre équipe formation le recommande pour « negotiation »")]
    [InlineData(RoleFavourite, "Because several people who work as negotiation found it useful", "Weil mehrere Personen, die als negotiation arbeiten, es nützlich fanden", "Parce que plusieurs personnes qui travaillent comme negotiation l’ont trouvé utile")]
    [InlineData(DepartmentFavourite, "Because several people in negotiation found it useful", "Weil mehrere Personen im Bereich negotiation es nützlich fanden", "Parce que plusieurs personnes du service negotiation l’ont trouvé utile")]
    [InlineData(Topic, "Because this campaign is about negotiation", "Weil es in dieser Kampagne um negotiation geht", "Parce que cette campagne porte sur « negotiation »")]
    public void Sentence_FitsTheKindOfSignal(SignalKind kind, string english, string german, string french)
    {
        var match = Match((kind, "negotiation", 0.9), (Freshness, "", 0.1));

        Assert.Equal([english, german, french], [Reasons.Sentence(match, "en"), Reasons.Sentence(match, "de"), Spaced(Reasons.Sentence(match, "fr"))]);
    }

    [Fact]
    public void OthersThanThePerson_AreNotTold_WhatThePersonFoundUseful()
    {
        var match = Reasons.ForOthers(Match((Skill, "SQL", 0.4), (Outcome, "Quitting well", 0.35), (Outcome, "Asking for more", 0.15), (Freshness, "", 0.1)));

        Assert.Equal([(Outcome, "", 0.5), (Skill, "SQL", 0.4), (Freshness, "", 0.1)], match.Signals.Select(signal => (signal.Kind, signal.Term, signal.Share)));
        Assert.Equal("Because you found others like it useful and list SQL among your skills", Reasons.Sentence(match, "en"));
        Assert.Equal("Weil Sie Ähnliches nützlich fanden und „SQL“ zu Ihren Kenntnissen zählen", Reasons.Sentence(match, "de"));
        Assert.StartsWith("Parce que des lectures semblables vous ont été utiles et que", Reasons.Sentence(match, "fr"), StringComparison.Ordinal);
    }

    [Fact]
    public void Sentence_NamesTwoOfAKind_AndSetsAComma()
    {
        var match = Match((Skill, "SQL", 0.4), (Interest, "chess", 0.3), (Skill, "Git", 0.3));

        Assert.Equal("Because you list SQL and Git among your skills, and are interested in chess", Reasons.Sentence(match, "en"));
        Assert.Equal("Weil Sie „SQL“ und „Git“ zu Ihren Kenntnissen zählen und sich für chess interessieren", Reasons.Sentence(match, "de"));
    }

    [Fact]
    public void Sentence_RepeatsTheSubject_WhereTheClausesDiffer() =>
        Assert.Equal(
            "Because this campaign is about Kubernetes and you work in IT",
            Reasons.Sentence(Match((Topic, "Kubernetes", 0.5), (Skill, "kubernetes", 0.3), (Department, "IT", 0.2)), "en"));

    [Fact]
    public void Sentence_LeavesOutTheWeak() =>
        Assert.Equal(
            "Because you list SQL among your skills",
            Reasons.Sentence(Match((Skill, "SQL", 0.8), (Freshness, "", 0.1), (Department, "IT", 0.1)), "en"));

    [Theory]
    [InlineData("{0} {1}", "Because you list {0} {1} among your skills")]
    [InlineData("a\r\nb", "Because you list a b among your skills")]
    public void Sentence_TakesTheWordsAsTheyAre_OnOneLine(string term, string expected) =>
        Assert.Equal(expected, Reasons.Sentence(Match((Skill, term, 1)), "en"));

    /// <summary>French guillemets keep their distance by spaces that do not break.</summary>
    private static string Spaced(string text) => text.Replace('\u00A0', ' ');

    private static Match Match(params (SignalKind Kind, string Term, double Share)[] signals) => new()
    {
        Item = new ItemId("i"),
        Score = 1,
        Signals = [.. signals.Select(signal => new Signal { Kind = signal.Kind, Term = signal.Term, Share = signal.Share })],
    };
}
