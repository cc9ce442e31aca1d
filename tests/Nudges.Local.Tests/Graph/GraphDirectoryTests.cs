using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Nudges.Integrations.Graph;
using Nudges.Integrations.Identity;
using Nudges.Local.StandIns;
using Nudges.Local.Tests.StandIns;
using Nudges.People;

namespace Nudges.Local.Tests.Graph;

public sealed class GraphDirectoryTests
{
    [Fact]
    public async Task Read_GivesEverybodyOnce_OverElevenPages()
    {
        await using var world = await StandInWorld.StartAsync(Json(Enumerable.Range(0, 2_100).Select(number => new { id = $"p{number}", manager = new { id = $"p{number / 10}" } })));

        var people = await ListAsync(world);

        Assert.Equal(11, world.Host.Faults.RequestsTo(StandInService.Graph));
        Assert.Equal(2_100, people.Select(person => person.Id).Distinct().Count());
        Assert.Equal(2_100, people.Count);
        Assert.Equal("p209", people[2_099].Manager?.Value);
    }

    [Fact]
    public async Task Read_GivesEverybodyOnce_WhenPagesAreSlow()
    {
        await using var world = await StandInWorld.StartAsync(Json(Enumerable.Range(0, 700).Select(number => new { id = $"p{number}" })));
        world.Host.Faults.Add(new Fault { Service = StandInService.Graph, Kind = FaultKind.Slow, Count = 3, DelaySeconds = 20 });
        var before = world.StandInTime.GetUtcNow();

        var reading = ListAsync(world);
        while (!reading.IsCompleted)
        {
            world.StandInTime.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal(700, (await reading).Select(person => person.Id).Distinct().Count());
        Assert.True(world.StandInTime.GetUtcNow() - before >= TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Read_ReadsWhatAListGives()
    {
        await using var world = await StandInWorld.StartAsync("""
            [{
              "id": "p1", "displayName": "Cody Peña", "givenName": "Cody", "mail": "cody@larkwheel.example",
              "userPrincipalName": "cody.pena@larkwheel.example", "jobTitle": "Warehouse Operative", "department": "Logistics",
              "officeLocation": "Portland", "country": "United States", "preferredLanguage": "fr-CA",
              "employeeHireDate": "2022-11-17T00:00:00Z", "accountEnabled": false, "userType": "Member",
              "assignedPlans": [{"service": "exchange", "capabilityStatus": "Enabled"}, {"service": "TeamspaceAPI", "capabilityStatus": "Enabled"}],
              "skills": ["loading"], "mailboxSettings": {"timeZone": "Pacific Standard Time", "userPurpose": "shared"},
              "manager": {"id": "p1"}
            }]
            """);

        var person = Assert.Single(await ListAsync(world));

        Assert.Equal(
            new Person
            {
                Id = new PersonId("p1"),
                DisplayName = "Cody Peña",
                GivenName = "Cody",
                Mail = "cody@larkwheel.example",
                UserPrincipalName = "cody.pena@larkwheel.example",
                JobTitle = "Warehouse Operative",
                Department = "Logistics",
                Office = "Portland",
                Country = "United States",
                Language = "fr",
                HireDate = new DateOnly(2022, 11, 17),
                Enabled = false,
                HasTeams = true,
                Manager = new PersonId("p1"),
                Skills = person.Skills,
                Interests = person.Interests,
                Responsibilities = person.Responsibilities,
                PastProjects = person.PastProjects,
            },
            person);
        Assert.Empty(person.Skills);
    }

    [Fact]
    public async Task Read_ReadsGaps()
    {
        await using var world = await StandInWorld.StartAsync("""
            [
              {"id": "bare"},
              {"id": "nulls", "displayName": null, "givenName": "Ana", "mail": null, "accountEnabled": null, "userType": null, "assignedPlans": null, "preferredLanguage": null, "employeeHireDate": null},
              {"id": "blank", "displayName": " ", "userPrincipalName": "blank@larkwheel.example", "mail": "", "jobTitle": " ", "preferredLanguage": "klingon", "assignedPlans": [{"service": null, "capabilityStatus": null}, {"service": "TeamspaceAPI", "capabilityStatus": "Suspended"}], "employeeHireDate": "0001-01-01T00:00:00Z"},
              {"id": "guest", "userType": "guest", "preferredLanguage": "DE"}
            ]
            """);

        var people = (await ListAsync(world)).ToDictionary(person => person.Id.Value);

        Assert.Equal("bare", people["bare"].DisplayName);
        Assert.Equal("Ana", people["nulls"].DisplayName);
        Assert.True(people["nulls"].Enabled);
        Assert.Equal("blank@larkwheel.example", people["blank"].DisplayName);
        Assert.All(people.Values, person => Assert.True(person is { Mail: null, JobTitle: null, HasTeams: false, HireDate: null, Manager: null }));
        Assert.Equal(["en", "en", "en", "de"], people.Values.Select(person => person.Language));
        Assert.Equal([PersonKind.Employee, PersonKind.Employee, PersonKind.Employee, PersonKind.Guest], people.Values.Select(person => person.Kind));
    }

    [Fact]
    public async Task Read_ReadsTheSampleCompany()
    {
        await using var world = await StandInWorld.StartAsync();

        var people = await ListAsync(world);

        Assert.Equal(world.Host.Company.Users.Count, people.Count);
        Assert.Equal(world.Host.Company.Users.Count(Company.HasTeams), people.Count(person => person.HasTeams));
        Assert.Equal(["de", "en", "fr"], people.Select(person => person.Language).Distinct().Order());
        Assert.Equal(world.Host.Company.Users.Count(user => Company.ManagerOf(user) is not null), people.Count(person => person.Manager is not null));
    }

    [Fact]
    public async Task Read_WaitsAsAsked_WhenThrottled()
    {
        await using var world = await StandInWorld.StartAsync(Json([new { id = "p1" }]));
        world.Host.Faults.Add(new Fault { Service = StandInService.Graph, Kind = FaultKind.Throttle, Count = 2, RetryAfterSeconds = 11 });

        Assert.Single(await ListAsync(world));

        Assert.Equal([TimeSpan.FromSeconds(11), TimeSpan.FromSeconds(11)], world.Time.Waits);
    }

    [Fact]
    public async Task Read_Throws_WhenGraphStaysOutOfOrder()
    {
        await using var world = await StandInWorld.StartAsync(Json([new { id = "p1" }]));
        world.Host.Faults.Add(new Fault { Service = StandInService.Graph, Kind = FaultKind.Fail, Count = 100 });

        var fault = await Assert.ThrowsAsync<DirectoryUnavailableException>(() => ListAsync(world));

        Assert.Contains($"{world.Host.Address}v1.0 still answers 503", fault.Message, StringComparison.Ordinal);
        Assert.Equal(1 + ThrottleHandler.Retries, world.Host.Faults.RequestsTo(StandInService.Graph));
        Assert.Equal([1, 2, 4, 8, 16], world.Time.Waits.Select(wait => wait.TotalSeconds));
    }

    [Theory]
    [InlineData(401, "{}", "User.Read.All")]
    [InlineData(403, """{"error":{"code":"Authorization_RequestDenied","message":"Insufficient privileges to complete the operation."}}""", "Authorization_RequestDenied")]
    [InlineData(404, """{"error":{"code":"NotFound","message":"No such tenant"}}""", "Graph:BaseAddress")]
    [InlineData(200, "<html>Hello</html>", "is not Microsoft Graph")]
    public async Task Read_NamesTheAddressAndTheCure_WhenGraphCannotBeRead(int status, string body, string cure)
    {
        await using var world = await StandInWorld.StartAsync(Json([new { id = "p1" }]));
        await using var server = await FixedAnswer.StartAsync(status, body);

        var fault = await Assert.ThrowsAsync<DirectoryUnavailableException>(() => ListAsync(world, $"{server.Address}v1.0"));

        Assert.Contains($"{server.Address}v1.0", fault.Message, StringComparison.Ordinal);
        Assert.Contains(cure, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_NamesTheAddressAndTheCure_WhenNothingListens()
    {
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)closed.LocalEndpoint).Port}/v1.0";
        closed.Stop();
        await using var world = await StandInWorld.StartAsync(Json([new { id = "p1" }]));

        var fault = await Assert.ThrowsAsync<DirectoryUnavailableException>(() => ListAsync(world, address));

        Assert.Contains($"{address} cannot be reached", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_Throws_WhenTheConnectionIsCut()
    {
        await using var world = await StandInWorld.StartAsync(Json([new { id = "p1" }]));
        // A read may be repeated by the client once on a fresh connection.
        world.Host.Faults.Add(new Fault { Service = StandInService.Graph, Kind = FaultKind.DropBefore, Count = 10 });

        await Assert.ThrowsAsync<DirectoryUnavailableException>(() => ListAsync(world));
    }

    [Fact]
    public async Task Read_BringsAToken_ForTheApp()
    {
        await using var world = await StandInWorld.StartAsync(Json([new { id = "p1" }]));
        List<string> tokens = [];
        var services = world.Integrations(SignIn, services =>
        {
            services.AddHttpClient(EntraCredential.HttpName).AddHttpMessageHandler(() => new TokenAnswer(HttpStatusCode.OK));
            services.AddHttpClient("graph").AddHttpMessageHandler(() => new TokenRecorder(tokens));
        });

        Assert.Single(await ListAsync(services));

        Assert.Equal([TokenAnswer.Token], tokens);
    }

    [Fact]
    public async Task Read_NamesTheSettings_WhenNoTokenCanBeHad()
    {
        await using var world = await StandInWorld.StartAsync(Json([new { id = "p1" }]));
        var services = world.Integrations(SignIn, services => services.AddHttpClient(EntraCredential.HttpName).AddHttpMessageHandler(() => new TokenAnswer(HttpStatusCode.Unauthorized)));

        var fault = await Assert.ThrowsAsync<DirectoryUnavailableException>(() => ListAsync(services));

        Assert.Contains("Graph:ClientSecret", fault.Message, StringComparison.Ordinal);
        Assert.Equal(0, world.Host.Faults.RequestsTo(StandInService.Graph));
    }

    [Theory]
    [InlineData("Graph:BaseAddress", "http://graph.microsoft.com/v1.0", "https")]
    [InlineData("Graph:BaseAddress", "https://graph.microsoft.com/v1.0", "Graph:Anonymous")]
    [InlineData("Graph:BaseAddress", "http://127.0.0.1:1/", "/v1.0")]
    [InlineData("Graph:ClientSecret", "secret", "Graph:TenantId")]
    [InlineData("Graph:TenantId", "my tenant", "Graph:TenantId")]
    public async Task Settings_FailTheStart_WhenWrong(string setting, string value, string says)
    {
        await using var world = await StandInWorld.StartAsync(Json([new { id = "p1" }]));
        var options = world.Integrations(settings => settings[setting] = value).GetRequiredService<IOptions<GraphOptions>>();

        Assert.Contains(says, Assert.Throws<OptionsValidationException>(() => options.Value).Message, StringComparison.Ordinal);
    }

    private static void SignIn(Dictionary<string, string?> settings)
    {
        settings["Graph:Anonymous"] = "false";
        settings["Graph:TenantId"] = "larkwheel.example";
        settings["Graph:ClientId"] = "11111111-2222-3333-4444-555555555555";
        settings["Graph:ClientSecret"] = "secret";
    }

    internal static string Json<T>(IEnumerable<T> users) => JsonSerializer.Serialize(users);

    private static Task<List<Person>> ListAsync(StandInWorld world, string? address = null) =>
        ListAsync(world.Integrations(settings => settings["Graph:BaseAddress"] = address ?? settings["Graph:BaseAddress"]));

    private static async Task<List<Person>> ListAsync(IServiceProvider services)
    {
        var (changes, _) = await GraphChangesTests.RoundAsync(services.GetRequiredService<IDirectory>(), link: null);
        return [.. changes.Select(change => change.Person!)];
    }
}
