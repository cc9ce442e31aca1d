using Nudges.Content;
using Nudges.Matching;
using Nudges.Messages;
using Nudges.Outcomes;
using static Nudges.Tests.Matching.Articles;

namespace Nudges.Tests.Matching;

public sealed class OutcomeMatchingTests
{
    private static readonly ContentItem Bread = Article("Baking bread", "Flour, water and time");
    private static readonly ContentItem Sourdough = Article("Sourdough starters", "Wild yeast");
    private static readonly ContentItem Ovens = Article("Steam in ovens", "Crust and crumb");
    private static readonly ContentItem Rye = Article("Baking bread of rye", "Flour, water and more time");
    private static readonly ContentItem Welding = Article("Welding steel", "Arc and electrode");
    private static readonly ContentItem[] All = [Bread, Sourdough, Ovens, Rye, Welding];

    /// <summary>Who liked bread liked sourdough; nobody has met rye yet.</summary>
    private static readonly ItemNeighbours Neighbours = Learn([Bread.Id, Sourdough.Id], [Bread.Id, Sourdough.Id, Ovens.Id], [Welding.Id]);

    private static readonly CatalogueIndex Index = new(new Catalogue { Version = "1", Items = All }, Neighbours);

    [Fact]
    public void Pick_TakesWhatOthersFoundUsefulWithIt_AndWhatIsAlike_WithTheReason()
    {
        var picks = Index.Pick(For(Reader()) with { Outcomes = [Did(OutcomeKind.Useful, Bread)] });

        Assert.Equal(new HashSet<string> { "Sourdough starters", "Steam in ovens", "Baking bread of rye" }, picks.Titles(All).ToHashSet());
        Assert.All(picks, pick => Assert.Equal((SignalKind.Outcome, "Baking bread"), (pick.Signals[0].Kind, pick.Signals[0].Term)));
        Assert.Equal("Because you found “Baking bread” useful", Reasons.Sentence(picks[0], "en"));
    }

    [Fact]
    public void Pick_TakesNothingOfIt_WithoutTheOutcome() => Assert.Empty(Index.Pick(For(Reader())));

    [Fact]
    public void WhatWasNotForThem_StaysSo_WhenTheyAreDoneWithIt()
    {
        Assert.Equal(OutcomeKind.NotForMe, new[] { Did(OutcomeKind.NotForMe, Bread, days: 1), Did(OutcomeKind.Done, Bread) }.LastOpinion()!.Kind);
        Assert.Equal(OutcomeKind.Useful, new[] { Did(OutcomeKind.NotForMe, Bread, days: 2), Did(OutcomeKind.Useful, Bread, days: 1) }.LastOpinion()!.Kind);
        Assert.Equal(OutcomeKind.Done, new[] { Did(OutcomeKind.Clicked, Bread), Did(OutcomeKind.Done, Bread, days: 1) }.LastOpinion()!.Kind);
    }

    [Fact]
    public void Outcomes_CountLess_TheOlderTheyAre()
    {
        var (fresh, old) = (ScoreOf(Sourdough, Did(OutcomeKind.Useful, Bread)), ScoreOf(Sourdough, Did(OutcomeKind.Useful, Bread, days: 180)));

        Assert.InRange(Relevance(old) / Relevance(fresh), 0.49, 0.51);
    }

    [Fact]
    public void WhatGoesWithAnItemThatWasNotForThem_IsHeldBack()
    {
        var liking = Did(OutcomeKind.Useful, Welding);
        var person = Reader(skills: "sourdough");
        var before = Index.Rank(For(person) with { Outcomes = [liking] }).Single(match => match.Item == Sourdough.Id).Score;

        var after = Index.Rank(For(person) with { Outcomes = [liking, Did(OutcomeKind.NotForMe, Bread)] }).Single(match => match.Item == Sourdough.Id).Score;

        Assert.True(after < 0.8 * before, $"{after} of {before}");
    }

    [Theory]
    [InlineData(OutcomeKind.Done, 100, false)]
    [InlineData(OutcomeKind.Useful, 100, false)]
    [InlineData(OutcomeKind.Later, 1, false)]
    [InlineData(OutcomeKind.Later, 8, true)]
    public void ActedUponItems_AreNotPickedAgain_UnlessWantedLater(OutcomeKind kind, int daysAgo, bool isPicked)
    {
        var request = For(Reader(skills: "welding")) with { Seen = new HashSet<ItemId> { Welding.Id }, Outcomes = [Did(kind, Welding, daysAgo)] };

        Assert.Equal(isPicked, Index.Pick(request).Any(pick => pick.Item == Welding.Id));
    }

    [Fact]
    public void ANewItem_ComesBeforeASlightlyBetterOne_ForSomePeople_AndForOthersTheWeekAfter()
    {
        var (known, novel) = (Article("Baking rye bread"), Article("Baking rye cakes", ageInDays: 38));
        ContentItem[] both = [known, novel];
        var index = new CatalogueIndex(
            new Catalogue { Version = "1", Items = both }, new ItemNeighboursBuilder(both, both.Select(item => item.Id).ToHashSet()).Build([[known.Id]]));

        var (thisWeek, nextWeek) = (FirstIsNew(Now), FirstIsNew(Now.AddDays(7)));

        Assert.InRange(thisWeek.Count(isNew => isNew), 20, 80);
        Assert.InRange(thisWeek.Zip(nextWeek).Count(week => week.First != week.Second), 20, 80);
        Assert.DoesNotContain(true, FirstIsNew(Now, new MatchingOptions { ExplorationWeight = 0 }));

        List<bool> FirstIsNew(DateTimeOffset asOf, MatchingOptions? options = null) =>
        [
            .. Enumerable.Range(0, 100).Select(number => index.Pick(
                For(Reader(skills: "rye") with { Id = new Nudges.People.PersonId($"{number}") }, count: 1) with { AsOf = asOf, Options = options ?? new MatchingOptions() })[0].Item == novel.Id),
        ];
    }

    [Fact]
    public void Neighbours_DoNotDependOnTheOrderOfItemsAndPeople()
    {
        IReadOnlyCollection<ItemId>[] likes = [[Bread.Id, Sourdough.Id], [Bread.Id, Sourdough.Id, Ovens.Id], [Welding.Id]];
        var other = new ItemNeighboursBuilder([.. All.Reverse()], All.Select(item => item.Id).ToHashSet()).Build(likes);

        Assert.Equal(Neighbours.Places, other.Places);
        Assert.Equal(Neighbours.Weights, other.Weights);
        Assert.Equal(Neighbours.Places, StoredNeighbours.Of(other, 3, 6).Read().Places);
    }

    private static ItemNeighbours Learn(params IReadOnlyCollection<ItemId>[] likes) =>
        new ItemNeighboursBuilder(All, All.Select(item => item.Id).ToHashSet()).Build(likes);

    private static Match ScoreOf(ContentItem item, Outcome outcome) =>
        Index.Rank(For(Reader()) with { Outcomes = [outcome], Options = new MatchingOptions { LeastRelevance = 0 } }).Single(match => match.Item == item.Id);

    private static double Relevance(Match match) => match.Score * match.Signals.Where(signal => signal.Kind == SignalKind.Outcome).Sum(signal => signal.Share);

    private static Outcome Did(OutcomeKind kind, ContentItem item, int days = 0) => new() { Kind = kind, Item = item.Id, At = Now.AddDays(-days) };
}
