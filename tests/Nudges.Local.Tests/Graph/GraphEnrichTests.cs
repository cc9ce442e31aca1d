using Microsoft.Extensions.DependencyInjection;
using Nudges.Local.StandIns;
using Nudges.Local.Tests.StandIns;
using Nudges.People;

namespace Nudges.Local.Tests.Graph;

public sealed class GraphEnrichTests
{
    private static readonly DateTimeOffset ReadAt = new(2026, 11, 26, 2, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Enrich_KeepsTheOrder_OverSeveralBatches()
    {
        await using var world = await CompanyOfAsync(45);
        var listed = Listed(45);

        var people = await EnrichAsync(world, listed);

        Assert.Equal(3, world.Host.Faults.RequestsTo(StandInService.Graph));
        Assert.Equal(45, world.Host.Faults.RequestsTo(StandInService.GraphPart));
        Assert.Equal(listed.Select(person => person.Id), people.Select(person => person.Id));
        Assert.All(people, person => Assert.Equal([$"skill of {person.Id}"], person.Skills));
        Assert.All(people, person => Assert.Equal("Central European Standard Time", person.TimeZone));
    }

    [Fact]
    public async Task Enrich_AsksOnlyThrottledPartsAgain_AfterTheLongestOfTheirWaits()
    {
        await using var world = await CompanyOfAsync(20);
        world.Host.Faults.Add(new Fault { Service = StandInService.GraphPart, Kind = FaultKind.Throttle, Count = 3, RetryAfterSeconds = 5 });
        world.Host.Faults.Add(new Fault { Service = StandInService.GraphPart, Kind = FaultKind.Throttle, Count = 1, RetryAfterSeconds = 9 });

        var people = await EnrichAsync(world, Listed(20));

        Assert.All(people, person => Assert.Single(person.Skills));
        Assert.Equal(24, world.Host.Faults.RequestsTo(StandInService.GraphPart));
        Assert.Equal([TimeSpan.FromSeconds(9)], world.Time.Waits);
    }

    [Fact]
    public async Task Enrich_KeepsWhatIsKnown_OfWhoCannotBeRead()
    {
        await using var world = await CompanyOfAsync(2);
        var gone = new Person { Id = new PersonId("gone"), DisplayName = "Gone", JobTitle = "Leaver" };

        var people = await EnrichAsync(world, [.. Listed(2), gone]);

        Assert.Equal(gone with { ProfileFailedAt = ReadAt }, people[2]);
        Assert.Single(people[0].Skills);
        Assert.Single(people[1].Skills);
    }

    [Fact]
    public async Task Enrich_KeepsWhatIsKnown_OfWhoStaysThrottled()
    {
        await using var world = await CompanyOfAsync(1);
        world.Host.Faults.Add(new Fault { Service = StandInService.GraphPart, Kind = FaultKind.Fail, Count = 100 });
        var listed = Listed(1);

        var people = await EnrichAsync(world, listed);

        Assert.Equal(listed[0] with { ProfileFailedAt = ReadAt }, people[0]);
    }

    [Fact]
    public async Task Enrich_SendsTheBatchAgain_WhenThrottledAsAWhole()
    {
        await using var world = await CompanyOfAsync(3);
        world.Host.Faults.Add(new Fault { Service = StandInService.Graph, Kind = FaultKind.Throttle, RetryAfterSeconds = 6 });

        var people = await EnrichAsync(world, Listed(3));

        Assert.All(people, person => Assert.Single(person.Skills));
        Assert.Equal([TimeSpan.FromSeconds(6)], world.Time.Waits);
    }

    [Theory]
    [InlineData("user", PersonKind.Employee)]
    [InlineData("linked", PersonKind.Employee)]
    [InlineData("shared", PersonKind.SharedMailbox)]
    [InlineData("room", PersonKind.Room)]
    [InlineData("equipment", PersonKind.Room)]
    public async Task Enrich_ReadsTheKindOfMailbox(string purpose, PersonKind kind)
    {
        await using var world = await StandInWorld.StartAsync(GraphDirectoryTests.Json([new { id = "p0", mailboxSettings = new { userPurpose = purpose } }]));

        Assert.Equal(kind, (await EnrichAsync(world, Listed(1)))[0].Kind);
    }

    [Fact]
    public async Task Enrich_ReadsTheProfile_OfAnAccountWithoutMailbox()
    {
        await using var world = await StandInWorld.StartAsync("""[{"id": "p0", "skills": ["loading", null, " "], "interests": null, "pastProjects": []}]""");

        var person = (await EnrichAsync(world, [new Person { Id = new PersonId("p0"), DisplayName = "Guest", Kind = PersonKind.Guest }]))[0];

        Assert.Equal(["loading"], person.Skills);
        Assert.Null(person.TimeZone);
        Assert.Equal(PersonKind.Guest, person.Kind);
    }

    [Fact]
    public async Task Enrich_Throws_WhenTheDirectoryIsOutOfOrder()
    {
        await using var world = await CompanyOfAsync(1);
        world.Host.Faults.Add(new Fault { Service = StandInService.Graph, Kind = FaultKind.Fail, Count = 100 });

        var fault = await Assert.ThrowsAsync<DirectoryUnavailableException>(() => EnrichAsync(world, Listed(1)));

        Assert.Contains("503", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Enrich_ReadsTheSampleCompany()
    {
        await using var world = await StandInWorld.StartAsync();
        var listed = world.Host.Company.Users.Select(user => new Person { Id = new PersonId(Company.IdOf(user)), DisplayName = "x" }).ToList();

        var people = await EnrichAsync(world, listed);

        Assert.True(people.Count(person => person.Skills.Count > 0) > 200);
        Assert.Equal(5, people.Count(person => person.Kind == PersonKind.SharedMailbox));
        Assert.Equal(1, people.Count(person => person.Kind == PersonKind.Room));
    }

    private static Task<StandInWorld> CompanyOfAsync(int people) => StandInWorld.StartAsync(GraphDirectoryTests.Json(Enumerable.Range(0, people).Select(number => new
    {
        id = $"p{number}",
        skills = new[] { $"skill of p{number}" },
        mailboxSettings = new { timeZone = "Central European Standard Time", userPurpose = "user" },
    })));

    private static List<Person> Listed(int people) => [.. Enumerable.Range(0, people).Select(number => new Person { Id = new PersonId($"p{number}"), DisplayName = $"P {number}" })];

    private static async Task<IReadOnlyList<Person>> EnrichAsync(StandInWorld world, IReadOnlyList<Person> people)
    {
        var reads = await world.Integrations().GetRequiredService<IDirectory>().ReadProfilesAsync([.. people.Select(person => person.Id)], CancellationToken.None);
        return [.. people.Zip(reads, (person, read) => read.ApplyTo(person, ReadAt))];
    }
}
