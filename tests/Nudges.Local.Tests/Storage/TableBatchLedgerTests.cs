using Nudges.Campaigns;
using Nudges.Delivery;

namespace Nudges.Local.Tests.Storage;

public sealed class TableBatchLedgerTests(AzuriteFixture azurite) : StorageTests(azurite)
{
    private readonly AzuriteFixture _azurite = azurite;

    [Fact]
    public async Task Entry_GoesThroughAddReadAndUpdate_InOneRequestEach()
    {
        var entry = Entry(0, "...");
        var before = Storage.Requests.Tables;

        var added = await Storage.Ledger.TryAddAsync(entry, CancellationToken.None);
        var claimed = await Storage.Ledger.TryUpdateAsync(added! with { States = "ccc", Attempts = 2 }, CancellationToken.None);
        var settled = await Storage.Ledger.TryUpdateAsync(
            claimed! with { States = "sfu", Reasons = new Dictionary<int, string> { [1] = "Mailbox full", [2] = "unconfirmed" } }, CancellationToken.None);
        var read = await Storage.Ledger.ReadAsync(entry.Batch, CancellationToken.None);

        Assert.NotNull(read!.ChangedAt);
        Assert.Equivalent(settled, read with { ChangedAt = null }, strict: true);
        Assert.Equal(2, read.Attempts);
        Assert.Equal(4, Storage.Requests.Tables - before);
    }

    [Fact]
    public async Task Read_IsNull_WhereTheBatchHasNoEntry() =>
        Assert.Null(await Storage.Ledger.ReadAsync(Entry(0, ".").Batch, CancellationToken.None));

    [Fact]
    public async Task TryAdd_IsNull_WhereTheBatchHasAnEntry()
    {
        var entry = Entry(0, ".");
        await Storage.Ledger.TryAddAsync(entry, CancellationToken.None);

        Assert.Null(await Storage.Ledger.TryAddAsync(entry, CancellationToken.None));
        Assert.Null(await Storage.Ledger.TryAddAsync(entry with { Owner = "another" }, CancellationToken.None));
        Assert.Equal("message-1", (await Storage.Ledger.ReadAsync(entry.Batch, CancellationToken.None))!.Owner);
    }

    [Fact]
    public async Task TryUpdate_OneWins_WhenManyClaimTheSameVersionInTheSameWords()
    {
        var added = await Storage.Ledger.TryAddAsync(Entry(0, "...."), CancellationToken.None);

        var claims = await Task.WhenAll(Enumerable.Range(0, 8)
            .Select(_ => Storage.Ledger.TryUpdateAsync(added! with { States = "cccc" }, CancellationToken.None)));

        var winner = Assert.Single(claims, claim => claim is not null);
        Assert.Equal(winner!.Version, (await Storage.Ledger.ReadAsync(added!.Batch, CancellationToken.None))!.Version);
    }

    [Fact]
    public async Task TryUpdate_WinsOnce_WhenTheAnswerToItsWriteIsLost()
    {
        await using var lossy = await LossyStorage.StartAsync(_azurite.ConnectionString);
        using var storage = new StorageServices(lossy.ConnectionString);
        var added = await storage.Ledger.TryAddAsync(Entry(0, "...."), CancellationToken.None);

        lossy.LoseNextAnswer();
        var claimed = await storage.Ledger.TryUpdateAsync(added! with { States = "cccc" }, CancellationToken.None);
        var rival = await storage.Ledger.TryUpdateAsync(added! with { States = "cccc" }, CancellationToken.None);

        Assert.Equal(0, lossy.ToLose);
        Assert.Null(rival);
        Assert.NotNull(await storage.Ledger.TryUpdateAsync(claimed! with { States = "ssss" }, CancellationToken.None));
    }

    [Fact]
    public async Task TryAdd_Wins_WhenTheAnswerToItsWriteIsLost()
    {
        await using var lossy = await LossyStorage.StartAsync(_azurite.ConnectionString);
        using var storage = new StorageServices(lossy.ConnectionString);
        lossy.LoseNextAnswer();

        var added = await storage.Ledger.TryAddAsync(Entry(0, "...."), CancellationToken.None);

        Assert.Equal(0, lossy.ToLose);
        Assert.NotNull(await storage.Ledger.TryUpdateAsync(added! with { States = "cccc" }, CancellationToken.None));
    }

    [Theory]
    [InlineData(60)]
    [InlineData(250)]
    public async Task Reasons_AreKeptWhole_WhenEachOfAThousandNudgesHasItsOwn(int length)
    {
        var reasons = Enumerable.Range(0, 1_000).ToDictionary(place => place, place => $"Reason {place} 🚀 {new string('x', length - 16)}");
        var entry = Entry(0, new string('f', 1_000)) with { Reasons = reasons };

        await Storage.Ledger.TryAddAsync(entry, CancellationToken.None);

        Assert.Equal(reasons, (await Storage.Ledger.ReadAsync(entry.Batch, CancellationToken.None))!.Reasons.ToDictionary());
    }

    [Fact]
    public async Task Reasons_AreCut_WhenNoRowCouldHoldThem()
    {
        var reasons = Enumerable.Range(0, 1_000).ToDictionary(place => place, place => $"{place} \"{new string('\u0001', 5_000)}");
        var entry = Entry(0, new string('f', 1_000)) with { Reasons = reasons };

        await Storage.Ledger.TryAddAsync(entry, CancellationToken.None);

        var read = (await Storage.Ledger.ReadAsync(entry.Batch, CancellationToken.None))!.Reasons;
        Assert.All(reasons, reason => Assert.StartsWith(read[reason.Key], reason.Value, StringComparison.Ordinal));
        Assert.All(read.Values, reason => Assert.NotEmpty(reason));
    }

    [Fact]
    public async Task List_GivesTheRunsEntriesInOrder_InOneRequest()
    {
        foreach (var number in new[] { 2, 0, 1 })
        {
            await Storage.Ledger.TryAddAsync(Entry(number, "."), CancellationToken.None);
        }

        var neighbour = Entry(0, ".", run: Unique + "-2");
        await Storage.Ledger.TryAddAsync(neighbour, CancellationToken.None);
        var before = Storage.Requests.Tables;

        var listed = await Storage.Ledger.ListAsync(new RunId(Unique), CancellationToken.None).ToListAsync();

        Assert.Equal([Entry(0, ".").Batch, Entry(1, ".").Batch, Entry(2, ".").Batch], listed.Select(entry => entry.Batch));
        Assert.All(listed, entry => Assert.NotNull(entry.Version));
        Assert.Equal(1, Storage.Requests.Tables - before);
    }

    private LedgerEntry Entry(int number, string states, string? run = null) => new()
    {
        Batch = BatchId.For(new RunId(run ?? Unique), 3, "email", number),
        Owner = "message-1",
        States = states,
    };
}
