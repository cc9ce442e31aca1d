using System.Text;
using System.Text.Json.Nodes;
using Nudges.Campaigns;
using Nudges.Content;
using Nudges.Messages;

namespace Nudges.Tests.Messages;

public sealed class TeamDigestComposerTests
{
    [Fact]
    public void Compose_ShowsTheGoalTheNumberAndTheItems()
    {
        var card = TeamDigestComposer.Compose(Digest("Safer shifts", people: 1_234, "Lock-out, tag-out"));

        Assert.Contains("Safer shifts", card, StringComparison.Ordinal);
        Assert.Contains("1,234 people have got items that were picked for them. Most of them got these:", card, StringComparison.Ordinal);
        Assert.Contains("Lock-out, tag-out", card, StringComparison.Ordinal);
        Assert.Contains("https://x.example/a?b=1", card, StringComparison.Ordinal);
    }

    [Fact]
    public void Compose_GivesNoNumberAndNoItems_OfAFewPeople()
    {
        var card = TeamDigestComposer.Compose(Digest("g", people: null));

        Assert.Contains("A few people have got items that were picked for them.\"", card, StringComparison.Ordinal);
        Assert.NotNull(JsonNode.Parse(card));
    }

    [Theory]
    [InlineData("\"\\")]
    [InlineData("<b>[x](https://evil.example) {{DATE(2017-02-14T06:08:39Z)}} ")]
    [InlineData("&")]
    [InlineData("字")]
    [InlineData("🚲")]
    public void Compose_IsJsonThatFits_WhateverTheTexts(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, 3_000 / piece.Length));
        var card = TeamDigestComposer.Compose(Digest(text, people: 5, [.. Enumerable.Repeat(text, TeamDigest.MostItems)]));

        Assert.InRange(Encoding.UTF8.GetByteCount(card), 1, 24_000);
        var root = JsonNode.Parse(card)!;
        Assert.DoesNotContain("{{DATE(", card, StringComparison.Ordinal);
        // Text blocks read Markdown, and hold the product's own words.
        var blocks = root["body"]!.AsArray().Where(element => (string)element!["type"]! == "TextBlock").Select(element => (string)element!["text"]!);
        Assert.All(blocks, block => Assert.DoesNotContain("evil", block, StringComparison.Ordinal));
    }

    private static TeamDigest Digest(string goal, int? people, params string[] titles) => new()
    {
        Goal = goal,
        People = people,
        Items = [.. titles.Select(title => new ContentItem { Id = new ItemId("i"), Address = new Uri(("https://x.example/a?b=1&c=" + title)[..Math.Min(1_000, title.Length + 25)], UriKind.Absolute), Title = title, Summary = title, Source = title })],
    };
}
