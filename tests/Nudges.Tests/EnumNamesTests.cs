using System.Text.Json;
using Nudges.Content;

namespace Nudges.Tests;

public sealed class EnumNamesTests
{
    [Theory]
    [InlineData("\"low,high\"")]
    [InlineData("\"low, normal\"")]
    [InlineData("\"2\"")]
    [InlineData("2")]
    [InlineData("\"\"")]
    [InlineData("\"urgent\"")]
    [InlineData("{}")]
    public void Read_SaysWhichThereAre_WhenItIsNoNameOfOne(string json)
    {
        var failure = Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Dictionary<string, ContentPriority?>>($$"""{"priority":{{json}}}""", NudgesJson.Options));

        Assert.Equal("Give one of: low, normal, high.", failure.Message);
        Assert.Equal("$.priority", failure.Path);
    }

    [Fact]
    public void Read_GivesWhatWasWritten_AsValueAndAsName()
    {
        var states = Enum.GetValues<CurationState>().ToDictionary(state => state, state => (CurationState?)state);

        var json = JsonSerializer.Serialize(states, NudgesJson.Options);

        Assert.StartsWith("""{"proposed":"proposed",""", json, StringComparison.Ordinal);
        Assert.Equal(states, JsonSerializer.Deserialize<Dictionary<CurationState, CurationState?>>(json, NudgesJson.Options));
        Assert.Equal(ContentPriority.High, JsonSerializer.Deserialize<ContentPriority>("\"HIGH\"", NudgesJson.Options));
    }
}
