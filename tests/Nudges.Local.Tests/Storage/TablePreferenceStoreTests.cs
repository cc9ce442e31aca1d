using Nudges.People;

namespace Nudges.Local.Tests.Storage;

public sealed class TablePreferenceStoreTests(AzuriteFixture azurite) : StorageTests(azurite)
{
    private static readonly DateTimeOffset At = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Unsubscribed_GivesEachPersonInTheirShardOnly_InOneRequestAShard(int bits)
    {
        var shards = new ShardCount(bits);
        var people = Enumerable.Range(0, 40).Select(number => new PersonId($"{Unique}-{number}")).ToHashSet();
        await Task.WhenAll(people.Select(person => Storage.Preferences.UnsubscribeAsync(person, At, CancellationToken.None)));
        var before = Storage.Requests.Tables;

        for (var shard = 0; shard < shards.Value; shard++)
        {
            var unsubscribed = await Storage.Preferences.UnsubscribedAsync(shards, shard, CancellationToken.None);
            var expected = people.Where(person => shards.ShardOf(person) == shard).ToHashSet();
            Assert.Equal(expected, unsubscribed.Where(people.Contains).ToHashSet());
            Assert.All(unsubscribed, person => Assert.Equal(shard, shards.ShardOf(person)));
        }

        Assert.Equal(shards.Value, Storage.Requests.Tables - before);
    }

    [Fact]
    public async Task Resubscribe_UndoesUnsubscribe_HoweverOftenEachIsDone()
    {
        // Characters that no table key may hold.
        var person = new PersonId($"{Unique}/a#b?c\\d");

        await Storage.Preferences.UnsubscribeAsync(person, At, CancellationToken.None);
        await Storage.Preferences.UnsubscribeAsync(person, At.AddDays(1), CancellationToken.None);
        Assert.Contains(person, await Storage.Preferences.UnsubscribedAsync(default, 0, CancellationToken.None));

        await Storage.Preferences.ResubscribeAsync(person, CancellationToken.None);
        await Storage.Preferences.ResubscribeAsync(person, CancellationToken.None);
        Assert.DoesNotContain(person, await Storage.Preferences.UnsubscribedAsync(default, 0, CancellationToken.None));
    }
}
