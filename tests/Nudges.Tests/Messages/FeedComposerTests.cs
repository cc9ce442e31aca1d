using Nudges.Matching;
using Nudges.Messages;
using static Nudges.Tests.Messages.Drafts;

namespace Nudges.Tests.Messages;

public sealed class FeedComposerTests
{
    [Fact]
    public void Compose_SaysWhatAndWhy_AndLeadsToTheFirstItem()
    {
        var item = Item("Reading a balance sheet", "Figures.", "en", "numbers-desk", null, (SignalKind.Skill, "finance"));

        var notice = FeedComposer.Compose(For(Person("en", "Naomi"), goal: null, item, item))!;

        Assert.Equal(("2 things worth your time", "Reading a balance sheet, and one more", "Because you list finance among your skills"), (notice.Headline, notice.Title, notice.Why));
        Assert.Equal(item.Link, notice.Link);
    }

    [Theory]
    [InlineData("<b>**Click** [me](https://evil.example)\n")]
    [InlineData("𝕎𝕎")]
    [InlineData("\u202E%%word ")]
    public void Compose_FitsOnALineWithoutMarks_WhateverTheTexts(string piece)
    {
        var notice = FeedComposer.Compose(Worst(piece, items: 10))!;

        Assert.InRange(notice.Headline.Length, 1, 100);
        Assert.InRange(notice.Title.Length, 1, 120);
        Assert.InRange(notice.Why.Length, 1, 150);
        Assert.All([notice.Headline, notice.Title, notice.Why], line => Assert.DoesNotContain(line, character => "<>[]*_`\n\u202E".Contains(character, StringComparison.Ordinal)));
    }

    [Fact]
    public void Compose_GivesNothing_WhenTheItemIsNotOfTheWeb()
    {
        var item = Item("Title", "Text.", "en", "source", null, (SignalKind.Skill, "finance"));
        var local = item with { Item = item.Item with { Address = new Uri("file:///etc/passwd") } };

        Assert.Null(FeedComposer.Compose(For(Person("en", "Naomi"), goal: null, local)));
    }
}
