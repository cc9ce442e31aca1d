using Nudges.Campaigns;
using Nudges.Orchestrations.Runs;
using Nudges.People;
using Nudges.Storage;

namespace Nudges.Local.Tests.Storage;

public sealed class ShardHistoriesTests(AzuriteFixture azurite) : StorageTests(azurite)
{
    private const int Bits = 13;

    [Theory]
    [InlineData(Bits, 1)]
    [InlineData(Bits + 1, 0)]
    public async Task Read_StartsWithThatOfTheShardItWasSplitFrom_BackToTheFirstVersion(int firstBits, int people)
    {
        // Wider than any company of the tests, so that nobody else writes there.
        var shard = (int)(StableId.Bits(Unique) >> (64 - Bits));
        var past = new PastNudge { Run = new RunId("daily-2026-11-24"), Items = [] };
        await Storage.Documents.WriteAsync(
            Documents.History(new ShardCount(Bits), shard),
            new ShardHistory { Nudges = new Dictionary<PersonId, IReadOnlyList<PastNudge>> { [new PersonId("p")] = [past] } },
            CancellationToken.None);
        var version = new PeopleVersion { Version = "v", ShardBits = Bits + 1, FirstShardBits = firstBits, People = 0, SyncedAt = default };

        var history = await new ShardHistories(Storage.Documents).ReadAsync(version, (shard << 1) + 1, CancellationToken.None);

        Assert.Equal(people, history.Value.Nudges.Count);
        Assert.Null(history.Version);
    }
}
