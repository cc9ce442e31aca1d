using Microsoft.Extensions.DependencyInjection;
using Nudges.Local.StandIns;
using Nudges.Local.Tests.StandIns;
using Nudges.People;

namespace Nudges.Local.Tests.Graph;

public sealed class GraphProfilesTests
{
    [Fact]
    public async Task Read_ReadsProfileAndMailbox()
    {
        await using var world = await StandInWorld.StartAsync("""
            [{
              "id": "p0", "skills": ["loading", " "], "schools": ["Cascade"], "aboutMe": " I like bells. ",
              "mailboxSettings": {
                "timeZone": "Pacific Standard Time", "userPurpose": "user",
                "workingHours": {"daysOfWeek": ["monday", "friday"], "startTime": "09:30:00.0000000", "endTime": "18:00:00.0000000"},
                "automaticRepliesSetting": {"status": "scheduled", "scheduledStartDateTime": {"dateTime": "2026-11-20T08:00:00.0000000", "timeZone": "UTC"}, "scheduledEndDateTime": {"dateTime": "2026-12-01T08:00:00.0000000", "timeZone": "Pacific Standard Time"}}
              }
            }]
            """);

        var read = Assert.Single(await ReadAsync(world, "p0"));

        Assert.True(read.Read);
        Assert.Equal(("I like bells.", "Pacific Standard Time", PersonKind.Employee), (read.About, read.TimeZone, read.Kind));
        Assert.Equal(["loading"], read.Skills);
        Assert.Equal(["Cascade"], read.Schools);
        Assert.Equal([DayOfWeek.Monday, DayOfWeek.Friday], read.WorkingHours!.Days);
        Assert.Equal((new TimeOnly(9, 30), new TimeOnly(18, 0)), (read.WorkingHours.Start, read.WorkingHours.End));
        Assert.Equal(new DateTimeOffset(2026, 12, 1, 16, 0, 0, TimeSpan.Zero), read.AbsentUntil);
    }

    [Theory]
    [InlineData("""{"status": "disabled"}""", null)]
    [InlineData("""{"status": "alwaysEnabled"}""", "9999-12-31")]
    [InlineData("""{"status": "scheduled", "scheduledEndDateTime": {"dateTime": "2026-11-22T08:00:00", "timeZone": "UTC"}}""", null)]
    [InlineData("""{"status": "scheduled", "scheduledStartDateTime": {"dateTime": "2026-11-25T08:00:00", "timeZone": "UTC"}, "scheduledEndDateTime": {"dateTime": "2026-11-30T08:00:00", "timeZone": "UTC"}}""", null)]
    [InlineData("""{"status": "scheduled", "scheduledEndDateTime": {"dateTime": "2026-11-30T08:00:00", "timeZone": "Nowhere"}}""", "2026-11-30")]
    public async Task Read_ReadsWhetherRepliesAreOnNow(string replies, string? until)
    {
        await using var world = await StandInWorld.StartAsync("""[{"id": "p0", "mailboxSettings": {"automaticRepliesSetting": """ + replies + "}}]");

        Assert.Equal(until, Assert.Single(await ReadAsync(world, "p0")).AbsentUntil?.ToString("yyyy-MM-dd", null));
    }

    [Fact]
    public async Task Read_SaysWhoCouldNotBeRead_InTheOrderGiven()
    {
        await using var world = await StandInWorld.StartAsync("""[{"id": "p0"}, {"id": "p1", "skills": ["loading"]}]""");

        var reads = await ReadAsync(world, "p1", "gone", "p0");

        Assert.Equal(["p1", "gone", "p0"], reads.Select(read => read.Id.Value));
        Assert.Equal([true, false, true], reads.Select(read => read.Read));
        Assert.Contains("404", reads[1].Unread, StringComparison.Ordinal);
        Assert.Null(reads[0].Kind);
    }

    [Fact]
    public async Task Read_WaitsForEachPart_NoShorterThanItAsks()
    {
        await using var world = await StandInWorld.StartAsync("""[{"id": "p0", "mailboxSettings": {}}, {"id": "p1", "mailboxSettings": {}}]""");
        world.Host.Faults.Add(new Fault { Service = StandInService.GraphPart, Kind = FaultKind.Throttle, RetryAfterSeconds = 31 });

        Assert.All(await ReadAsync(world, "p0", "p1"), read => Assert.True(read.Read));
        Assert.Equal([TimeSpan.FromSeconds(31)], world.Time.Waits);
        Assert.Equal(3, world.Host.Faults.RequestsTo(StandInService.GraphPart));
    }

    private static Task<IReadOnlyList<ProfileRead>> ReadAsync(StandInWorld world, params string[] people) =>
        world.Integrations().GetRequiredService<IDirectory>().ReadProfilesAsync([.. people.Select(id => new PersonId(id))], CancellationToken.None);
}
