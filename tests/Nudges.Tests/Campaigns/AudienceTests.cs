using System.Text.Json;
using Nudges.Campaigns.Audiences;

namespace Nudges.Tests.Campaigns;

public sealed class AudienceTests
{
    [Theory]
    [InlineData("{}", """{"everyone":true}""")]
    [InlineData("""{"manager":null}""", """{"everyone":true}""")]
    [InlineData("""{"manager":"m"}""", """{"manager":"m"}""")]
    [InlineData("""{"direct":true,"manager":"m"}""", """{"manager":"m","direct":true}""")]
    [InlineData("""{"any":[{"group":"g"},{"all":[{"filter":"f"},{"list":"l"}]}]}""", """{"any":[{"group":"g"},{"all":[{"filter":"f"},{"list":"l"}]}]}""")]
    [InlineData("""{"except":{"manager":"m"},"of":{"everyone":true}}""", """{"of":{"everyone":true},"except":{"manager":"m"}}""")]
    public void Audience_IsReadAndWritten(string read, string written) =>
        Assert.Equal(written, JsonSerializer.Serialize(JsonSerializer.Deserialize<Audience>(read, NudgesJson.Options), NudgesJson.Options));

    [Theory]
    [InlineData("""{"any":[{"group":"g"},{"group":5}]}""", "audience.any[1].group")]
    [InlineData("""{"of":{"everyone":true},"except":{"grupo":"g"}}""", "audience.except")]
    [InlineData("""{"manager":"m","group":"g"}""", "found group, manager")]
    [InlineData("""{"all":5}""", "audience.all")]
    public void Read_NamesThePlace_WhenItIsWrong(string json, string says) =>
        Assert.Contains(says, Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Audience>(json, NudgesJson.Options)).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_Refuses_WhenItIsTooDeepOrTooLarge()
    {
        var deep = string.Concat(Enumerable.Repeat("""{"any":[""", 9)) + """{"everyone":true}""" + string.Concat(Enumerable.Repeat("]}", 9));
        var large = $$"""{"any":[{{string.Join(',', Enumerable.Repeat("""{"manager":"m"}""", 50))}}]}""";

        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Audience>(deep, NudgesJson.Options));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Audience>(large, NudgesJson.Options));
    }

    [Theory]
    [InlineData("""{"any":[{"everyone":true},{"filter":"departmnt = \"x\""}]}""", "audience.any[1].filter")]
    [InlineData("""{"group":"all"}""", "audience.group")]
    [InlineData("""{"list":"../x"}""", "audience.list")]
    [InlineData("""{"all":[]}""", "audience.all")]
    [InlineData("""{"of":{"manager":" "},"except":{"everyone":true}}""", "audience.of.manager")]
    public void Check_NamesThePlace(string json, string place) =>
        Assert.Equal(place, Assert.Single(AudienceRules.Check(JsonSerializer.Deserialize<Audience>(json, NudgesJson.Options)!)).Key);
}
