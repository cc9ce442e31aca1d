using Nudges.Content;
using static Nudges.Tests.Content.Items;

namespace Nudges.Tests.Content;

public sealed class ItemCleanerTests
{
    private static readonly ItemCleaner Cleaner = new(SkillList.Parse("""[{"name": "Planning"}, {"name": "Leadership", "aliases": ["management"]}]"""));

    [Fact]
    public void Clean_FillsInWhatTheWholeTextTells()
    {
        var item = Cleaner.Clean(Item("a") with { Tags = ["Management"] }, SampleTexts.Standups, null, "fr");

        Assert.Equal(("en", 2, "Planning,Leadership"), (item.Language, item.Minutes, string.Join(',', item.Skills)));
        Assert.Equal(Fingerprints.Of("a", SampleTexts.Standups), item.Fingerprint);
    }

    [Fact]
    public void Clean_TakesTheSummaryForAllButTheMinutes_WhenThereIsNoText()
    {
        var item = Cleaner.Clean(Item("a") with { Summary = SampleTexts.Standups }, "", null, "fr");

        Assert.Equal(("en", null, "Planning"), (item.Language, item.Minutes, string.Join(',', item.Skills)));
        Assert.NotNull(item.Fingerprint);
    }

    [Theory]
    [InlineData(ContentKind.Article, null, 2)]
    [InlineData(ContentKind.Article, 7, 7)]
    [InlineData(ContentKind.Podcast, null, null)]
    public void Clean_SetsMinutes_WhereReadingIsWhatTakesThemAndTheyAreUnknown(ContentKind kind, int? before, int? after) =>
        Assert.Equal(after, Cleaner.Clean(Item("a") with { Kind = kind, Minutes = before }, SampleTexts.Standups, null, "en").Minutes);
}
