using Nudges.Campaigns;

namespace Nudges.Local.Tests.Storage;

public sealed class TableRunStoreTests(AzuriteFixture azurite) : StorageTests(azurite)
{
    // Later than any other test's, so that these runs are the newest.
    private static readonly DateTimeOffset Start = new(2400, 1, 1, 7, 0, 0, TimeSpan.FromHours(1));

    [Fact]
    public async Task Read_GivesTheRunAsLastSaved_InOneRequestEach()
    {
        var run = Run("a", Start.AddYears(-400));
        var finished = run with
        {
            Status = RunStatus.Finished,
            FinishedAt = run.StartedAt.AddMinutes(1),
            Inputs = new RunInputs { CatalogueVersion = "c", PeopleVersion = "p", ShardBits = 1, Channels = ["email"], ItemsPerNudge = 3 },
            Counts = new RunCounts { People = 2, Sent = new Dictionary<string, int> { ["email"] = 2 } },
            Warnings = ["The source x could not be read."],
        };
        var before = Storage.Requests.Tables;

        await Storage.Runs.SaveAsync(run, CancellationToken.None);
        await Storage.Runs.SaveAsync(finished, CancellationToken.None);
        var read = await Storage.Runs.ReadAsync(run.Request.Id, CancellationToken.None);

        Assert.Equivalent(finished, read, strict: true);
        Assert.Equal(3, Storage.Requests.Tables - before);
    }

    [Fact]
    public async Task Read_IsNull_WhereThereIsNoSuchRun() =>
        Assert.Null(await Storage.Runs.ReadAsync(new RunId(Unique), CancellationToken.None));

    [Fact]
    public async Task Save_KeepsAThousandWarnings()
    {
        var run = Run("warned", Start.AddYears(-400)) with { Warnings = [.. Enumerable.Range(0, 1_000).Select(source => $"The source source-{source} at https://news.example/{source} did not answer within 20 seconds.")] };

        await Storage.Runs.SaveAsync(run, CancellationToken.None);

        Assert.Equal(run.Warnings, (await Storage.Runs.ReadAsync(run.Request.Id, CancellationToken.None))!.Warnings);
    }

    [Fact]
    public async Task List_GivesTheNewestFirstAndEachOnce_InOneRequest()
    {
        await Storage.Runs.SaveAsync(Run("b", Start.AddDays(2)), CancellationToken.None);
        await Storage.Runs.SaveAsync(Run("c", Start.AddDays(3)), CancellationToken.None);
        await Storage.Runs.SaveAsync(Run("a", Start.AddDays(1)), CancellationToken.None);
        // Queued earlier than it started.
        await Storage.Runs.SaveAsync(Run("c", Start.AddDays(4)) with { Status = RunStatus.Running }, CancellationToken.None);
        var before = Storage.Requests.Tables;

        var runs = await Storage.Runs.ListAsync(1_000, CancellationToken.None);
        var requests = Storage.Requests.Tables - before;

        Assert.Equal(["c", "b", "a"], runs.Take(3).Select(run => run.Request.Id.Value[^1..]));
        Assert.Equal(RunStatus.Running, runs[0].Status);
        Assert.Equal(1, requests);
        Assert.Equal(2, (await Storage.Runs.ListAsync(2, CancellationToken.None)).Count);
    }

    private Run Run(string name, DateTimeOffset start) => new()
    {
        Request = new RunRequest { Id = new RunId($"{Unique}-{name}"), Kind = RunKind.Campaign, AsOf = start, Goal = "Learn \"Bicep\"" },
        Status = RunStatus.Queued,
        StartedAt = start,
    };
}
