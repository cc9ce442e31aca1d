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
    public async Task Learning_MakesWhatOthersFoundUseful_AReason_ForWhoLikesTheSame_AndForColleaguesOfWhomNothingSpeaksForIt()
    {
        var (colleague, favourite) = await LikedByColleaguesAsync();
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
        Assert.Contains("departmentFavourite", await SignalsAsync(colleague, favourite));
    }

    /// <summary>Someone for whom too little speaks for an item, which five others of their department say is useful, of other job titles.</summary>
    private async Task<(string Colleague, string Favourite)> LikedByColleaguesAsync()
    {
        var department = (await day.Http.GetFromJsonAsync<JsonElement>("/api/people")).GetProperty("people").EnumerateArray()
            .Where(person => person.TryGetProperty("department", out _))
            .GroupBy(person => person.GetProperty("department").GetString()).MaxBy(people => people.Count())!.ToList();
        var (colleague, others) = (department[0].GetProperty("id").GetString()!, department.Skip(1).Where(other => Title(other) != Title(department[0])).Take(5).ToList());
        Assert.Equal(5, others.Count);
        var items = (await day.Http.GetFromJsonAsync<JsonElement>("/api/content?take=200")).GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!);
        foreach (var item in items)
        {
            var standing = await day.Http.GetFromJsonAsync<JsonElement>($"/api/people/{colleague}/matches/{item}");
            if (standing.TryGetProperty("rule", out var rule) && rule.GetString() == "tooLittleRelevant")
            {
                foreach (var other in others)
                {
                    await SayAsync(other.GetProperty("id").GetString()!, item);
                }

                return (colleague, item);
            }
        }

        throw new InvalidOperationException("Everything in the catalogue is relevant to them.");

        static string? Title(JsonElement person) => person.TryGetProperty("jobTitle", out var title) ? title.GetString() : null;
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
