using CsCheck;
using Nudges.People;

namespace Nudges.Tests.People;

public sealed class ProfileBudgetTests
{
    private static readonly DateTimeOffset Night = new(2026, 11, 26, 7, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Shares_AddUpToTheBudget_EveryNight() =>
        Gen.Select(Gen.Int[0, 200_000], Gen.Int[0, 12], Gen.Int[0, 1_000]).Sample((reads, bits, nights) =>
        {
            var budget = new ProfileBudget(reads, 1 << bits, Night.AddDays(nights));
            var shares = Enumerable.Range(0, 1 << bits).Select(budget.ShareOf).ToList();
            return shares.Sum() == reads && shares.Max() - shares.Min() <= 1;
        });

    [Fact]
    public void EveryShard_ComesToItsOwn_WhereThereAreFewerReadsThanShards()
    {
        var read = new HashSet<int>();
        for (var night = 0; night < 100; night++)
        {
            var budget = new ProfileBudget(PerNight: 10, Shards: 1_000, Night.AddDays(night));
            read.UnionWith(Enumerable.Range(0, 1_000).Where(shard => budget.ShareOf(shard) > 0));
        }

        Assert.Equal(1_000, read.Count);
    }

    [Fact]
    public void Choose_TakesNewPeopleFirst_ThenTheOldest_AndLeavesOutWhoIsFreshOrNotNudged()
    {
        var budget = new ProfileBudget(PerNight: 4, Shards: 1, Night);
        Person[] people =
        [
            Person("old", Night.AddDays(-3)), Person("older", Night.AddDays(-4)), Person("fresh", Night.AddHours(-11)), Person("new", null),
            Person("failed", Night.AddDays(-9)) with { ProfileFailedAt = Night.AddDays(-2) },
            Person("guest", null) with { Kind = PersonKind.Guest },
            Person("left", Night.AddDays(-9)) with { Enabled = false }, Person("shared mailbox", null) with { Enabled = false },
        ];

        Assert.Equal(["new", "shared mailbox", "older", "old"], budget.Choose(0, people).Select(person => person.Value));
        Assert.Equal("failed", (budget with { PerNight = 5 }).Choose(0, people)[^1].Value);
        Assert.Equal(5, (budget with { PerNight = 100 }).Choose(0, people).Count);
    }

    private static Person Person(string id, DateTimeOffset? readAt) => new() { Id = new PersonId(id), DisplayName = id, ProfileReadAt = readAt };
}
