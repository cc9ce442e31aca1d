using Nudges.Local.Engine;
using Nudges.Local.StandIns;
using Nudges.Local.Tests.Graph;
using Nudges.Orchestrations.Durable;
using Nudges.People;
using Nudges.Storage;

namespace Nudges.Local.Tests.People;

[Collection(StorageCollection.Name)]
public sealed class SyncTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task Sync_ReadsOnlyWhatChanged_TheNextNight()
    {
        await using var world = await CompanyOfAsync(450);
        var first = await world.SyncAsync();
        var pages = world.World.Host.Faults.RequestsTo(StandInService.GraphDelta);
        await world.ChangeAsync("""
            {
              "put": [
                {"id": "p3", "jobTitle": "Head of Bells"}, {"id": "p12", "manager": {"id": "p5"}}, {"id": "p13", "manager": null},
                {"id": "p20", "accountEnabled": false}, {"id": "new", "displayName": "New", "manager": {"id": "p2"}}
              ],
              "remove": ["p7"]
            }
            """);
        world.Sleep();

        var second = await world.SyncAsync();

        var (before, now) = (await world.PeopleAsync(first), await world.PeopleAsync(second));
        Assert.Equal(1, world.World.Host.Faults.RequestsTo(StandInService.GraphDelta) - pages);
        Assert.Equal(450, now.Count);
        Assert.False(now.ContainsKey("p7"));
        Assert.Equal(("Head of Bells", "p0"), (now["p3"].JobTitle, now["p3"].Manager?.Value));
        Assert.Equal(("p5", null), (now["p12"].Manager?.Value, now["p13"].Manager?.Value));
        Assert.False(now["p20"].Enabled);
        Assert.Equal("p2", now["new"].Manager?.Value);
        Assert.Equal(["skill of p3"], now["p3"].Skills);
        // The version that a run has pinned stays as it was.
        Assert.Equal((450, null, "P 7"), (before.Count, before["p3"].JobTitle, before["p7"].DisplayName));
    }

    [Fact]
    public async Task Sync_WritesNoShard_WhenNothingChanged()
    {
        await using var world = await CompanyOfAsync(1_500);
        var first = await world.SyncAsync();
        var parts = world.World.Host.Faults.RequestsTo(StandInService.GraphPart);

        var second = await world.SyncAsync();

        Assert.Equal([first.Version, first.Version], second.ShardPlaces);
        Assert.Equal([first.Version], second.PartPlaces);
        Assert.NotEqual(first.Version, second.Version);
        Assert.Equal(parts, world.World.Host.Faults.RequestsTo(StandInService.GraphPart));
        Assert.Equal(1_500, (await world.PeopleAsync(second)).Count);
    }

    [Fact]
    public async Task Sync_WritesOnlyTheShardsThatChanged()
    {
        await using var world = await CompanyOfAsync(1_500);
        var first = await world.SyncAsync();
        await world.ChangeAsync("""{"put": [{"id": "p3", "jobTitle": "Head of Bells"}]}""");

        var second = await world.SyncAsync();

        var changed = second.Shards.ShardOf(new PersonId("p3"));
        Assert.Equal((second.Version, first.Version), (second.PlaceOf(changed), second.PlaceOf(1 - changed)));
        // Neither a name nor a manager changed.
        Assert.Equal([first.Version], second.PartPlaces);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Sync_ReadsEveryoneAgain_WhenTheDirectoryForgotTheLink(bool expired)
    {
        await using var world = await CompanyOfAsync(450);
        await world.SyncAsync();
        await world.ChangeAsync("""{"put": [{"id": "p3", "jobTitle": "Head of Bells"}, {"id": "p13", "manager": null}], "remove": ["p7"]}""");
        if (expired)
        {
            world.World.StandInTime.Advance(TimeSpan.FromDays(8));
        }
        else
        {
            world.World.Host.Faults.Add(new Fault { Service = StandInService.GraphDelta, Kind = FaultKind.Fail });
        }

        var people = await world.PeopleAsync(await world.SyncAsync());

        Assert.Equal(449, people.Count);
        Assert.False(people.ContainsKey("p7"));
        Assert.Equal(("Head of Bells", "p0"), (people["p3"].JobTitle, people["p3"].Manager?.Value));
        Assert.Null(people["p13"].Manager);
        Assert.All(people.Values, person => Assert.Equal([$"skill of {person.Id}"], person.Skills));
    }

    [Fact]
    public async Task Sync_ForgetsWhatItRead_WhenTheDirectoryAsksToStartAgainBetweenPages()
    {
        await using var world = await CompanyOfAsync(1_100);
        EndTheSliceAtEachPage(world);
        Assert.False((await world.Read.RunAsync("v", CancellationToken.None)).IsOver);
        Assert.NotEmpty((await world.Documents.ReadAsync(Documents.DirectoryRound("v"), CancellationToken.None))!.Value.Spills);
        await world.ChangeAsync($$"""{"remove": [{{string.Join(',', Enumerable.Range(0, 450).Select(number => $"\"p{number}\""))}}]}""");
        world.World.Host.Faults.Add(new Fault { Service = StandInService.GraphDelta, Kind = FaultKind.Fail });

        await world.Whole.RunAsync("v", CancellationToken.None);

        Assert.Equal(650, (await world.PeopleAsync(await world.Reader.VersionAsync("v", CancellationToken.None))).Count);
    }

    [Theory]
    [InlineData(ActivityDelivery.Once, new[] { 4, 5, 6, 7, 8 })]
    [InlineData(ActivityDelivery.TwiceInSequence, new int[0])]
    [InlineData(ActivityDelivery.TwiceInSequence, new[] { 5, 9 })]
    [InlineData(ActivityDelivery.TwiceAtTheSameTime, new int[0])]
    [InlineData(ActivityDelivery.TwiceAtTheSameTime, new[] { 7, 3 })]
    public async Task Sync_LosesNobody_WhenKilledBetweenPages_AndWhenStepsAreDoneTwice(ActivityDelivery delivery, int[] crashes)
    {
        await using var world = await CompanyOfAsync(1_100);
        world.Settings.ProfilesPerNight = 100;
        EndTheSliceAtEachPage(world);

        var first = await world.SyncAsync(delivery, crashes);
        await world.ChangeAsync($$"""{"put": [{{string.Join(',', Enumerable.Range(0, 900).Select(number => $$"""{"id": "p{{number}}", "jobTitle": "Ringer"}"""))}}], "remove": ["p1000"]}""");
        var second = await world.SyncAsync(delivery, crashes);

        Assert.Equal(2, first.Shards.Value);
        Assert.Equal(Enumerable.Range(0, 1_100).Select(number => $"p{number}").Order(StringComparer.Ordinal), (await world.PeopleAsync(first)).Keys.Order(StringComparer.Ordinal));
        var people = await world.PeopleAsync(second);
        Assert.Equal(1_099, people.Count);
        Assert.Equal(900, people.Values.Count(person => person.JobTitle == "Ringer"));
    }

    [Fact]
    public async Task Sync_SplitsShards_WhenTheCompanyHasGrown()
    {
        await using var world = await CompanyOfAsync(900);
        Assert.Equal(1, (await world.SyncAsync()).Shards.Value);
        await world.ChangeAsync($$"""{"put": [{{string.Join(',', Enumerable.Range(0, 300).Select(number => $$"""{"id": "n{{number}}", "displayName": "N {{number}}"}"""))}}]}""");
        Assert.Equal((1, 1_200), await CountsAsync());

        Assert.Equal((2, 1_200), await CountsAsync());

        async Task<(int Shards, int People)> CountsAsync()
        {
            var version = await world.SyncAsync();
            var people = await world.PeopleAsync(version);
            Assert.Equal(900, people.Values.Count(person => person.Skills.Count == 1));
            return (version.Shards.Value, people.Count);
        }
    }

    [Fact]
    public async Task Sync_Fails_AndKeepsTheVersionBefore_WhenTheDirectoryIsDown()
    {
        await using var world = await CompanyOfAsync(10);
        var first = await world.SyncAsync();
        world.World.Host.Faults.Add(new Fault { Service = StandInService.Graph, Kind = FaultKind.DropBefore, Count = 1_000 });

        var end = await world.TrySyncAsync();

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal(first.Version, (await world.Reader.LatestAsync(CancellationToken.None))!.Version);
        world.World.Host.Faults.Clear();
        Assert.Equal(10, (await world.PeopleAsync(await world.SyncAsync())).Count);
    }

    private Task<SyncWorld> CompanyOfAsync(int people) => SyncWorld.StartAsync(azurite.ConnectionString, GraphDirectoryTests.Json(Enumerable.Range(0, people).Select(number => new
    {
        id = $"p{number}",
        displayName = $"P {number}",
        manager = new { id = $"p{number / 10}" },
        skills = new[] { $"skill of p{number}" },
        mailboxSettings = new { timeZone = "UTC", userPurpose = "user" },
    })));

    /// <summary>Time passes whenever it is looked at.</summary>
    private static void EndTheSliceAtEachPage(SyncWorld world) => world.World.Time.AutoAdvanceAmount = TimeSpan.FromMinutes(1);
}
