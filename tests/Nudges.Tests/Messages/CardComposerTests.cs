using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nudges.Messages;
using static Nudges.Tests.Messages.Drafts;

namespace Nudges.Tests.Messages;

public sealed class CardComposerTests
{
    [Theory]
    [MemberData(nameof(EmailComposerTests.Hostile), MemberType = typeof(EmailComposerTests))]
    public void Compose_PutsForeignTextWhereMarkdownMeansNothing(string text)
    {
        var draft = Of(text, goal: text);
        var card = JsonNode.Parse(CardComposer.Compose(draft))!;

        var blocks = Elements(card, "TextBlock").Select(block => (string)block["text"]!).ToList();
        Assert.Equal(Elements(JsonNode.Parse(CardComposer.Compose(Of("harmless", goal: "harmless")))!, "TextBlock").Select(block => (string)block["text"]!), blocks);
        Assert.All(Elements(card, "TextBlock"), block => Assert.True((bool)block["wrap"]!));
        Assert.All(Elements(card, "Action.OpenUrl"), action => Assert.StartsWith(draft.Items[0].Link.AbsoluteUri, (string)action["url"]!, StringComparison.Ordinal));
        Assert.Equal(5, Elements(card, "Action.OpenUrl").Count());
        Assert.All(Elements(card, "TextRun"), run => Assert.DoesNotContain((string)run["text"]!, character => char.IsControl(character) || character == '\u202E'));
        Assert.DoesNotContain(CardComposer.Summary(draft), character => char.IsControl(character) || "[]*_`<>\\~|".Contains(character));
        Assert.Equal(CardComposer.Summary(draft), (string)card["fallbackText"]!);
        Assert.Equal(CardComposer.Summary(draft), (string)card["speak"]!);
    }

    [Fact]
    public void Compose_KeepsWordsAsTheyAre()
    {
        var card = JsonNode.Parse(CardComposer.Compose(Of("[C#](x) *\"now\"* \\ <b> {{ Open }} 👩🏽‍🚀")))!;

        Assert.Equal(4, Elements(card, "TextRun").Count(run => (string)run["text"]! == "[C#](x) *\"now\"* \\ <b> {{ Open }} 👩🏽‍🚀"));
    }

    [Fact]
    public void Compose_LeavesNoFunctionThatACardWouldCompute()
    {
        var card = CardComposer.Compose(Of("{{DATE(2017-02-14T06:08:39Z)}} {{{TIME(2017-02-14T06:08:39Z)}}"));

        Assert.DoesNotContain("{{DATE(", card, StringComparison.Ordinal);
        Assert.DoesNotContain("{{TIME(", card, StringComparison.Ordinal);
        Assert.Contains("DATE(2017-02-14T06:08:39Z)", card, StringComparison.Ordinal);
    }

    [Fact]
    public void Compose_KeepsTheLinkWhole_WhenAnAddressHoldsMarkdown()
    {
        var card = JsonNode.Parse(CardComposer.Compose(Of("text") with { Unsubscribe = new Uri("https://x.example/u(1)[2]'\"<>") }))!;

        Assert.Contains(Elements(card, "TextBlock"), block => (string)block["text"]! == "[Unsubscribe from all nudges](https://x.example/u%281%29%5B2%5D%27%22%3C%3E)");
    }

    [Theory]
    [InlineData("x")]
    [InlineData("\"")]
    [InlineData("<")]
    [InlineData("字")]
    [InlineData("🚲")]
    [InlineData("👩🏽‍🚀")]
    public void Compose_StaysBelowTheLimit_WhenEverythingIsAsLongAsItMayBe(string piece)
    {
        foreach (var (items, address) in new[] { (3, 100), (3, 2_000), (1, 2_000), (20, 300), (1, 40_000) })
        {
            var json = CardComposer.Compose(Worst(piece, items: items, addressLength: address));

            Assert.InRange(Encoding.UTF8.GetByteCount(json), 1, CardComposer.MostBytes);
            Assert.Equal("1.5", (string)JsonNode.Parse(json)!["version"]!);
        }
    }

    private static IEnumerable<JsonNode> Elements(JsonNode? node, string type) => node switch
    {
        JsonObject element => (element["type"] is JsonValue value && value.GetValueKind() == JsonValueKind.String && (string)value! == type ? [element] : Enumerable.Empty<JsonNode>())
            .Concat(element.SelectMany(property => Elements(property.Value, type))),
        JsonArray array => array.SelectMany(element => Elements(element, type)),
        _ => [],
    };
}
