using CsCheck;
using Nudges.Campaigns;
using Nudges.Delivery;
using Nudges.People;

namespace Nudges.Tests.Campaigns;

public sealed class BatchPlacesLaws
{
    private static readonly RunId Run = new("r");

    private static readonly DateTimeOffset Nine = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);

    private static readonly Gen<List<PersonPlan>> Shard = Gen.Select(Gen.Int[0, 2], Gen.Int[-1, 3]).Array[0, 60].Select(people => people.Index().Select(one => new PersonPlan
    {
        Person = new PersonId($"p{one.Index}"),
        Suppressed = one.Item.Item1 == 0 ? Suppression.Away : null,
        Channel = one.Item.Item1 switch { 0 => null, 1 => "email", _ => "teams" },
        SendAt = one.Item is (0, _) or (_, -1) ? null : Nine.AddHours(one.Item.Item2),
    }).ToList());

    private static readonly ShardPlace Group = new(4, 7);

    [Fact]
    public void Batches_AreOfOneChannelAndTime_FullButTheLast_AndPlacedWithoutGaps() => Shard.Sample(people =>
    {
        // Shard after shard, each twice, as a second try does it, gives what one go does.
        var places = Places();
        List<PersonPlan> placed = [];
        foreach (var shard in people.Chunk(7))
        {
            Assert.Equal(places.Assign(shard), places.Assign(shard));
            placed.AddRange(places.Assign(shard));
            places.Keep(placed.TakeLast(shard.Length));
        }

        Assert.Equal(Places().Assign(people), placed);
        Assert.Equal(people, placed.Select(person => person with { Batch = null, Position = 0 }));
        Assert.All(placed, person => Assert.Equal(person.Channel is null, person.Batch is null));
        var batches = placed.Where(person => person.Batch is not null).GroupBy(person => person.Batch!.Value).ToList();
        Assert.All(batches, batch =>
        {
            var (channel, _) = Assert.Single(batch.Select(person => (person.Channel, person.SendAt)).Distinct());
            Assert.Equal(channel, batch.Key.Channel);
            Assert.Equal(Enumerable.Range(0, batch.Count()), batch.Select(person => person.Position));
        });
        foreach (var same in batches.GroupBy(batch => (batch.First().Channel, batch.First().SendAt)))
        {
            var size = same.Key.Channel == "email" ? 5 : 3;
            Assert.All(same.SkipLast(1), batch => Assert.Equal(size, batch.Count()));
            Assert.InRange(same.Last().Count(), 1, size);
        }

        foreach (var channel in batches.GroupBy(batch => batch.Key.Channel))
        {
            Assert.Equal(Enumerable.Range(0, channel.Count()).Select(number => BatchId.For(Run, Group, channel.Key, number)), channel.Select(batch => batch.Key));
        }
    });

    [Fact]
    public void Batch_IsOpenUntilTheNextOfItsChannelAndTimeHasBegun_WhateverItsSizeIsByNow() => Shard.Sample(people =>
    {
        var placed = Places().Assign(people).Where(person => person.Batch is not null).ToList();
        var smaller = new BatchPlaces((channel, number) => BatchId.For(Run, Group, channel, number), _ => 1);
        for (var kept = 0; kept < placed.Count; kept += 7)
        {
            smaller.Keep(placed.Skip(kept).Take(7));
            var soFar = placed.Take(kept + 7).ToList();
            Assert.All(soFar, person => Assert.Equal(
                soFar.Last(other => (other.Channel, other.SendAt) == (person.Channel, person.SendAt)).Batch == person.Batch, smaller.IsOpen(person.Batch!.Value)));
        }
    });

    private static BatchPlaces Places() => new((channel, number) => BatchId.For(Run, Group, channel, number), name => name == "email" ? 5 : 3);
}
