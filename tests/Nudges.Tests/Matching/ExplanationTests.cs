using Nudges.Content;
using Nudges.Matching;
using Nudges.Outcomes;
using static Nudges.Tests.Matching.Articles;

namespace Nudges.Tests.Matching;

public sealed class ExplanationTests
{
    private static readonly ContentItem Best = Article("Docker in production", source: "notes", tags: "Docker");
    private static readonly ContentItem Alike = Article("Evictions", "How Docker stops", source: "notes", tags: "Docker");
    private static readonly ContentItem French = Article("Docker en production", language: "fr");
    private static readonly ContentItem Other = Article("Feeding larks");
    private static readonly ContentItem[] All = [Best, Alike, French, Other];
    private static readonly CatalogueIndex Catalogue = Index(All);
    private static readonly MatchRequest Request = For(Reader(skills: "Docker"));

    [Fact]
    public void Of_GivesTheRank_WhenTheItemMayBePicked()
    {
        var explanation = Explain(Best, Request);

        Assert.Equal((1, null), (explanation.Rank, explanation.Rule));
        Assert.Equal("Docker", explanation.Match!.Signals[0].Term);
    }

    [Fact]
    public void Of_NamesTheRule_WhenTheItemIsKeptOut()
    {
        Assert.Equal(ExclusionRule.BetterAlike, Explain(Alike, Request).Rule);
        Assert.Equal(ExclusionRule.OtherLanguage, Explain(French, Request).Rule);
        Assert.Equal(ExclusionRule.TooLittleRelevant, Explain(Other, Request).Rule);
        Assert.Equal(ExclusionRule.Seen, Explain(Best, Request with { Seen = new HashSet<ItemId> { Best.Id } }).Rule);
        Assert.Equal(ExclusionRule.Muted, Explain(Best, Request with { Muted = new HashSet<ItemId> { Best.Id } }).Rule);
        Assert.Equal(ExclusionRule.OffTopic, Explain(Best, Request with { Topics = ["larks"] }).Rule);
        Assert.Equal(ExclusionRule.NotInCatalogue, Explanation.Of(Catalogue, All.ToDictionary(item => item.Id), Request, new ItemId("none")).Rule);
    }

    [Fact]
    public void Pick_LeavesOutAnItem_WhenItWasSeenUnderAnotherIdOfIts()
    {
        var joined = Best with { OtherIds = [new ItemId("before")] };

        Assert.Empty(Index(joined).Pick(Request with { Seen = new HashSet<ItemId> { new("before") } }));
    }

    [Fact]
    public void Pick_LeavesOutWhatIsMuted_WhenThePersonWantedItLater()
    {
        var later = Request with { Seen = new HashSet<ItemId> { Best.Id, Alike.Id }, Outcomes = [new Outcome { Kind = OutcomeKind.Later, Item = Best.Id, At = Now.AddDays(-30) }] };

        Assert.Equal([Best.Id], Catalogue.Pick(later).Select(pick => pick.Item));
        Assert.Empty(Catalogue.Pick(later with { Muted = new HashSet<ItemId> { Best.Id } }));
    }

    [Fact]
    public void Rank_ListsAllThatAreRelevant_BestFirst() =>
        Assert.Equal([Best.Id, Alike.Id], Catalogue.Rank(Request with { Count = 1 }).Select(match => match.Item));

    private static Explanation Explain(ContentItem item, MatchRequest request) =>
        Explanation.Of(Catalogue, All.ToDictionary(known => known.Id), request, item.Id);
}
