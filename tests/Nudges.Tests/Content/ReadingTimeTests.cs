using Nudges.Content;

namespace Nudges.Tests.Content;

public sealed class ReadingTimeTests
{
    [Theory]
    [InlineData(99, "en", null)]
    [InlineData(100, "en", 1)]
    [InlineData(228, "en", 1)]
    [InlineData(229, "en", 2)]
    [InlineData(1_790, "de", 10)]
    [InlineData(1_950, "fr", 10)]
    [InlineData(1_840, "xx", 10)]
    [InlineData(1_840, "th", null)]
    public void Minutes_AreWordsByTheSpeedOfTheLanguage(int words, string language, int? minutes) =>
        Assert.Equal(minutes, ReadingTime.Minutes(string.Join(' ', Enumerable.Repeat("word", words)), language));

    [Theory]
    [InlineData("会", "zh", 2_550, 10)]
    [InlineData("会", "ja", 3_570, 10)]
    [InlineData("の", "ja", 99, null)]
    public void Minutes_AreCharactersByTheSpeedOfTheLanguage_InChineseAndJapanese(string character, string language, int count, int? minutes) =>
        Assert.Equal(minutes, ReadingTime.Minutes(string.Concat(Enumerable.Repeat(character, count)), language));
}
