using System.Globalization;
using Nudges.Matching;
using static Nudges.Tests.Matching.Articles;

namespace Nudges.Tests.Matching;

public sealed class CatalogueIndexTests
{
    [Fact]
    public void Pick_RanksTitleAndTagsOverSummary_WhenAllNameTheSkill()
    {
        var inSummary = Article("Evictions", "Why Kubernetes removes pods");
        var inTags = Article("Requests and limits", tags: ["Kubernetes", "cloud"]);
        var inTitleAndTags = Article("Two numbers in Kubernetes", tags: ["Kubernetes"]);

        var picks = Index(inSummary, inTags, inTitleAndTags).Pick(For(Reader(skills: "Kubernetes")));

        Assert.Equal(["Two numbers in Kubernetes", "Requests and limits", "Evictions"], picks.Titles(inSummary, inTags, inTitleAndTags));
    }

    [Theory]
    [InlineData("C#", "Records in C#", "Pointers in C")]
    [InlineData("C", "Pointers in C", "Records in C# and C++")]
    [InlineData("C++", "Templates in C++", "Pointers in C")]
    [InlineData(".NET", "Pools in .NET", "A net for the harbour")]
    [InlineData("Power BI", "Measures in Power BI", "Power for the drill")]
    [InlineData("IT", "Help from IT", "What it means")]
    [InlineData("e-bike", "E-Bike batteries", "A bike without a battery")]
    [InlineData("on-call", "Being on-call", "Call the dealer back")]
    public void Pick_TellsNamesApart_WhenTheyShareWordsOrSigns(string skill, string expected, string other)
    {
        var (named, lookAlike) = (Article(expected), Article(other));

        Assert.Equal([expected], Index(named, lookAlike).Pick(For(Reader(skills: skill))).Titles(named, lookAlike));
    }

    [Theory]
    [InlineData("en", "negotiation", "How negotiations fail")]
    [InlineData("en", "developing people", "Developers and other people develop")]
    [InlineData("de", "Präsentation", "Präsentationen ohne Folien")]
    [InlineData("de", "Führungskraft", "Neue Führungskräfte im Gespräch")]
    [InlineData("fr", "l’escalade", "Escalades en hiver")]
    [InlineData("fr", "réclamation", "Répondre aux réclamations")]
    public void Pick_FindsOtherForms_ByTheRulesOfTheItemsLanguage(string language, string skill, string title)
    {
        var article = Article(title, language: language);

        Assert.Equal([title], Index(article).Pick(For(Reader(language, skill))).Titles(article));
    }

    [Fact]
    public void Pick_PrefersThePersonsLanguage_AndOffersEnglishButNoThird()
    {
        var german = Article("Docker im Betrieb", language: "de");
        var english = Article("Docker in production");
        var french = Article("Docker en production", language: "fr");
        var index = Index(german, english, french);

        Assert.Equal(["Docker im Betrieb", "Docker in production"], index.Pick(For(Reader("de", "Docker"))).Titles(german, english, french));
        Assert.Equal(["Docker in production"], index.Pick(For(Reader("en", "Docker"))).Titles(german, english, french));
        Assert.Equal(["Docker in production"], index.Pick(For(Reader("sv", "Docker"))).Titles(german, english, french));
    }

    [Fact]
    public void Pick_PrefersTheFresher_AndTakesUndatedForOldish()
    {
        var today = Article("Docker one", ageInDays: 0);
        var undated = Article("Docker two", ageInDays: null);
        var lastYear = Article("Docker three", ageInDays: 400);
        var tomorrow = Article("Docker four", ageInDays: -1);

        var picks = Index(lastYear, undated, today, tomorrow).Pick(For(Reader(skills: "Docker")));

        Assert.Equal(["Docker two", "Docker three"], picks.Skip(2).ToList().Titles(undated, lastYear));
        Assert.Equal(picks[0].Score, picks[1].Score);
    }

    [Fact]
    public void Pick_HalvesFreshness_WithEveryHalfLife()
    {
        var (today, older) = (Article("Docker one", ageInDays: 0), Article("Docker two", ageInDays: 60));

        var picks = Index(today, older).Pick(For(Reader(skills: "Docker")));

        double Freshness(int pick) => picks[pick].Score * picks[pick].Signals.Single(signal => signal.Kind == SignalKind.Freshness).Share;
        Assert.Equal(0.3, Freshness(0), precision: 6);
        Assert.Equal(0.15, Freshness(1), precision: 6);
    }

    [Fact]
    public void Pick_TakesOnlyItemsOnATopic_WhenTopicsAreGiven()
    {
        var (onTopic, offTopic) = (Article("Writing a post-mortem", tags: "incident response"), Article("Docker in production"));
        var index = Index(onTopic, offTopic);
        var request = For(Reader(skills: "Docker")) with { Topics = ["incident response", "on-call"] };

        var pick = Assert.Single(index.Pick(request));

        Assert.Equal(onTopic.Id, pick.Item);
        Assert.Equal((SignalKind.Topic, "incident response"), (pick.Signals[0].Kind, pick.Signals[0].Term));
        Assert.Empty(index.Pick(request with { Topics = ["falconry"] }));
    }

    [Fact]
    public void Pick_FindsNothing_WhenNothingSpeaksForAnItem()
    {
        var article = Article("Docker in production", "With a word on climbing", tags: "Engineering");
        var index = Index([article, .. Enumerable.Range(0, 10).Select(number => Article($"Note {number}", tags: "Engineering"))]);

        Assert.Empty(index.Pick(For(Reader())));
        Assert.Empty(index.Pick(For(Reader(skills: ["", "  ", "the", "!?"]))));
        Assert.Empty(index.Pick(For(Reader() with { Department = "Engineering" })));
        Assert.Empty(index.Pick(For(Reader() with { Interests = ["climbing"] })));
        Assert.Empty(IndexOf([]).Pick(For(Reader(skills: "Docker"))));
    }

    [Fact]
    public void Pick_TakesEachPartOfTheProfile_AndNamesItInThePersonsWords()
    {
        var article = Article("Everything", "all", tags: ["Kubernetes", "platform engineer", "marketing", "chess", "goods in", "cloud move"]);
        var person = Reader(skills: " KUBERNETES ") with
        {
            JobTitle = "Platform Engineer",
            Department = "Marketing",
            Interests = ["Chess"],
            Responsibilities = ["Goods in"],
            PastProjects = ["Cloud move 2025"],
        };

        var signals = Assert.Single(Index(article).Pick(For(person))).Signals;

        Assert.Equal(
            [
                (SignalKind.Skill, "KUBERNETES"), (SignalKind.Role, "Platform Engineer"), (SignalKind.Department, "Marketing"), (SignalKind.Interest, "Chess"),
                (SignalKind.Responsibility, "Goods in"), (SignalKind.Freshness, ""),
            ],
            signals.Where(signal => signal.Kind != SignalKind.Project).OrderBy(signal => signal.Kind).Select(signal => (signal.Kind, signal.Term)));
    }

    [Fact]
    public void Pick_TakesTheBestOfASource_AndOneTitleOnce()
    {
        var better = Article("Docker, Docker", source: "weekly", tags: "Docker");
        var worse = Article("Notes", "On Docker", source: "weekly");
        var copy = Article("docker, docker", source: "daily");

        Assert.Single(Index(better, worse, copy).Pick(For(Reader(skills: "Docker"))));
    }

    [Fact]
    public void Pick_BreaksTiesByItemId()
    {
        var articles = Enumerable.Range(0, 8).Select(number => Article($"Docker {(char)('a' + number)}{number}")).ToArray();

        var picks = Index(articles).Pick(For(Reader(skills: "Docker")));

        Assert.Equal(articles.Select(article => article.Id.Value).Order(StringComparer.Ordinal), picks.Select(pick => pick.Item.Value));
    }

    [Theory]
    [InlineData("tr-TR")]
    [InlineData("de-DE")]
    [InlineData("th-TH")]
    public void Pick_GivesTheSame_InAnyCulture(string culture)
    {
        var article = Article("INTERVIEWING IN DIGITAL TIMES", tags: "Hiring");
        MatchRequest request = For(Reader(skills: ["interviewing", "HIRING", "digital"]));
        var expected = Index(article).Pick(request);
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo(culture);
            var picks = Index(article).Pick(request);
            Assert.Equal(3 + 1, picks[0].Signals.Count);
            Assert.Equal(expected[0].Signals, picks[0].Signals);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
