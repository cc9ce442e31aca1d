using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Nudges.Campaigns;
using Nudges.Campaigns.Audiences;
using Nudges.Content;
using Nudges.Local.SignIn;
using Nudges.Orchestrations.Content;
using Nudges.People;
using Nudges.Storage;

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
        Assert.Equal("unknown", unknown.GetProperty("rule").GetString());
        Assert.NotEmpty(unknown.GetProperty("sentence").GetString()!);
    }

    [Theory]
    [InlineData("proposed", "notYetApproved", "approved")]
    [InlineData("rejected", "rejected", "rejected")]
    [InlineData("retired", "retired", "retired")]
    public async Task Why_SaysWhatCuratorsMadeOfAnItem_ThatIsNotInTheCatalogue(string state, string rule, string word)
    {
        var (person, _) = await NudgedAsync();
        var suggested = await day.Http.PostAsJsonAsync("/api/content/suggestions", new { address = new Uri(day.Host.Host.StandIns.Address, $"content/numbers-desk.json?{state}") });
        var item = (await suggested.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();
        if (state != "proposed")
        {
            var decided = await day.Http.PostAsJsonAsync($"/api/content/{(state == "rejected" ? "reject" : "retire")}", new { items = new[] { item } });
            Assert.Equal(HttpStatusCode.OK, decided.StatusCode);
        }

        var why = await day.Http.GetFromJsonAsync<JsonElement>($"/api/people/{person}/matches/{item}");

        Assert.Equal(rule, why.GetProperty("rule").GetString());
        Assert.Contains(word, why.GetProperty("sentence").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Why_DoesNotTellALearningProfessional_WhetherThePersonDidSomethingWithTheItem()
    {
        var (person, sent) = await NudgedAsync();
        var library = (await day.Http.GetFromJsonAsync<JsonElement>("/api/content?take=500")).GetProperty("items");
        var nudged = library.EnumerateArray().Single(item => item.GetProperty("address").GetString() == sent).GetProperty("id").GetString();
        var other = (await MatchesAsync(person))[^1].GetProperty("item").GetString();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/me/outcomes") { Content = JsonContent.Create(new { item = other, kind = "kept" }) };
        request.Headers.Add(DevSignIn.UserHeader, person);
        Assert.Equal(HttpStatusCode.OK, (await day.Http.SendAsync(request)).StatusCode);

        Assert.Equal("seen", await RuleAsync(person, nudged!));
        Assert.Equal("seen", await RuleAsync(person, other!));
    }

    [Fact]
    public async Task Why_IsAboutTheItem_WhenAnIdThatItStandsForIsAskedFor()
    {
        var (person, _) = await NudgedAsync();
        var joined = new ContentItem { Id = new("joined"), OtherIds = [new("before")], Address = new("https://joined.example/"), Title = "Two that became one", Source = "" };
        await day.Host.Host.Services.GetRequiredService<ManualContent>().PickAsync(joined, "curator", why: null, CancellationToken.None);
        Assert.Equal(("joined", "notYetPublished"), await WhyAsync("before"));

        await day.Host.Host.Services.GetRequiredService<ContentPublisher>().PublishAsync(gatheredAt: null, changed: true, CancellationToken.None);

        Assert.Equal(("joined", "tooLittleRelevant"), await WhyAsync("joined"));
        Assert.Equal(("joined", "tooLittleRelevant"), await WhyAsync("before"));

        async Task<(string?, string?)> WhyAsync(string id)
        {
            var why = await day.Http.GetFromJsonAsync<JsonElement>($"/api/people/{person}/matches/{id}");
            return (why.GetProperty("item").GetString(), why.GetProperty("rule").GetString());
        }
    }

    [Fact]
    public async Task Ranks_AreThoseOfTheNextRunsPicks_WhenThePersonMutesAndFollowsTopics()
    {
        var (person, _) = await NudgedAsync();
        var before = (await MatchesAsync(person))[0];
        var title = before.GetProperty("title").GetString()!;
        await AskAsync(person, new Preferences { MutedTopics = [title], FollowedTopics = ["feedback", "negotiation"] });

        var ranked = await MatchesAsync(person);
        var muted = await day.Http.GetFromJsonAsync<JsonElement>($"/api/people/{person}/matches/{before.GetProperty("item").GetString()}");
        var ranks = new Dictionary<int, string>();
        foreach (var match in ranked)
        {
            var why = await day.Http.GetFromJsonAsync<JsonElement>($"/api/people/{person}/matches/{match.GetProperty("item").GetString()}");
            if (why.TryGetProperty("rank", out var rank))
            {
                ranks[rank.GetInt32()] = match.GetProperty("address").GetString()!;
            }
        }

        Assert.Equal("muted", muted.GetProperty("rule").GetString());
        Assert.Contains("muted", muted.GetProperty("sentence").GetString()!, StringComparison.Ordinal);
        Assert.DoesNotContain(title, ranked.Select(match => match.GetProperty("title").GetString()));
        var signals = ranked.SelectMany(match => match.GetProperty("signals").EnumerateArray()).Select(signal => (signal.GetProperty("kind").GetString(), signal.GetProperty("term").GetString()));
        Assert.Contains(signals, signal => signal is ("interest", "feedback" or "negotiation"));
        Assert.Equal(await RunForAsync(person), ranks.OrderBy(rank => rank.Key).Take(3).Select(rank => rank.Value));
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

    private async Task<IReadOnlyList<JsonElement>> MatchesAsync(string person) =>
        [.. (await day.Http.GetFromJsonAsync<JsonElement>($"/api/people/{person}/matches?explain=true&take=200")).GetProperty("matches").EnumerateArray()];

    private async Task<string?> RuleAsync(string person, string item) =>
        (await day.Http.GetFromJsonAsync<JsonElement>($"/api/people/{person}/matches/{item}")).GetProperty("rule").GetString();

    private async Task AskAsync(string person, Preferences preferences)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/me/preferences") { Content = JsonContent.Create(new { preferences.MutedTopics, preferences.FollowedTopics }) };
        request.Headers.Add(DevSignIn.UserHeader, person);
        Assert.Equal(HttpStatusCode.OK, (await day.Http.SendAsync(request)).StatusCode);
    }

    /// <summary>The addresses of what a campaign for the person alone nudges them with, in their order.</summary>
    private async Task<IReadOnlyList<string>> RunForAsync(string person)
    {
        var list = new PeopleList { Id = $"only{person.Replace("-", "", StringComparison.Ordinal)}", CreatedAt = TimeProvider.System.GetUtcNow(), People = [new PersonId(person)] };
        await day.Host.Host.Services.GetRequiredService<IDocumentStore>().WriteAsync(Documents.PeopleList(list.Id), list, CancellationToken.None);
        using var content = JsonContent.Create(new { goal = "g", audience = new { list = list.Id } });
        var started = await day.Http.PostAsync("/api/campaigns", content);
        Assert.True(started.IsSuccessStatusCode, await started.Content.ReadAsStringAsync());
        var id = started.Headers.Location!.OriginalString.Split('/')[^1];
        await day.Host.EndOfAsync(new RunId(id));
        var nudges = (await day.Http.GetFromJsonAsync<JsonElement>($"/api/people/{person}")).GetProperty("nudges").EnumerateArray();
        var nudge = nudges.Single(nudge => nudge.GetProperty("run").GetString() == id);
        return [.. nudge.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("address").GetString()!)];
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
