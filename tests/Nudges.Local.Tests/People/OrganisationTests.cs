using Nudges.People;

namespace Nudges.Local.Tests.People;

/// <summary>Directories as they are: circles, gaps, strange names, shared addresses.</summary>
[Collection(StorageCollection.Name)]
public sealed class OrganisationTests(AzuriteFixture azurite)
{
    private const string Odd = """
        [
          {"id": "boss", "displayName": "Boss", "manager": {"id": "boss"}},
          {"id": "a", "displayName": "A", "manager": {"id": "b"}},
          {"id": "b", "displayName": "B", "manager": {"id": "c"}},
          {"id": "c", "displayName": "C", "manager": {"id": "a"}},
          {"id": "d", "displayName": "D", "manager": {"id": "gone"}},
          {"id": "e", "displayName": "E", "manager": {"id": "boss"}},
          {"id": "f", "displayName": "\u200Fليلى🦊👩🏽‍🔧\u200E", "givenName": "\u200Fليلى", "manager": {"id": "e"}},
          {"id": "old", "displayName": "X", "mail": "Team@larkwheel.example", "accountEnabled": false},
          {"id": "x", "displayName": "X", "mail": "team@larkwheel.example", "userPrincipalName": "x@larkwheel.example"},
          {"id": "y", "displayName": "Y", "mail": "TEAM@larkwheel.example"}
        ]
        """;

    [Fact]
    public async Task Reports_AreFound_InCirclesAndWithoutManagers()
    {
        await using var world = await SyncWorld.StartAsync(azurite.ConnectionString, Odd);
        var version = await world.SyncAsync();
        var organisation = world.Reader.Organisation(version);

        Assert.Equal(["e", "f"], await ReportsAsync("boss"));
        Assert.Equal(["e"], await ReportsAsync("boss", directOnly: true));
        Assert.Equal(["b", "c"], await ReportsAsync("a"));
        Assert.Equal(["d"], await ReportsAsync("gone"));
        Assert.Empty(await ReportsAsync("f"));
        Assert.Equal("\u200Fليلى🦊👩🏽‍🔧\u200E", (await world.PeopleAsync(version))["f"].DisplayName);

        async Task<IEnumerable<string>> ReportsAsync(string manager, bool directOnly = false) =>
            (await organisation.ReportsOfAsync(new PersonId(manager), directOnly, CancellationToken.None)).Select(person => person.Value);
    }

    [Fact]
    public async Task Names_AreFound_InAnyCase_AndASharedAddressIsOfOne()
    {
        await using var world = await SyncWorld.StartAsync(azurite.ConnectionString, Odd);
        var version = await world.SyncAsync();
        var organisation = world.Reader.Organisation(version);

        Assert.Equal("x", Assert.Single(version.SharedAddresses, shared => shared.Key == "team@larkwheel.example").Value.Value);
        Assert.Equal("x", (await organisation.FindAsync("X@Larkwheel.example", CancellationToken.None))?.Value);
        Assert.Equal("boss", (await organisation.FindAsync("BOSS", CancellationToken.None))?.Value);
        Assert.Null(await organisation.FindAsync("gone", CancellationToken.None));
        Assert.Null(await organisation.FindAsync("", CancellationToken.None));

        await world.ChangeAsync("""{"put": [{"id": "x", "accountEnabled": false}]}""");
        Assert.Equal("y", (await world.SyncAsync()).SharedAddresses["team@larkwheel.example"].Value);
        await world.ChangeAsync("""{"remove": ["y", "old"]}""");
        Assert.Empty((await world.SyncAsync()).SharedAddresses);
    }

    [Fact]
    public async Task Entries_AreRead_FromVersionsOfBeforeThereWereParts()
    {
        await using var world = await SyncWorld.StartAsync(azurite.ConnectionString, Odd);
        var version = await world.SyncAsync() with { PartPlaces = [], ShardPlaces = [], DeltaLink = null };

        Assert.Equal("e", (await world.Reader.Organisation(version).FindAsync("e", CancellationToken.None))?.Value);
        Assert.Equal(10, (await world.PeopleAsync(version)).Count);
    }
}
