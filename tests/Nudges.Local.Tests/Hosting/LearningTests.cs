using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Nudges.Local.SignIn;
using Nudges.Orchestrations.Matching;

namespace Nudges.Local.Tests.Hosting;

/// <summary>From what some found useful to what others are offered, over the whole host.</summary>
public sealed class LearningTests(CampaignTests.DayRun day) : IClassFixture<CampaignTests.DayRun>
{
    [Fact]
    public async Task Learning_MakesWhatOthersFoundUseful_AReason_ForWhoLikesTheSame()
    {
        var people = (await day.Http.GetFromJsonAsync<JsonElement>("/api/people")).GetProperty("states").EnumerateObject().Select(state => state.Name).Take(3).ToList();
        var items = (await day.Http.GetFromJsonAsync<JsonElement>($"/api/people/{people[0]}/matches?take=50")).GetProperty("matches").EnumerateArray().Select(match => match.GetProperty("item").GetString()!).ToList();
        var (shared, other) = (items[^1], items[^2]);
        await SayAsync(people[1], shared);
        await SayAsync(people[1], other);
        await SayAsync(people[2], shared);
        await SayAsync(people[2], other);
        await SayAsync(people[0], shared);
        Assert.DoesNotContain("outcome", await SignalsAsync(people[0], other));

        var client = day.Host.Client;
        var instance = await day.Host.Host.Services.GetRequiredService<LearningStarter>().StartAsync(client, CancellationToken.None);
        await client.WaitForInstanceCompletionAsync(instance, CancellationToken.None);

        Assert.Contains("outcome", await SignalsAsync(people[0], other));
    }

    private async Task<IReadOnlyList<string?>> SignalsAsync(string person, string item) =>
    [
        .. (await day.Http.GetFromJsonAsync<JsonElement>($"/api/people/{person}/matches/{item}")).GetProperty("signals").EnumerateArray().Select(signal => signal.GetProperty("kind").GetString()),
    ];

    private async Task SayAsync(string person, string item)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/me/outcomes") { Content = JsonContent.Create(new { item, kind = "useful" }) };
        request.Headers.Add(DevSignIn.UserHeader, person);
        using var answer = await day.Http.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }
}
