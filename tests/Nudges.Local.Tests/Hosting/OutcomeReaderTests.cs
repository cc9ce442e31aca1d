using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Nudges.Campaigns;
using Nudges.Local.SignIn;

namespace Nudges.Local.Tests.Hosting;

/// <summary>Who is told what people clicked and answered: the person all of it, their manager a group, others nothing.</summary>
public sealed class OutcomeReaderTests(CampaignTests.DayRun day) : IClassFixture<CampaignTests.DayRun>
{
    [Fact]
    public async Task Nudges_TellTheirLife_ToThePersonWithClicksAndAnswers_ToOthersWithout()
    {
        var (person, nudge) = await NudgedAsync(await day.Http.GetFromJsonAsync<JsonElement>("/api/people"), 0);
        var item = nudge.GetProperty("items")[0].GetProperty("item").GetString();
        await SayAsync(person, $$"""{"item":"{{item}}","kind":"useful","nudge":"{{nudge.GetProperty("nudge").GetString()}}"}""");

        var mine = await GetAsync("/api/me/nudges", person);
        var theirs = await day.Http.GetFromJsonAsync<JsonElement>($"/api/people/{person}");

        Assert.Equal(["planned", "queued", "claimed", "accepted", "answered"], Stages(mine[0]));
        var answer = mine[0].GetProperty("steps")[4];
        Assert.Equal(("useful", item), (answer.GetProperty("answer").GetString(), answer.GetProperty("item").GetString()));
        Assert.All(mine[0].GetProperty("steps").EnumerateArray().Where(step => Stage(step) != "queued" && Stage(step) != "claimed"), step => Assert.True(step.TryGetProperty("at", out _)));
        Assert.Equal(["planned", "queued", "claimed", "accepted"], Stages(theirs.GetProperty("nudges")[0]));
        Assert.DoesNotContain("useful", theirs.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("answered", theirs.GetRawText(), StringComparison.Ordinal);

        // The next run plans with them, and keeps them.
        await CampaignAsync(day.Head.Id);
        Assert.Equal("useful", (await GetAsync("/api/me/outcomes", person))[0].GetProperty("kind").GetString());
    }

    [Fact]
    public async Task Nudges_SayWhichRuleSuppressedThem()
    {
        var people = await day.Http.GetFromJsonAsync<JsonElement>("/api/people");
        var person = people.GetProperty("states").EnumerateObject().First(state => state.Value.GetString() == "suppressed").Name;

        var nudges = await GetAsync("/api/me/nudges", person);

        Assert.Equal(["planned", "suppressed"], Stages(nudges[0]));
        Assert.NotEmpty(nudges[0].GetProperty("steps")[1].GetProperty("reason").GetString()!);
    }

    [Fact]
    public async Task Outcomes_OfACampaign_AreTold_OnlyOfFiveOrMore()
    {
        var (manager, nudged) = await CampaignOfAsync(people => people >= 5);
        var (small, _) = await CampaignOfAsync(people => people is > 0 and < 5);
        foreach (var person in nudged.Take(2))
        {
            var nudge = (await GetAsync("/api/me/nudges", person)).EnumerateArray().First(view => view.GetProperty("run").GetString() == manager.Campaign);
            var item = nudge.GetProperty("items")[0].GetProperty("item").GetString();
            await SayAsync(person, $$"""{"item":"{{item}}","kind":"notForMe","nudge":"{{nudge.GetProperty("nudge").GetString()}}"}""");
        }

        var group = await GetAsync($"/api/campaigns/{manager.Campaign}/outcomes", manager.Id);
        var few = await GetAsync($"/api/campaigns/{small.Campaign}/outcomes", small.Id);

        Assert.Equal(nudged.Count, group.GetProperty("people").GetInt32());
        Assert.Equal(2, group.GetProperty("counts").GetProperty("notForMe").GetInt32());
        Assert.InRange(few.GetProperty("people").GetInt32(), 1, 4);
        Assert.False(few.TryGetProperty("counts", out _));
        using var other = Request(HttpMethod.Get, $"/api/campaigns/{manager.Campaign}/outcomes", nudged[0]);
        Assert.Equal(HttpStatusCode.NotFound, (await day.Http.SendAsync(other)).StatusCode);
        using var person0 = Request(HttpMethod.Get, $"/api/people/{nudged[0]}", manager.Id);
        Assert.Equal(HttpStatusCode.Forbidden, (await day.Http.SendAsync(person0)).StatusCode);
    }

    /// <summary>A campaign by a manager who nudges as many people as wanted.</summary>
    private async Task<((string Id, string Campaign) Manager, IReadOnlyList<string> Nudged)> CampaignOfAsync(Func<int, bool> wanted)
    {
        var people = await day.Http.GetFromJsonAsync<JsonElement>("/api/people");
        foreach (var manager in people.GetProperty("people").EnumerateArray().Select(person => person.GetProperty("id").GetString()!)
            .Where(manager => manager != day.Head.Id && wanted(day.ReportsOf(manager).Count)))
        {
            var run = await CampaignAsync(manager);
            if (wanted(run.Counts.Sent.Values.Sum()))
            {
                var nudged = new List<string>();
                foreach (var person in day.ReportsOf(manager))
                {
                    var nudges = await GetAsync("/api/me/nudges", person);
                    if (nudges.EnumerateArray().Any(view => view.GetProperty("run").GetString() == run.Request.Id.Value && view.GetProperty("state").GetString() == "sent"))
                    {
                        nudged.Add(person);
                    }
                }

                return ((manager, run.Request.Id.Value), nudged);
            }
        }

        throw new InvalidOperationException("No manager of the samples has such a team.");
    }

    private async Task<Run> CampaignAsync(string manager)
    {
        using var request = Request(HttpMethod.Post, "/api/campaigns", manager);
        request.Content = new StringContent($$$"""{"goal":"g","audience":{"manager":"{{{manager}}}"}}""", null, "application/json");
        var started = await day.Http.SendAsync(request);
        var location = started.Headers.Location!.OriginalString;
        return await day.Host.EndOfAsync(new RunId(location[(location.LastIndexOf('/') + 1)..]));
    }

    private async Task<(string Person, JsonElement Nudge)> NudgedAsync(JsonElement people, int number)
    {
        var person = people.GetProperty("states").EnumerateObject().Where(state => state.Value.GetString() == "sent").ElementAt(number).Name;
        return (person, (await GetAsync("/api/me/nudges", person))[0]);
    }

    private async Task SayAsync(string person, string body)
    {
        using var request = Request(HttpMethod.Post, "/api/me/outcomes", person);
        request.Content = new StringContent(body, null, "application/json");
        Assert.Equal(HttpStatusCode.OK, (await day.Http.SendAsync(request)).StatusCode);
    }

    private async Task<JsonElement> GetAsync(string path, string person)
    {
        using var request = Request(HttpMethod.Get, path, person);
        var answer = await day.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, string person) => new(method, path) { Headers = { { DevSignIn.UserHeader, person } } };

    private static IEnumerable<string?> Stages(JsonElement nudge) => nudge.GetProperty("steps").EnumerateArray().Select(Stage);

    private static string? Stage(JsonElement step) => step.GetProperty("stage").GetString();
}
