using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Nudges.Local.StandIns;

namespace Nudges.Local.Tests.StandIns;

public sealed class GraphWireTests : IAsyncLifetime
{
    private StandInWorld _world = null!;

    public async Task InitializeAsync() => _world = await StandInWorld.StartAsync();

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task Delta_SendsWhatIsSelected_AndTheManagerBesideIt()
    {
        var user = (await GetAsync("v1.0/users/delta?$select=jobTitle,skills,manager")).GetProperty("value")[0];

        Assert.Equal(["id", "jobTitle", "manager@delta"], user.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal));
        Assert.Equal("#microsoft.graph.user", user.GetProperty("manager@delta")[0].GetProperty("@odata.type").GetString());
    }

    [Fact]
    public async Task Delta_LinksToPages_UntilItLinksToChanges()
    {
        var first = await GetAsync("v1.0/users/delta?$select=id");
        var next = first.GetProperty("@odata.nextLink").GetString()!;
        var last = await GetAsync(next);

        Assert.Equal(GraphDelta.PageSize, first.GetProperty("value").GetArrayLength());
        Assert.Contains("$skiptoken=", next, StringComparison.Ordinal);
        Assert.False(last.TryGetProperty("@odata.nextLink", out _));
        Assert.Contains("$deltatoken=", last.GetProperty("@odata.deltaLink").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delta_SendsOnlyWhatChanged_WhenMinimalIsPreferred()
    {
        var last = await GetAsync((await GetAsync("v1.0/users/delta?$select=displayName,jobTitle,mail")).GetProperty("@odata.nextLink").GetString()!);
        var id = Company.IdOf(_world.Host.Company.At(0));
        using var changed = await _world.Http.PostAsJsonAsync("people-changes", new { put = new[] { new { id, jobTitle = (string?)null } } });
        using var request = new HttpRequestMessage(HttpMethod.Get, last.GetProperty("@odata.deltaLink").GetString());
        request.Headers.Add("Prefer", "return=minimal");
        using var answer = await _world.Http.SendAsync(request);

        var user = Assert.Single((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("value").EnumerateArray());
        Assert.Equal(["id", "jobTitle"], user.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal));
        Assert.Equal(JsonValueKind.Null, user.GetProperty("jobTitle").ValueKind);
    }

    [Theory]
    [InlineData("v1.0/users/delta?$top=5", HttpStatusCode.BadRequest)]
    [InlineData("v1.0/users/delta?$expand=manager", HttpStatusCode.BadRequest)]
    [InlineData("v1.0/users/delta?$deltatoken=nonsense", HttpStatusCode.BadRequest)]
    [InlineData("v1.0/groups/00000000-0000-0000-0000-000000000000/transitiveMembers", HttpStatusCode.NotFound)]
    public async Task Graph_RefusesWhatItDoesNotTake(string address, HttpStatusCode status)
    {
        using var answer = await _world.Http.GetAsync(address);

        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task Delta_SaysWhereToStartAgain_WhenGone()
    {
        _world.Host.Faults.Add(new Fault { Service = StandInService.GraphDelta, Kind = FaultKind.Fail });
        using var answer = await _world.Http.GetAsync("v1.0/users/delta");

        Assert.Equal(HttpStatusCode.Gone, answer.StatusCode);
        Assert.EndsWith("/v1.0/users/delta?$deltatoken=", answer.Headers.GetValues("Location").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Units_AreChargedAndRefused_UntilTheWindowIsOver()
    {
        _world.Host.Units.Limit = 10;
        using var cheap = await _world.Http.GetAsync("v1.0/users?$select=id");
        using var dear = await _world.Http.GetAsync("v1.0/groups/none/transitiveMembers");
        using var near = await _world.Http.GetAsync("v1.0/users?$expand=manager");
        using var over = await _world.Http.GetAsync("v1.0/users?$expand=manager");
        using var part = await _world.Http.PostAsJsonAsync("v1.0/$batch", new { requests = new[] { new { id = "1", method = "GET", url = "/users/none" } } });

        Assert.Equal(["1", "5", "3"], new[] { cheap, dear, near }.Select(answer => answer.Headers.GetValues("x-ms-resource-unit").Single()));
        Assert.Equal("0.9", near.Headers.GetValues("x-ms-throttle-limit-percentage").Single());
        Assert.Equal((HttpStatusCode.TooManyRequests, 10), (over.StatusCode, over.Headers.RetryAfter!.Delta!.Value.Seconds));
        Assert.Equal(429, (await part.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("responses")[0].GetProperty("status").GetInt32());

        _world.StandInTime.Advance(TimeSpan.FromSeconds(10));
        using var again = await _world.Http.GetAsync("v1.0/users?$select=id");
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    private async Task<JsonElement> GetAsync(string address) => await _world.Http.GetFromJsonAsync<JsonElement>(address);
}
