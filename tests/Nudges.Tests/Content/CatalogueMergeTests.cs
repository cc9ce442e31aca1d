using Nudges.Content;
using static Nudges.Tests.Content.Items;

namespace Nudges.Tests.Content;

public sealed class CatalogueMergeTests
{
    [Fact]
    public void Merge_TakesWhatTheFirstLacksFromLaterOnes_WhenTheyHaveOneId()
    {
        var first = Item("a", "one", "First") with { Tags = ["Lean"], Skills = ["Lean"], Published = Day };
        var second = Item("a", "two", "Second") with { Summary = "Second's", Tags = ["lean", "quality"], Skills = ["Quality"], Published = Day.AddDays(-1), Minutes = 4, Fingerprint = 1 };
        var third = Item("a", "three", "Third") with { Summary = "Third's, which is longer", Authors = ["Ada"], Image = new Uri("https://weekly.example/i.png"), Minutes = 9, OtherSources = ["four", "one"] };

        var merged = Assert.Single(CatalogueMerge.Merge([first, second, third]));

        Assert.Equal(
            ("First", "one", "two three four", "Second's", "Lean quality", "Lean Quality", "Ada", Day.AddDays(-1), third.Image, 4, 1UL),
            (merged.Title, merged.Source, string.Join(' ', merged.OtherSources), merged.Summary, string.Join(' ', merged.Tags), string.Join(' ', merged.Skills), string.Join(' ', merged.Authors), merged.Published, merged.Image, merged.Minutes, merged.Fingerprint));
    }

    [Theory]
    [InlineData(0, -1, "b")]
    [InlineData(-1, 0, "a")]
    [InlineData(0, 0, "a")]
    [InlineData(null, 0, "b")]
    [InlineData(null, null, "a")]
    public void Merge_KeepsTheEarliestPublished_WhenTheTextIsOne(int? first, int? second, string kept)
    {
        var merged = Assert.Single(CatalogueMerge.Merge([
            Item("a", "one") with { Fingerprint = 0b111, Published = At(first), Tags = ["x"] },
            Item("b", "two") with { Fingerprint = 0b110, Published = At(second), Tags = ["y"] }]));

        Assert.Equal(Item(kept).Id, merged.Id);
        Assert.Equal(["one", "two"], merged.OtherSources.Append(merged.Source).Order());
        Assert.Equal(["x", "y"], merged.Tags.Order());

        static DateTimeOffset? At(int? days) => days is { } number ? Day.AddDays(number) : null;
    }

    [Fact]
    public void Merge_KeepsTheTrustedSourcesAddress_WhenACopyElsewhereSaysThatItIsOlder() =>
        Assert.Equal("b", Assert.Single(CatalogueMerge.Merge([Item("a", "one") with { Fingerprint = 7, Published = Day.AddYears(-1) }, Item("b", "two") with { Fingerprint = 7, Published = Day }], new HashSet<string> { "two" })).Title);

    [Fact]
    public void Merge_KeepsTheOrderOfFirstAppearance()
    {
        ContentItem[] items = [Item("c"), Item("a") with { Fingerprint = 3, Published = Day }, Item("b"), Item("c", "two"), Item("d") with { Fingerprint = 3, Published = Day.AddDays(-1) }];

        Assert.Equal(["c", "d", "b"], CatalogueMerge.Merge(items).Select(item => item.Title));
    }

    [Fact]
    public void Merge_MakesOneOfItemsWhoseLinksLeadToOneAddress_WithTheIdSeenFirstAndTheWordsOfThePagesOwn()
    {
        var moved = Item("old", "one") with { FirstSeen = Day };
        var own = Item("new", "two") with { FirstSeen = Day.AddDays(1) };
        var links = new Dictionary<ItemId, LinkStatus> { [moved.Id] = Leads(own.Address) };

        var merged = Assert.Single(CatalogueMerge.Merge([moved, own], trusted: null, links));

        Assert.Equal((moved.Id, own.Address, "new", Day), (merged.Id, merged.Address, merged.Title, merged.FirstSeen));
        Assert.Equal([own.Id], merged.OtherIds);
        Assert.Equal(["one", "two"], merged.OtherSources.Append(merged.Source).Order());
    }

    [Fact]
    public void Merge_KeepsTheId_WhenTheLinkOfOneItemLeadsElsewhere()
    {
        var moved = Item("old");

        var merged = Assert.Single(CatalogueMerge.Merge([moved], trusted: null, new Dictionary<ItemId, LinkStatus> { [moved.Id] = Leads(Item("new").Address) }));

        Assert.Equal((moved.Id, Item("new").Address), (merged.Id, merged.Address));
        Assert.Empty(merged.OtherIds);
    }

    [Theory]
    [InlineData(1, 2, CurationState.Rejected)]
    [InlineData(2, 1, CurationState.Approved)]
    [InlineData(null, 1, CurationState.Rejected)]
    public void Latest_IsTheLastDecisionUnderAnyId_WhenAnItemStandsForACopy(int? own, int other, CurationState state)
    {
        var (kept, copy) = (Item("a") with { Fingerprint = 7, Published = Day }, Item("b", "two") with { Fingerprint = 7, Published = Day.AddDays(1) });
        var item = Assert.Single(CatalogueMerge.Merge([kept, copy]));
        var decided = new Dictionary<ItemId, Curation> { [copy.Id] = Decided(other, CurationState.Rejected) };
        if (own is { } day)
        {
            decided[kept.Id] = Decided(day, CurationState.Approved);
        }

        Assert.Equal(state, ContentDecision.Latest(item, decided)!.State);

        static Curation Decided(int day, CurationState state) => new() { State = state, By = "someone", At = Day.AddDays(day), Action = "action" };
    }

    private static LinkStatus Leads(Uri address) => new() { AskedAt = Day, Answer = LinkAnswer.Alive, Times = 1, LeadsTo = address };
}
