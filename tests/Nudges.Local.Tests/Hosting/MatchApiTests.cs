using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Nudges.Local.SignIn;

namespace Nudges.Local.Tests.Hosting;

/// <summary>The ranking for a person over HTTP, and why an item is not in it.</summary>
public sealed class MatchApiTests(CampaignTests.DayRun day) : IClassFixture<CampaignTests.DayRun>
{
    [Fact]
    public async Task Matches_ExplainTheRanking_AndLeaveOutWhatWasSent()
    {
        var (person, sent) = await NudgedAsync();

        var plain = await day.Http.GetFromJsonAsync<JsonElement>($"/api/people/{person}/matches?take=5");
        var explained = await day.Http.GetFromJsonAsync<JsonElement>($"/api/people/{person}/matches?explain=true&take=200");

        var matches = explained.GetProperty("matches").EnumerateArray().ToList();
        Assert.NotEmpty(matches);
        Assert.Equal(matches.OrderByDescending(match => match.GetProperty("score").GetDouble()), matches);
        Assert.All(matches, match => Assert.Equal(1, match.GetProperty("signals").EnumerateArray().Sum(signal => signal.GetProperty("share").GetDouble()), 6));
        Assert.All(matches, match => Assert.NotEmpty(match.GetProperty("reason").GetString()!));
        Assert.DoesNotContain(sent, matches.Select(match => match.GetProperty("address").GetString()));
        Assert.All(plain.GetProperty("matches").EnumerateArray(), match => Assert.False(match.TryGetProperty("signals", out _)));
    }

    [Fact]
    public async Task Why_GivesRankOrRule_ForAnyItem()
    {
        var (person, _) = await NudgedAsync();
        var ranked = await day.Http.GetFromJsonAsync<JsonElement>($"/api/people/{person}/matches");
        var first = ranked.GetProperty("matches")[0].GetProperty("item").GetString();

        var best = await day.Http.GetFromJsonAsync<JsonElement>($"/api/people/{person}/matches/{first}");
        var unknown = await day.Http.GetFromJsonAsync<JsonElement>($"/api/people/{person}/matches/none");

        Assert.Equal(1, best.GetProperty("rank").GetInt32());
        Assert.Equal("notInCatalogue", unknown.GetProperty("rule").GetString());
        Assert.NotEmpty(unknown.GetProperty("sentence").GetString()!);
    }

    [Fact]
    public async Task Matches_AreRefused_ToOthers_AndForNobody()
    {
        var (person, _) = await NudgedAsync();
        using var asked = new HttpRequestMessage(HttpMethod.Get, $"/api/people/{person}/matches");
        asked.Headers.Add(DevSignIn.UserHeader, person);

        Assert.Equal(HttpStatusCode.Forbidden, (await day.Http.SendAsync(asked)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await day.Http.GetAsync("/api/people/nobody/matches")).StatusCode);
    }

    /// <summary>Someone who was nudged today, and the address of an item sent.</summary>
    private async Task<(string Person, string Address)> NudgedAsync()
    {
        var people = await day.Http.GetFromJsonAsync<JsonElement>("/api/people");
        var person = people.GetProperty("states").EnumerateObject().First(state => state.Value.GetString() == "sent").Name;
        var view = await day.Http.GetFromJsonAsync<JsonElement>($"/api/people/{person}");
        return (person, view.GetProperty("nudges")[0].GetProperty("items")[0].GetProperty("address").GetString()!);
    }
}
