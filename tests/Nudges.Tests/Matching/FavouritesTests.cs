using Nudges.Content;
using Nudges.Matching;
using Nudges.Messages;
using Nudges.People;
using static Nudges.Tests.Matching.Articles;

namespace Nudges.Tests.Matching;

/// <summary>Someone of whom nothing in the catalogue speaks is nudged from the first day, with what others of their kind found useful or curators mean for them.</summary>
public sealed class FavouritesTests
{
    private static readonly ContentItem Bread = Article("Baking bread");
    private static readonly ContentItem Ovens = Article("Steam in ovens");
    private static readonly ContentItem Welding = Article("Welding steel");
    private static readonly ContentItem[] All = [Bread, Ovens, Welding];

    private static readonly Person New = Reader() with { JobTitle = "Pastry chef", Department = "Kitchen" };

    [Theory]
    [InlineData("pastry chef", "Bakery", "Because several people who work as Pastry chef found it useful")]
    [InlineData("Cook", "kitchen ", "Because several people in Kitchen found it useful")]
    [InlineData(null, null, "Because several of your colleagues found it useful")]
    public void ANewPerson_GetsWhatFiveOthersFoundUseful_ByTheNarrowestGroup(string? jobTitle, string? department, string reason)
    {
        var pick = Assert.Single(Picks(New, Likes(5, jobTitle, department, Bread)));

        Assert.Equal(Bread.Id, pick.Item);
        Assert.Equal(reason, Reasons.Sentence(pick, "en"));
    }

    [Fact]
    public void WhatFewerFoundUseful_IsNoReason() => Assert.Empty(Picks(New, Likes(4, "Pastry chef", "Kitchen", Bread)));

    [Fact]
    public void EachItemCountsOnce_TheMoreUsefulFirst_WithTheWidersBehind()
    {
        var picks = Picks(New, [.. Likes(6, "Pastry chef", "Kitchen", Bread), .. Likes(5, "Pastry chef", "Kitchen", Ovens), .. Likes(9, "Welder", "Works", Welding)]);

        Assert.Equal(new HashSet<string> { "Baking bread", "Steam in ovens", "Welding steel" }, picks.Titles(All).ToHashSet());
        Assert.All(picks, pick => Assert.Single(pick.Signals, signal => signal.Kind is SignalKind.RoleFavourite or SignalKind.DepartmentFavourite or SignalKind.CompanyFavourite));
        Assert.Equal(SignalKind.CompanyFavourite, picks.Single(pick => pick.Item == Welding.Id).Signals[0].Kind);
        Assert.True(picks.ToList().FindIndex(pick => pick.Item == Bread.Id) < picks.ToList().FindIndex(pick => pick.Item == Ovens.Id));
    }

    [Fact]
    public void WhatSpeaksForThePersonComesFirst_AndFavouritesTakeNoPlace()
    {
        var index = Index(Likes(5, null, null, Bread, Ovens));
        var welder = For(New with { Interests = ["welding"] });

        Assert.Equal([Welding.Id, .. index.Pick(For(New)).Select(pick => pick.Item)], index.Pick(welder).Select(pick => pick.Item));
        Assert.Equal([Welding.Id], index.Pick(welder with { Count = 1 }).Select(pick => pick.Item));
        Assert.Equal(index.Rank(welder).Select(match => match.Item), index.RankIds(welder, 3));
        Assert.Equal([Welding.Id], index.Pick(welder with { Options = new MatchingOptions { FavouriteWeight = 0 } }).Select(pick => pick.Item));
    }

    [Fact]
    public void WhatThePersonHasSeen_OrIsOffTopic_IsNotPickedForOthersSake()
    {
        var index = Index(Likes(5, null, null, Bread, Ovens));

        Assert.Equal([Ovens.Id], index.Pick(For(New) with { Seen = new HashSet<ItemId> { Bread.Id } }).Select(pick => pick.Item));
        Assert.Equal([Ovens.Id], index.Pick(For(New) with { Topics = ["steam"] }).Select(pick => pick.Item));
    }

    [Fact]
    public void Favourites_AreTheSame_InAnyOrderOfPeople_AndWhenStored()
    {
        PersonsLikes[] likes = [.. Likes(6, "Cook", "Kitchen", Bread, Ovens), .. Likes(7, "cook ", "Works", Welding, Bread)];
        var candidates = All.Select(item => item.Id).ToHashSet();

        var (one, other) = (Favourites.Of(likes, candidates), Favourites.Of(likes.Reverse(), candidates));

        Assert.Equal([("cook", 3), ("kitchen", 2), ("works", 2), ("", 3)], one.Select(favourites => (favourites.Group, favourites.Items.Count)));
        Assert.Equivalent(one, other, strict: true);
        Assert.Equivalent(one, StoredNeighbours.Of(ItemNeighbours.None with { Favourites = one }, 13, 26).Read().Favourites, strict: true);
    }

    [Fact]
    public void WhatCuratorsMeanForThem_IsPicked_WithoutAnyOutcome()
    {
        var meant = Bread with { Curation = new Curation { By = "curator", At = Now, Action = "a", Audience = ["kitchen"] } };
        var index = Articles.Index(meant, Ovens);

        var pick = Assert.Single(index.Pick(For(New)));

        Assert.Equal((meant.Id, "Because your learning team recommends it for kitchen"), (pick.Item, Reasons.Sentence(pick, "en")));
        Assert.Empty(index.Pick(For(New with { Department = "Works" })));
    }

    private static PersonsLikes[] Likes(int people, string? jobTitle, string? department, params ContentItem[] items) =>
        [.. Enumerable.Range(0, people).Select(_ => new PersonsLikes(jobTitle, department, [.. items.Select(item => item.Id)]))];

    private static CatalogueIndex Index(PersonsLikes[] likes)
    {
        var candidates = All.Select(item => item.Id).ToHashSet();
        var neighbours = new ItemNeighboursBuilder(All, candidates).Build(likes.Select(person => person.Items)) with { Favourites = Favourites.Of(likes, candidates) };
        return new CatalogueIndex(new Catalogue { Version = "1", Items = All }, neighbours);
    }

    private static IReadOnlyList<Match> Picks(Person person, PersonsLikes[] likes) => Index(likes).Pick(For(person));
}
