using Microsoft.Extensions.Options;
using Nudges.Campaigns;
using Nudges.Campaigns.Audiences;
using Nudges.Orchestrations;
using Nudges.Orchestrations.Durable;
using Nudges.Orchestrations.Privacy;
using Nudges.People;
using Nudges.Storage;

namespace Nudges.Local.Tests.Storage;

public sealed class ApplyRetentionTests(AzuriteFixture azurite) : StorageTests(azurite)
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 7, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Run_DeletesWhatIsOldAndNotInUse()
    {
        var (old, open, recent) = (await RunAsync("old", 100, RunStatus.Finished), await RunAsync("open", 100, RunStatus.Running), await RunAsync("recent", 5, RunStatus.Finished));
        var (unused, pinned, named) = (Version(60), Version(61), Version(62));
        var latest = Version(40);
        foreach (var version in new[] { unused, pinned, named, latest })
        {
            // What a version names is in use, whatever it names it for.
            await Storage.Documents.WriteAsync(Documents.People(version), new PeopleVersion { Version = version, ShardBits = 0, People = 0, SyncedAt = Now, SharedAddresses = version == latest ? new Dictionary<string, PersonId> { ["place"] = new PersonId(named) } : [] }, default);
            await Storage.Documents.WriteAsync(Documents.PeopleShard(version, 0), new PeopleShard { Index = 0, People = [] }, default);
        }

        await Storage.Documents.WriteAsync(Documents.LatestPeople, latest, default);
        await Storage.Runs.SaveAsync(open with { Inputs = new RunInputs { CatalogueVersion = "c", PeopleVersion = pinned, ShardBits = 0, Channels = ["email"], ItemsPerNudge = 3 } }, default);
        var (oldList, list) = ($"{Unique}a", $"{Unique}b");
        await Storage.Documents.WriteAsync(Documents.PeopleList(oldList), new PeopleList { Id = oldList, CreatedAt = Now.AddDays(-100), People = [] }, default);
        await Storage.Documents.WriteAsync(Documents.PeopleList(list), new PeopleList { Id = list, CreatedAt = Now, People = [] }, default);

        var result = await ApplyAsync(new RetentionOptions { RunDays = 30, PeopleDays = 30, ListDays = 30 });

        Assert.True(result is { Runs: >= 1, People: >= 2, Lists: >= 1 });
        Assert.Null(await Storage.Documents.ReadAsync(Documents.Plan(old.Request.Id, 0), default));
        Assert.NotNull(await Storage.Documents.ReadAsync(Documents.Plan(open.Request.Id, 0), default));
        Assert.NotNull(await Storage.Documents.ReadAsync(Documents.Plan(recent.Request.Id, 0), default));
        Assert.Null(await Storage.Documents.ReadAsync(Documents.PeopleShard(unused, 0), default));
        foreach (var kept in new[] { pinned, named, latest })
        {
            Assert.NotNull(await Storage.Documents.ReadAsync(Documents.PeopleShard(kept, 0), default));
        }

        Assert.Null(await Storage.Documents.ReadAsync(Documents.PeopleList(oldList), default));
        Assert.NotNull(await Storage.Documents.ReadAsync(Documents.PeopleList(list), default));
    }

    [Fact]
    public async Task Run_KeepsEverything_WhereNoLimitIsSet()
    {
        var old = await RunAsync("kept", 10_000, RunStatus.Finished);

        await ApplyAsync(new RetentionOptions { RunDays = null, PeopleDays = null, ListDays = null });

        Assert.NotNull(await Storage.Documents.ReadAsync(Documents.Plan(old.Request.Id, 0), default));
    }

    private Task<RetentionResult> ApplyAsync(RetentionOptions limits) => new ApplyRetention(
        Storage.Documents, Storage.Runs, Options.Create(new NudgeOptions { Retention = limits }), new FixedTime()).RunAsync(Nothing.Value, CancellationToken.None);

    private async Task<Run> RunAsync(string name, int daysAgo, RunStatus status)
    {
        var run = new Run { Request = new RunRequest { Id = new RunId($"{name}-{Unique}"), Kind = RunKind.Campaign, AsOf = Now }, Status = status, StartedAt = Now.AddDays(-daysAgo) };
        await Storage.Runs.SaveAsync(run, CancellationToken.None);
        await Storage.Documents.WriteAsync(Documents.Plan(run.Request.Id, 0), new ShardPlan { Run = run.Request.Id, Shard = 0, People = [] }, CancellationToken.None);
        return run;
    }

    private string Version(int daysAgo) => $"{Now.AddDays(-daysAgo):yyyyMMdd'T'HHmmss}-{Unique}";

    private sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
