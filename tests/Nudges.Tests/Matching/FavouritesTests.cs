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
        var pick = Assert.Single(Picks(New, [.. Likes(5, jobTitle, department, Bread), .. Likes(5, jobTitle, department)]));

        Assert.Equal(Bread.Id, pick.Item);
        Assert.Equal(reason, Reasons.Sentence(pick, "en"));
    }

    [Theory]
    [InlineData(4, 50)]
    [InlineData(5, 4)]
    [InlineData(50, 4)]
    public void WhatFewFoundUseful_OrNearlyAll_IsNoReason_AsItCouldBeToldWho(int people, int others) =>
        Assert.Empty(Picks(New, [.. Likes(people, "Pastry chef", "Kitchen", Bread), .. Likes(others, "Pastry chef", "Kitchen")]));

    [Fact]
    public void NamesThatDifferByCaseAlone_AreOneGroup_ByAnyRuleOfCase()
    {
        // The sign for kelvin: lower-cased a k, but no K.
        PersonsLikes[] likes = [.. Likes(6, null, "kitchen", Bread), .. Likes(5, null, "KITCHEN"), .. Likes(6, null, "\u212Aitchen", Bread), .. Likes(5, null, "\u212Aitchen")];

        Assert.Equal(SignalKind.DepartmentFavourite, Assert.Single(Picks(New, likes)).Signals[0].Kind);
        Assert.Equal(["kitchen", ""], Favourites.Of(likes, All).Select(favourites => favourites.Group));
    }

    [Fact]
    public void EachLanguageHasItsFavourites()
    {
        var german = Enumerable.Range(0, 60).Select(number => Article($"Brot {number}", language: "de")).ToArray();
        var french = Article("Le pain", language: "fr");
        PersonsLikes[] likes = [.. Likes(10, null, null, german), .. Likes(5, null, null, french), .. Nobody];
        var index = Index([.. german, french], likes);

        Assert.Equal([french.Id], index.Pick(For(New with { Language = "fr" })).Select(pick => pick.Item));
        Assert.Equal(10, index.Pick(For(New with { Language = "de" })).Count);
    }

    [Fact]
    public void EachItemCountsOnce_TheMoreUsefulFirst_WithTheWidersBehind()
    {
        var picks = Picks(New, [.. Likes(6, "Pastry chef", "Kitchen", Bread), .. Likes(5, "Pastry chef", "Kitchen", Ovens), .. Likes(9, "Welder", "Works", Welding), .. Nobody]);

        Assert.Equal(new HashSet<string> { "Baking bread", "Steam in ovens", "Welding steel" }, picks.Titles(All).ToHashSet());
        Assert.All(picks, pick => Assert.Single(pick.Signals, signal => signal.Kind is SignalKind.RoleFavourite or SignalKind.DepartmentFavourite or SignalKind.CompanyFavourite));
        Assert.Equal(SignalKind.CompanyFavourite, picks.Single(pick => pick.Item == Welding.Id).Signals[0].Kind);
        Assert.True(picks.ToList().FindIndex(pick => pick.Item == Bread.Id) < picks.ToList().FindIndex(pick => pick.Item == Ovens.Id));
    }

    [Fact]
    public void WhatSpeaksForThePersonComesFirst_AndFavouritesTakeNoPlace()
    {
        var index = Index(All, [.. Likes(5, null, null, Bread, Ovens), .. Nobody]);
        var welder = For(New with { Interests = ["welding"] });

        Assert.Equal([Welding.Id, .. index.Pick(For(New)).Select(pick => pick.Item)], index.Pick(welder).Select(pick => pick.Item));
        Assert.Equal([Welding.Id], index.Pick(welder with { Count = 1 }).Select(pick => pick.Item));
        Assert.Equal(index.Rank(welder).Select(match => match.Item), index.RankIds(welder, 3));
        Assert.Equal([Welding.Id], index.Pick(welder with { Options = new MatchingOptions { FavouriteWeight = 0 } }).Select(pick => pick.Item));
    }

    [Fact]
    public void WhatThePersonHasSeen_OrIsOffTopic_IsNotPickedForOthersSake()
    {
        var index = Index(All, [.. Likes(5, null, null, Bread, Ovens), .. Nobody]);

        Assert.Equal([Ovens.Id], index.Pick(For(New) with { Seen = new HashSet<ItemId> { Bread.Id } }).Select(pick => pick.Item));
        Assert.Equal([Ovens.Id], index.Pick(For(New) with { Topics = ["steam"] }).Select(pick => pick.Item));
    }

    [Fact]
    public void Favourites_AreTheSame_InAnyOrderOfPeople_AndWhenStored()
    {
        PersonsLikes[] likes = [.. Likes(6, "Cook", "Kitchen", Bread, Ovens), .. Likes(7, "cook ", "Works", Welding, Bread), .. Likes(5, "Cook", "Kitchen"), .. Likes(5, null, "works")];

        var (one, other) = (Favourites.Of(likes, All), Favourites.Of([.. likes.Reverse()], All));

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

        Assert.Equal((meant.Id, "Because your learning team recommends it for Kitchen"), (pick.Item, Reasons.Sentence(pick, "en")));
        Assert.Empty(index.Pick(For(New with { Department = "Works" })));
    }

    /// <summary>Some who found nothing useful.</summary>
    private static PersonsLikes[] Nobody => Likes(5, null, null);

    private static PersonsLikes[] Likes(int people, string? jobTitle, string? department, params ContentItem[] items) =>
        [.. Enumerable.Range(0, people).Select(_ => new PersonsLikes(jobTitle, department, [.. items.Select(item => item.Id)]))];

    private static CatalogueIndex Index(ContentItem[] items, PersonsLikes[] likes)
    {
        var neighbours = new ItemNeighboursBuilder(items, items.Select(item => item.Id).ToHashSet()).Build(likes.Select(person => person.Items)) with { Favourites = Favourites.Of(likes, items) };
        return new CatalogueIndex(new Catalogue { Version = "1", Items = items }, neighbours);
    }

    private static IReadOnlyList<Match> Picks(Person person, PersonsLikes[] likes) => Index(All, likes).Pick(For(person));
}
