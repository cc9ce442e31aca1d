using Nudges.Integrations.Graph;
using Nudges.Local.StandIns;
using Nudges.Local.Tests.Graph;

namespace Nudges.Local.Tests.People;

/// <summary>What only a read of one person gives, night by night.</summary>
[Collection(StorageCollection.Name)]
public sealed class ProfileTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task Sync_ReadsProfiles_WithinTheNightsBudget_NewPeopleFirst()
    {
        await using var world = await CompanyOfAsync(25);
        world.Settings.ProfilesPerNight = 10;
        Assert.Equal((10, 10), await NightAsync());
        Assert.Equal((20, 20), await NightAsync());
        await world.ChangeAsync("""{"put": [{"id": "new", "skills": ["bells"], "mailboxSettings": {"timeZone": "UTC"}}]}""");
        Assert.Equal((26, 30), await NightAsync());
        Assert.Equal((26, 40), await NightAsync());

        async Task<(int Read, int Asked)> NightAsync()
        {
            world.Sleep();
            var people = await world.PeopleAsync(await world.SyncAsync());
            return (people.Values.Count(person => person.Skills.Count == 1), world.World.Host.Faults.RequestsTo(StandInService.GraphPart));
        }
    }

    [Fact]
    public async Task Sync_ReadsNoProfilesAgain_OnTheSameDay()
    {
        await using var world = await CompanyOfAsync(5);
        await world.SyncAsync();
        await world.SyncAsync();

        Assert.Equal(5, world.World.Host.Faults.RequestsTo(StandInService.GraphPart));
    }

    [Fact]
    public async Task Sync_ComesToEveryone_WhenOneCannotBeRead()
    {
        await using var world = await SyncWorld.StartAsync(azurite.ConnectionString, """
            [{"id": "a", "userType": "Guest"}, {"id": "b", "skills": ["bells"]}, {"id": "c", "skills": ["bells"]}]
            """);
        world.Settings.ProfilesPerNight = 1;
        // Who cannot be read with the mailbox is asked for without.
        world.World.Host.Faults.Add(new Fault { Service = StandInService.GraphPart, Kind = FaultKind.Fail, Count = 2 * (1 + ThrottleHandler.Retries) });
        var first = (await world.PeopleAsync(await world.SyncAsync()))["b"];
        world.Sleep();

        var people = await world.PeopleAsync(await world.SyncAsync());

        Assert.Equal((null, true), (first.ProfileReadAt, first.ProfileFailedAt is not null));
        Assert.Equal([0, 0, 1], people.Values.Select(person => person.Skills.Count));
    }

    [Fact]
    public async Task Sync_PublishesWhoIsThere_AndSaysSo_WhenProfilesCannotBeRead()
    {
        await using var world = await CompanyOfAsync(450);
        await world.SyncAsync();
        await world.ChangeAsync("""{"remove": ["p7"]}""");
        world.Sleep();
        world.World.Host.Faults.Add(new Fault { Service = StandInService.GraphBatch, Kind = FaultKind.DropBefore, Count = 1_000 });

        var end = await world.TrySyncAsync();

        Assert.Contains("Microsoft Graph", end.SerializedOutput, StringComparison.Ordinal);
        var people = await world.PeopleAsync((await world.Reader.LatestAsync(CancellationToken.None))!);
        Assert.Equal(449, people.Count);
        Assert.All(people.Values, person => Assert.Single(person.Skills));
    }

    private Task<SyncWorld> CompanyOfAsync(int people) => SyncWorld.StartAsync(azurite.ConnectionString, GraphDirectoryTests.Json(Enumerable.Range(0, people).Select(number => new
    {
        id = $"p{number}",
        skills = new[] { $"skill of p{number}" },
        mailboxSettings = new { timeZone = "UTC", userPurpose = "user" },
    })));
}
