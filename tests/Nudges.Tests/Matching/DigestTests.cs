using Nudges.Content;
using Nudges.Matching;
using static Nudges.Tests.Matching.Articles;

namespace Nudges.Tests.Matching;

public sealed class DigestTests
{
    private static readonly ContentItem First = Article("Docker networks", ageInDays: 10, tags: ["containers", "networks"]);
    private static readonly ContentItem Same = Article("Docker network names", ageInDays: 11, tags: ["containers", "networks"]);
    private static readonly ContentItem Other = Article("Docker budgets", ageInDays: 60, tags: ["cost"]) with { Kind = ContentKind.Video };

    [Fact]
    public void Pick_PrefersWhatIsAboutSomethingElse_WhenScoresAreNear() => Assert.Equal(
        ["Docker networks", "Docker budgets"],
        Index(First, Same, Other).Pick(For(Reader(skills: "Docker"), count: 2)).Titles(First, Same, Other));

    [Fact]
    public void Pick_TakesTheBestScores_WhenVarietyDoesNotCount() => Assert.Equal(
        ["Docker networks", "Docker network names"],
        Index(First, Same, Other).Pick(For(Reader(skills: "Docker"), count: 2) with { Options = new MatchingOptions { VarietyWeight = 0 } }).Titles(First, Same, Other));

    [Fact]
    public void Pick_PrefersAnotherFormat_WhenScoresAreNear_HoweverManyTagsThereAre()
    {
        string[] tags = ["a", "b", "c", "d", "e", "f", "g", "h"];
        var (article, second) = (Article("Docker networks", ageInDays: 10, tags: tags), Article("Docker volumes", ageInDays: 11, tags: tags.Reverse().Select(tag => tag + tag).ToArray()));
        var video = second with { Id = new ItemId("video"), Title = "Docker images", Kind = ContentKind.Video, Published = Now.AddDays(-12), Source = "videos" };

        Assert.Equal(
            ["Docker networks", "Docker images"],
            Index(article, second, video).Pick(For(Reader(skills: "Docker"), count: 2)).Titles(article, second, video));
    }

    [Fact]
    public void Pick_HoldsBackWhatThePersonHadLately() => Assert.Equal(
        ["Docker budgets"],
        Index(First, Same, Other).Pick(For(Reader(skills: "Docker"), count: 1) with { Recent = [First.Id] }).Titles(First, Same, Other));

    [Fact]
    public void Pick_HoldsBackWhatTakesMuchLongerThanUsual()
    {
        var (shorter, longer) = (First with { Minutes = 9 }, Same with { Minutes = 240, Published = Now });

        Assert.Equal(shorter.Id, Index(shorter, longer).Pick(For(Reader(skills: "Docker")))[0].Item);
        Assert.Equal(longer.Id, Index(shorter, longer).Pick(For(Reader(skills: "Docker")) with { Options = new MatchingOptions { LengthWeight = 0 } })[0].Item);
    }

    [Fact]
    public void Pick_NeverPicksWhatIsFarTooLong_WhenLengthTakesAllOfIt()
    {
        var (shorter, longer) = (First with { Minutes = 9 }, Same with { Minutes = 240, Published = Now, Curation = new Curation { By = "a", At = Now, Action = "b", PinnedUntil = Now.AddDays(1) } });
        var request = For(Reader(skills: "Docker")) with { Options = new MatchingOptions { LengthWeight = 1 } };

        Assert.Equal([shorter.Id], Index(shorter, longer).Pick(request).Select(pick => pick.Item));
        Assert.Equal([shorter.Id], Index(shorter, longer).Rank(request).Select(match => match.Item));
    }

    [Fact]
    public void Pick_StaysOnTheTopics_WhenTheyAddNothing()
    {
        var request = For(Reader(skills: "Docker")) with { Topics = ["Docker"], Options = new MatchingOptions { TopicWeight = 0 } };

        Assert.NotEmpty(Index(First, Same).Pick(request));
    }

    [Theory]
    [InlineData("Head of IT", true)]
    [InlineData("it, support", true)]
    [InlineData("Recruiter", false)]
    [InlineData(null, false)]
    public void Pick_OffersWantedSkills_ToWhoseTitleHasTheWholeWord(string? title, bool isOffered)
    {
        var request = For(Reader() with { JobTitle = title }) with { Options = new MatchingOptions { Wanted = [new WantedSkills { Of = ["IT"], Skills = ["Docker"] }] } };

        Assert.Equal(isOffered, Index(First).Pick(request).Count > 0);
    }

    [Fact]
    public void Pick_OffersWantedSkills_ToWhomTheyAreWantedOfAndWhoLacksThem()
    {
        var options = new MatchingOptions { Wanted = [new WantedSkills { Of = ["engineer"], Skills = ["budgets"] }] };
        var engineer = Reader() with { JobTitle = "Software Engineer" };

        var pick = Assert.Single(Index(First, Other).Pick(For(engineer) with { Options = options }));

        Assert.Equal((SignalKind.Gap, "budgets"), (pick.Signals[0].Kind, pick.Signals[0].Term));
        Assert.Empty(Index(First, Other).Pick(For(Reader() with { JobTitle = "Nurse" }) with { Options = options }));
        Assert.DoesNotContain(Index(First, Other).Pick(For(engineer with { Skills = ["Budgets"] }) with { Options = options }).SelectMany(match => match.Signals), signal => signal.Kind == SignalKind.Gap);
    }
}
