using Azure.Data.Tables;
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
        await Task.WhenAll(people.Select(person => Storage.Preferences.ChangeAsync(person, Unsubscribed, CancellationToken.None)));
        var before = Storage.Requests.Tables;

        for (var shard = 0; shard < shards.Value; shard++)
        {
            var unsubscribed = (await Storage.Preferences.OfShardAsync(shards, shard, CancellationToken.None)).Keys;
            var expected = people.Where(person => shards.ShardOf(person) == shard).ToHashSet();
            Assert.Equal(expected, unsubscribed.Where(people.Contains).ToHashSet());
            Assert.All(unsubscribed, person => Assert.Equal(shard, shards.ShardOf(person)));
        }

        Assert.Equal(shards.Value, Storage.Requests.Tables - before);
    }

    [Fact]
    public async Task Change_KeepsWhatIsAsked_AndNoRowForDefaults()
    {
        // Characters that no table key may hold.
        var person = new PersonId($"{Unique}/a#b?c\\d");
        var asked = new Preferences { Channel = "email", MostPerWeek = 2, Days = [DayOfWeek.Monday], From = new TimeOnly(8, 0), MutedTopics = ["C#"], PausedUntil = At };

        await Storage.Preferences.ChangeAsync(person, _ => asked, CancellationToken.None);
        await Storage.Preferences.ChangeAsync(person, _ => asked, CancellationToken.None);
        Assert.Equivalent(asked, await Storage.Preferences.ReadAsync(person, CancellationToken.None), strict: true);

        await Storage.Preferences.ChangeAsync(person, _ => new Preferences(), CancellationToken.None);
        await Storage.Preferences.ChangeAsync(person, _ => new Preferences(), CancellationToken.None);
        Assert.DoesNotContain(person, await Storage.Preferences.OfShardAsync(default, 0, CancellationToken.None));
    }

    [Fact]
    public async Task Change_LosesNeither_WhenTwoComeAtOnce()
    {
        var person = new PersonId(Unique);

        await Task.WhenAll(
            Storage.Preferences.ChangeAsync(person, Unsubscribed, CancellationToken.None),
            Storage.Preferences.ChangeAsync(person, asked => asked with { Channel = "email" }, CancellationToken.None));

        Assert.Equivalent(new Preferences { UnsubscribedAt = At, Channel = "email" }, await Storage.Preferences.ReadAsync(person, CancellationToken.None), strict: true);
    }

    [Fact]
    public async Task Read_KnowsWhoUnsubscribed_BeforeThereWerePreferences()
    {
        var person = new PersonId(Unique);
        await Storage.Get<TableServiceClient>().GetTableClient("preferences").AddEntityAsync(
            new TableEntity("person", StableId.From("shard", person.Value)) { ["Person"] = person.Value, ["UnsubscribedAt"] = At });

        Assert.Equal(At, (await Storage.Preferences.ReadAsync(person, CancellationToken.None)).UnsubscribedAt);
        Assert.Equal(At, (await Storage.Preferences.OfShardAsync(default, 0, CancellationToken.None))[person].UnsubscribedAt);
    }

    private static Preferences Unsubscribed(Preferences asked) => asked with { UnsubscribedAt = At };
}
