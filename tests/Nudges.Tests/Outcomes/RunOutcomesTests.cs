using Nudges.Campaigns;
using Nudges.Content;
using Nudges.Delivery;
using Nudges.Outcomes;
using Nudges.People;

namespace Nudges.Tests.Outcomes;

public sealed class RunOutcomesTests
{
    private static readonly RunId Run = new("campaign-1");

    [Theory]
    [InlineData(4, false)]
    [InlineData(5, true)]
    public void Total_TellsOfFivePeopleOrMore(int people, bool told)
    {
        var total = Count(Shard(people, Run), Shard(0, Run));

        Assert.Equal(people, total.People);
        Assert.Equal(told, total.Counts is not null);
    }

    [Fact]
    public void Total_AddsUpShards_AndCountsEachPersonOnceAKind()
    {
        var total = Count(Shard(4, Run), Shard(3, Run), Shard(9, new RunId("campaign-2")));

        Assert.Equal(7, total.People);
        Assert.Equal([KeyValuePair.Create(OutcomeKind.Clicked, 7), KeyValuePair.Create(OutcomeKind.Done, 7)], total.Counts!);
    }

    private static RunOutcomes Count(params ShardHistory[] shards)
    {
        var count = new RunOutcomeCount(Run);
        foreach (var shard in shards)
        {
            count.Add(shard);
        }

        return count.Total;
    }

    /// <summary>Everyone clicked one of three items and has done two; and kept something that no nudge held.</summary>
    private static ShardHistory Shard(int people, RunId run)
    {
        var ids = Enumerable.Range(0, people).Select(number => new PersonId($"{people}-{number}")).ToList();
        return new ShardHistory
        {
            Nudges = ids.ToDictionary(id => id, IReadOnlyList<PastNudge> (_) => [new PastNudge { Run = run, Items = [new ItemId("a"), new ItemId("b"), new ItemId("c")] }]),
            Outcomes = ids.ToDictionary(id => id, IReadOnlyList<Outcome> (id) =>
            [
                Of(OutcomeKind.Clicked, "a", NudgeId.For(run, 0, id)), Of(OutcomeKind.Done, "a", NudgeId.For(run, 0, id)),
                Of(OutcomeKind.Done, "b", NudgeId.For(run, 0, id)), Of(OutcomeKind.Kept, "z", null),
            ]),
        };
    }

    private static Outcome Of(OutcomeKind kind, string item, NudgeId? nudge) => new() { Kind = kind, At = DateTimeOffset.UnixEpoch, Item = new ItemId(item), Nudge = nudge };
}
