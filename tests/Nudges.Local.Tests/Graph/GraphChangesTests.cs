using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Nudges.Local.StandIns;
using Nudges.Local.Tests.StandIns;
using Nudges.People;

namespace Nudges.Local.Tests.Graph;

public sealed class GraphChangesTests
{
    [Fact]
    public async Task Read_GivesEverybodyOnce_ThenNothing()
    {
        await using var world = await CompanyOfAsync(450);
        var directory = Directory(world);

        var (changes, delta) = await RoundAsync(directory, null);
        var quiet = await directory.ReadAsync(delta, CancellationToken.None);

        Assert.Equal(450, changes.Select(change => change.Id).Distinct().Count());
        Assert.All(changes, change => Assert.NotNull(change.Person));
        Assert.Equal("p44", changes[449].Person!.Manager?.Value);
        Assert.Empty(quiet.Changes);
        Assert.NotNull(quiet.Delta);
        Assert.Null(quiet.Next);
        Assert.Equal(4, world.Host.Faults.RequestsTo(StandInService.GraphDelta));
    }

    [Fact]
    public async Task Read_ReadsWhatDeltaGives()
    {
        await using var world = await StandInWorld.StartAsync("""
            [{
              "id": "p1", "displayName": "\u200fليلى 🦊", "companyName": "Larkwheel", "employeeType": "Contractor", "employeeHireDate": "2022-11-17T00:00:00Z",
              "assignedPlans": [{"service": "TeamspaceAPI", "capabilityStatus": "Enabled"}], "skills": ["never in delta"], "manager": {"id": "p1"}
            }]
            """);

        var person = Assert.Single((await RoundAsync(Directory(world), null)).Changes).Person!;

        Assert.Equal(("\u200fليلى 🦊", "Larkwheel", "Contractor", true, new DateOnly(2022, 11, 17)), (person.DisplayName, person.Company, person.EmployeeType, person.HasTeams, person.HireDate));
        Assert.Equal(person.Id, person.Manager);
        Assert.Empty(person.Skills);
    }

    [Fact]
    public async Task Read_GivesWhoChangedCameAndWent()
    {
        await using var world = await CompanyOfAsync(20);
        var directory = Directory(world);
        var (_, delta) = await RoundAsync(directory, null);

        await ChangeAsync(world, """
            {
              "put": [
                {"id": "p3", "jobTitle": "Head of Bells"}, {"id": "p12", "manager": {"id": "p5"}}, {"id": "p13", "manager": null},
                {"id": "p14", "skills": ["not followed by delta"]}, {"id": "new", "displayName": "New", "manager": {"id": "p2"}}
              ],
              "remove": ["p7"]
            }
            """);
        var (changes, next) = await RoundAsync(directory, delta);
        var byId = changes.ToDictionary(change => change.Id.Value);

        Assert.Equal(["new", "p12", "p13", "p3", "p7"], byId.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(("Head of Bells", false), (byId["p3"].Person!.JobTitle, byId["p3"].ManagerKnown));
        Assert.Equal(("p5", true), (byId["p12"].Person!.Manager?.Value, byId["p12"].ManagerKnown));
        Assert.Equal((null, true), (byId["p13"].Person!.Manager, byId["p13"].ManagerKnown));
        Assert.Equal("p2", byId["new"].Person!.Manager?.Value);
        Assert.Null(byId["p7"].Person);
        Assert.Empty((await RoundAsync(directory, next)).Changes);
    }

    [Fact]
    public async Task Read_GivesChangesAgain_WhenTheyCameDuringTheFirstRound()
    {
        await using var world = await CompanyOfAsync(450);
        var directory = Directory(world);
        var first = await directory.ReadAsync(null, CancellationToken.None);

        await ChangeAsync(world, """{"put": [{"id": "p1", "jobTitle": "Changed behind the reader"}]}""");
        var (_, delta) = await RoundAsync(directory, first.Next);

        Assert.Equal("p1", Assert.Single((await RoundAsync(directory, delta)).Changes).Id.Value);
    }

    [Fact]
    public async Task Read_AsksToStartAgain_WhenTheTokenIsOverSevenDaysOld()
    {
        await using var world = await CompanyOfAsync(1);
        var directory = Directory(world);
        var (_, delta) = await RoundAsync(directory, null);

        world.StandInTime.Advance(TimeSpan.FromDays(7));
        Assert.False((await directory.ReadAsync(delta, CancellationToken.None)).Restart);
        world.StandInTime.Advance(TimeSpan.FromSeconds(1));
        Assert.True((await directory.ReadAsync(delta, CancellationToken.None)).Restart);
    }

    [Fact]
    public async Task Read_AsksToStartAgain_WhenGraphAnswersGone()
    {
        await using var world = await CompanyOfAsync(1);
        var directory = Directory(world);
        var (_, delta) = await RoundAsync(directory, null);
        world.Host.Faults.Add(new Fault { Service = StandInService.GraphDelta, Kind = FaultKind.Fail });

        Assert.True((await directory.ReadAsync(delta, CancellationToken.None)).Restart);
        Assert.Single((await RoundAsync(directory, null)).Changes);
    }

    [Theory]
    [InlineData("https://graph.example/v1.0/users/delta?$deltatoken=x")]
    [InlineData("not a link")]
    public async Task Read_AsksToStartAgain_AndAsksNobody_WhenTheLinkIsOfAnotherHost(string link)
    {
        await using var world = await CompanyOfAsync(1);

        Assert.True((await Directory(world).ReadAsync(link, CancellationToken.None)).Restart);
        Assert.Equal(0, world.Host.Faults.RequestsTo(StandInService.Graph));
    }

    [Fact]
    public async Task Read_WaitsAsAsked_WhenThrottled()
    {
        await using var world = await CompanyOfAsync(1);
        world.Host.Faults.Add(new Fault { Service = StandInService.Graph, Kind = FaultKind.Throttle, RetryAfterSeconds = 13 });

        Assert.Single((await RoundAsync(Directory(world), null)).Changes);
        Assert.Equal([TimeSpan.FromSeconds(13)], world.Time.Waits);
    }

    [Fact]
    public async Task Read_Throws_WhenGraphStaysOutOfOrder()
    {
        await using var world = await CompanyOfAsync(1);
        world.Host.Faults.Add(new Fault { Service = StandInService.Graph, Kind = FaultKind.Fail, Count = 100 });

        await Assert.ThrowsAsync<DirectoryUnavailableException>(() => Directory(world).ReadAsync(null, CancellationToken.None));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"value":[]}""")]
    [InlineData("<html>")]
    public async Task Read_Throws_WhenAPageIsNone(string body)
    {
        await using var world = await CompanyOfAsync(1);
        await using var server = await FixedAnswer.StartAsync(200, body);
        var directory = world.Integrations(settings => settings["Graph:BaseAddress"] = $"{server.Address}v1.0").GetRequiredService<IDirectory>();

        await Assert.ThrowsAsync<DirectoryUnavailableException>(() => directory.ReadAsync(null, CancellationToken.None));
    }

    internal static IDirectory Directory(StandInWorld world) => world.Integrations().GetRequiredService<IDirectory>();

    private static Task<StandInWorld> CompanyOfAsync(int people) =>
        StandInWorld.StartAsync(GraphDirectoryTests.Json(Enumerable.Range(0, people).Select(number => new { id = $"p{number}", displayName = $"P {number}", manager = new { id = $"p{number / 10}" } })));

    private static async Task ChangeAsync(StandInWorld world, string changes)
    {
        using var content = new StringContent(changes, Encoding.UTF8, "application/json");
        using var answer = await world.Http.PostAsync("people-changes", content);
        answer.EnsureSuccessStatusCode();
    }

    internal static async Task<(List<DirectoryChange> Changes, string Delta)> RoundAsync(IDirectory directory, string? link)
    {
        List<DirectoryChange> changes = [];
        while (true)
        {
            var page = await directory.ReadAsync(link, CancellationToken.None);
            Assert.False(page.Restart);
            changes.AddRange(page.Changes);
            if (page.Delta is { } delta)
            {
                return (changes, delta);
            }

            link = page.Next;
        }
    }
}
