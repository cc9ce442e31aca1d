using System.Text.Json;
using Nudges.Delivery;
using Nudges.People;

namespace Nudges.Tests.Delivery;

public sealed class MessageTextTests
{
    [Theory]
    [InlineData("{}")]
    [InlineData("""{"subject":"A \"quoted\" título 🦊\n", "items": [ 1, {"a":null} ]}""")]
    public void Json_HoldsTheMessageAsItIs_AndReadsItAsAStringAsWell(string text)
    {
        var nudge = new BatchedNudge { Id = new NudgeId("n"), Person = new PersonId("p"), Message = text };

        var json = JsonSerializer.Serialize(nudge, NudgesJson.Options);

        Assert.Contains($"\"message\":{text}", json, StringComparison.Ordinal);
        Assert.Equal(nudge, JsonSerializer.Deserialize<BatchedNudge>(json, NudgesJson.Options));
        Assert.Equal(text, nudge.Message.ToString());
        Assert.Equal(nudge.Message, JsonSerializer.Deserialize<MessageText>(JsonSerializer.Serialize(text, NudgesJson.Options), NudgesJson.Options));
    }

    [Fact]
    public async Task Json_IsReadInPieces()
    {
        var message = MessageText.FromString($$"""{"text":"{{new string('ü', 40_000)}}"}""");
        var json = JsonSerializer.SerializeToUtf8Bytes(new[] { message, message }, NudgesJson.Options);

        using var stream = new MemoryStream(json);
        var read = await JsonSerializer.DeserializeAsync<MessageText[]>(stream, NudgesJson.Options);

        Assert.Equal([message, message], read!);
    }

    [Fact]
    public void Read_Fails_WhenItIsNoObject() =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<MessageText>("5", NudgesJson.Options));
}
