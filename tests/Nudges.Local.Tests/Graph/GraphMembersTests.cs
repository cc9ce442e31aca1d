using Nudges.Local.Tests.StandIns;
using Nudges.People;

namespace Nudges.Local.Tests.Graph;

public sealed class GraphMembersTests
{
    private const string People = """
        [{"id": "00000000-0000-0000-0000-000000000001", "department": "Sales"}, {"id": "00000000-0000-0000-0000-000000000002", "department": "Sales"}, {"id": "00000000-0000-0000-0000-000000000003"}]
        """;

    [Fact]
    public async Task Members_AreThoseOfNestedGroupsAsWell_EachOnce()
    {
        await using var world = await StandInWorld.StartAsync(People, ("../company/groups.json", """
            [
              {"id": "a0000000-0000-0000-0000-000000000000", "groups": ["b0000000-0000-0000-0000-000000000000"], "members": ["00000000-0000-0000-0000-000000000003"]},
              {"id": "b0000000-0000-0000-0000-000000000000", "groups": ["a0000000-0000-0000-0000-000000000000", "c0000000-0000-0000-0000-000000000000"], "members": ["00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000003"]},
              {"id": "c0000000-0000-0000-0000-000000000000", "everyone": {"department": "Sales"}}
            ]
            """));

        Assert.Equal(["3", "1", "2"], (await MembersAsync(world, "a0000000-0000-0000-0000-000000000000")).Select(id => id.Value[^1..]));
        Assert.Equal(["1", "2"], (await MembersAsync(world, "c0000000-0000-0000-0000-000000000000")).Select(id => id.Value[^1..]));
    }

    [Fact]
    public async Task Members_ComeOverManyPages()
    {
        await using var world = await StandInWorld.StartAsync(File.ReadAllText(Path.Combine(Repository.Root, "samples", "company", "people.json")), employees: 3_000,
            ("../company/groups.json", """[{"id": "a0000000-0000-0000-0000-000000000000", "everyone": {"userType": "Member"}}]"""));

        var members = await MembersAsync(world, "a0000000-0000-0000-0000-000000000000");

        Assert.Equal(3_000 - world.Host.Company.Users.Count(user => Nudges.Local.StandIns.Company.Text(user, "userType") != "Member"), members.Count);
        Assert.Equal(members.Count, members.Distinct().Count());
    }

    [Theory]
    [InlineData("a0000000-0000-0000-0000-000000000000")]
    [InlineData("Sales Germany")]
    [InlineData("../users")]
    public async Task Members_NameTheGroup_WhenThereIsNone(string group)
    {
        await using var world = await StandInWorld.StartAsync(People);

        var fault = await Assert.ThrowsAsync<UnknownGroupException>(() => MembersAsync(world, group));

        Assert.Equal(group, fault.Group);
    }

    private static async Task<List<PersonId>> MembersAsync(StandInWorld world, string group)
    {
        List<PersonId> members = [];
        await foreach (var member in GraphChangesTests.Directory(world).MembersAsync(group, CancellationToken.None))
        {
            members.Add(member);
        }

        return members;
    }
}
