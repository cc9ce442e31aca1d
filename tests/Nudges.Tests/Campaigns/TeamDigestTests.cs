using Nudges.Campaigns;
using Nudges.Content;
using Nudges.Delivery;
using Nudges.Matching;
using Nudges.People;

namespace Nudges.Tests.Campaigns;

public sealed class TeamDigestTests
{
    private static readonly RunId Run = new("run");
    private static readonly BatchId Batch = BatchId.For(Run, 0, "email", 0);
    private static readonly Dictionary<ItemId, ContentItem> Items = new[] { "a", "b", "c" }.Select(Item).ToDictionary(item => item.Id);

    [Fact]
    public void Digest_NamesItemsThatFivePeopleGot_TheMostFrequentFirst()
    {
        var digest = Count(new string('s', 7), ["a"], ["a", "b"], ["a", "b"], ["a", "b"], ["b"], ["b", "c"], ["b", "c"])!;

        Assert.Equal(7, digest.People);
        Assert.Equal(["b"], digest.Items.Select(item => item.Title));
        Assert.Equal(["a", "b"], Count("sssss", ["b", "a"], ["b", "a"], ["b", "a"], ["b", "a"], ["b", "a"])!.Items.Select(item => item.Title));
    }

    [Fact]
    public void Digest_CountsWhatWasSent_AndNotWhatWasPlanned()
    {
        // Five were to get it; of one it is not known, one failed.
        var digest = Count("sssuf", ["a"], ["a"], ["a"], ["a"], ["a"])!;

        Assert.Null(digest.People);
        Assert.Empty(digest.Items);
    }

    [Fact]
    public void Digest_IsNothing_WhenNobodyWasSentAnything() => Assert.Null(Count("f", ["a"]));

    [Fact]
    public void Digest_HasFewItems_WhereManyAreFrequent()
    {
        var items = Enumerable.Range(0, 10).Select(number => Item($"{number}")).ToDictionary(item => item.Id);
        var count = new TeamDigestCount();
        count.Add(Plan([.. Enumerable.Repeat(items.Keys.Select(item => item.Value).ToArray(), 5)]), _ => "sssss");

        Assert.Equal(TeamDigest.MostItems, count.Digest("goal", items)!.Items.Count);
    }

    [Fact]
    public void Add_TakesShardsOneByOne_AndLeavesOutTheSuppressed()
    {
        var count = new TeamDigestCount();
        for (var shard = 0; shard < 5; shard++)
        {
            count.Add(Plan(["a"]) with { Shard = shard }, _ => "s");
        }

        count.Add(Plan() with { People = [new PersonPlan { Person = new PersonId("x"), Suppressed = Suppression.NothingRelevant }] }, _ => null);

        Assert.Equal(["a"], count.Digest("goal", Items)!.Items.Select(item => item.Title));
    }

    private static TeamDigest? Count(string states, params string[][] picks)
    {
        var count = new TeamDigestCount();
        count.Add(Plan(picks), _ => states);
        return count.Digest("goal", Items);
    }

    private static ShardPlan Plan(params string[][] picks) => new()
    {
        Run = Run,
        Shard = 0,
        People = [.. picks.Select((items, position) => new PersonPlan
        {
            Person = new PersonId($"{position}"),
            Channel = "email",
            Batch = Batch,
            Position = position,
            Picks = [.. items.Select(item => new Match { Item = new ItemId(item), Score = 1, Signals = [] })],
        })],
    };

    private static ContentItem Item(string id) => new() { Id = new ItemId(id), Address = new Uri($"https://x.example/{id}"), Title = id, Summary = "", Source = "x" };
}
