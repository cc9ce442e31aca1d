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
        Assert.Equal(ExclusionRule.Muted, Explain(Best, Request with { Muted = new HashSet<ItemId> { Best.Id } }).Rule);
        Assert.Equal(ExclusionRule.OffTopic, Explain(Best, Request with { Topics = ["larks"] }).Rule);
    }

    [Theory]
    [InlineData(null, ExclusionRule.Unknown)]
    [InlineData(CurationState.Proposed, ExclusionRule.NotYetApproved)]
    [InlineData(CurationState.Rejected, ExclusionRule.Rejected)]
    [InlineData(CurationState.Retired, ExclusionRule.Retired)]
    [InlineData(CurationState.Approved, ExclusionRule.NotYetPublished)]
    public void Of_SaysWhyTheCatalogueDoesNotHaveTheItem(CurationState? state, ExclusionRule rule)
    {
        var known = state is null ? null : Article("Elsewhere") with { Curation = ContentDecision.Undecided with { State = state } };

        var explanation = Explanation.Of(Catalogue, All.ToDictionary(item => item.Id), Request, new ItemId("elsewhere"), known);

        Assert.Equal((known?.Id ?? new ItemId("elsewhere"), rule), (explanation.Item, explanation.Rule!.Value));
    }

    [Fact]
    public void Of_IsAboutTheItem_WhenAnIdThatItStandsForIsAskedFor()
    {
        var explanation = Explanation.Of(Catalogue, All.ToDictionary(item => item.Id), Request, new ItemId("before"), Best with { OtherIds = [new ItemId("before")] });

        Assert.Equal((Best.Id, 1), (explanation.Item, explanation.Rank));
    }

    [Fact]
    public void Of_DoesNotTell_WhetherThePersonWasNudgedWithItOrDidSomethingWithIt()
    {
        var nudged = new HashSet<ItemId> { Best.Id };
        Outcome[] kept = [new() { Kind = OutcomeKind.Kept, Item = Best.Id, At = Now }];
        Outcome[] later = [new() { Kind = OutcomeKind.Later, Item = Best.Id, At = Now.AddDays(-30) }];

        Assert.Equal(ExclusionRule.Seen, Explain(Best, Request with { Seen = nudged }).Rule);
        Assert.Equal(ExclusionRule.Seen, Explain(Best, Request with { Seen = nudged, Outcomes = kept }).Rule);
        Assert.Equal(ExclusionRule.Seen, Explain(Best, Request with { Outcomes = kept }).Rule);
        Assert.Null(Explain(Best, Request with { Seen = nudged, Outcomes = later }).Rule);
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
        Explanation.Of(Catalogue, All.ToDictionary(known => known.Id), request, item.Id, known: null);
}
