using Nudges.People;

namespace Nudges.Tests.People;

public sealed class ShardMergeTests
{
    private static readonly Person Known = new()
    {
        Id = new PersonId("a"),
        DisplayName = "A",
        JobTitle = "Ringer",
        Manager = new PersonId("m"),
        Kind = PersonKind.SharedMailbox,
        TimeZone = "UTC",
        Skills = ["bells"],
        ProfileReadAt = new DateTimeOffset(2026, 11, 25, 7, 0, 0, TimeSpan.Zero),
    };

    [Fact]
    public void Apply_TakesWhatIsListed_AndKeepsWhatAListDoesNotGive()
    {
        var now = Assert.Single(ShardMerge.Apply([Known], [Change(jobTitle: "Head of Bells")], everyone: false));

        Assert.Equal(Known with { JobTitle = "Head of Bells" }, now);
    }

    [Theory]
    [InlineData(false, false, null, "m")]
    [InlineData(false, true, null, null)]
    [InlineData(false, true, "n", "n")]
    [InlineData(true, false, null, null)]
    [InlineData(true, true, "n", "n")]
    public void Apply_KeepsTheManager_UnlessItIsKnownOrEveryoneIsRead(bool everyone, bool isKnown, string? manager, string? expected)
    {
        var now = Assert.Single(ShardMerge.Apply([Known], [Change(manager: manager, managerKnown: isKnown)], everyone));

        Assert.Equal(expected, now.Manager?.Value);
    }

    [Fact]
    public void Apply_FollowsTheOrder_WhenAPersonComesMoreThanOnce()
    {
        Assert.Empty(ShardMerge.Apply([Known], [Change("x"), Removed], everyone: false));
        Assert.Equal("m2", ShardMerge.Apply([Known], [Change(manager: "m2", managerKnown: true), Change("x")], everyone: true)[0].Manager?.Value);
        Assert.Equal(["bells"], ShardMerge.Apply([Known], [Removed, Change("x")], everyone: false)[0].Skills);
    }

    [Fact]
    public void Apply_DropsWhoDoesNotCome_OnlyWhenEveryoneIsRead()
    {
        Assert.Empty(ShardMerge.Apply([Known], [], everyone: true));
        Assert.Same(Known, Assert.Single(ShardMerge.Apply([Known], [], everyone: false)));
        Assert.Same(Known, Assert.Single(ShardMerge.Apply([Known], [Change("Ringer", "m", managerKnown: true)], everyone: true)));
        Assert.Single(ShardMerge.Apply([Known], [new DirectoryChange { Id = new PersonId("never known") }], everyone: false));
    }

    [Theory]
    [InlineData(PersonKind.SharedMailbox, PersonKind.Employee, PersonKind.SharedMailbox)]
    [InlineData(PersonKind.Guest, PersonKind.Employee, PersonKind.Employee)]
    [InlineData(PersonKind.Employee, PersonKind.Guest, PersonKind.Guest)]
    public void Apply_KnowsGuestsFromTheList_AndMailboxesFromThemselves(PersonKind known, PersonKind listed, PersonKind now) =>
        Assert.Equal(now, Assert.Single(ShardMerge.Apply([Known with { Kind = known }], [Change(kind: listed)], everyone: false)).Kind);

    private static DirectoryChange Removed => new() { Id = Known.Id };

    private static DirectoryChange Change(string? jobTitle = null, string? manager = null, bool managerKnown = false, PersonKind kind = PersonKind.Employee) => new()
    {
        Id = Known.Id,
        ManagerKnown = managerKnown,
        Person = new Person { Id = Known.Id, DisplayName = "A", JobTitle = jobTitle, Kind = kind, Manager = manager is null ? null : new PersonId(manager) },
    };
}
