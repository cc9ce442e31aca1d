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
}
