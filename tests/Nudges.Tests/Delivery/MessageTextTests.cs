using System.Text.Json;
using Nudges.Delivery;
using Nudges.People;

namespace Nudges.Tests.Delivery;

public sealed class MessageTextTests
{
    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"subject":"A \"quoted\" título 🦊\n"}""")]
    public void Json_IsAPlainString_AsBatchesHaveAlwaysHadIt(string text)
    {
        var nudge = new BatchedNudge { Id = new NudgeId("n"), Person = new PersonId("p"), Message = text };

        var json = JsonSerializer.Serialize(nudge, NudgesJson.Options);

        using var read = JsonDocument.Parse(json);
        Assert.Equal(text, read.RootElement.GetProperty("message").GetString());
        Assert.Equal(nudge, JsonSerializer.Deserialize<BatchedNudge>(json, NudgesJson.Options));
        Assert.Equal(text, nudge.Message.ToString());
    }

    [Fact]
    public void Read_Fails_WhenItIsNoString() =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<MessageText>("5", NudgesJson.Options));
}
