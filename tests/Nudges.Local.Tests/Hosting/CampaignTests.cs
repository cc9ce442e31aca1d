using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Nudges.Campaigns;
using Nudges.Local.SignIn;

namespace Nudges.Local.Tests.Hosting;

/// <summary>A manager's way in, over HTTP, and what it answers to those who may not or ask wrongly.</summary>
public sealed partial class CampaignTests(CampaignTests.DayRun day) : IClassFixture<CampaignTests.DayRun>
{
    private HttpClient Http => day.Http;

    [Fact]
    public async Task Post_StartsTheRun_ForAllWhoReportToTheManager()
    {
        var (head, reports) = day.Head;

        var response = await PostAsync($$$"""{"goal":"Safer shifts","topics":[],"audience":{"manager":"{{{head}}}"},"channels":["email"]}""");

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var location = Assert.Single(response.Headers.GetValues("Operation-Location"));
        var id = new RunId(location[(location.LastIndexOf('/') + 1)..]);
        await day.Host.EndOfAsync(id);
        var campaign = await Http.GetFromJsonAsync<JsonElement>(new Uri(location).AbsolutePath);
        Assert.Equal("finished", campaign.GetProperty("status").GetString());
        Assert.Equal(reports, campaign.GetProperty("counts").GetProperty("people").GetInt32());
        Assert.True(campaign.GetProperty("counts").GetProperty("sent").TryGetProperty("email", out var sent) && sent.GetInt32() > 0);
        Assert.False(campaign.GetProperty("counts").GetProperty("sent").TryGetProperty("teams", out _));
    }

    [Fact]
    public async Task Teams_AreThoseThatCanBeTold() => Assert.Equal(["everyone"], (await Http.GetFromJsonAsync<string[]>("/api/teams"))!);

    [Fact]
    public async Task Post_TellsTheTeam_WhenTheCampaignIsOver()
    {
        var (head, _) = day.Head;

        var response = await PostAsync($$$"""{"goal":"Safer shifts for all","audience":{"manager":"{{{head}}}"},"team":"Everyone"}""");

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var location = response.Headers.Location!.OriginalString;
        var run = await day.Host.EndOfAsync(new RunId(location[(location.LastIndexOf('/') + 1)..]));
        Assert.DoesNotContain(run.Warnings, warning => warning.Contains("everyone", StringComparison.Ordinal));
        Assert.Equal("everyone", (await Http.GetFromJsonAsync<JsonElement>(location)).GetProperty("team").GetString());
        var message = Assert.Single(day.Host.Host.StandIns.Mailbox.List(line => line.Subject.Contains("Safer shifts for all", StringComparison.Ordinal) && line.To == "everyone", 10));
        Assert.Contains("Safer shifts for all", day.Host.Host.StandIns.Mailbox.Read(message.Id)!.Card!.Value.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_NamesTheTeamsThereAre_WhenItIsNone()
    {
        var (head, _) = day.Head;

        var response = await PostAsync($$$"""{"goal":"g","audience":{"manager":"{{{head}}}"},"team":"nobody"}""");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var errors = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors");
        Assert.Equal("There is no such team. Teams: everyone.", errors.GetProperty("team")[0].GetString());
    }

    [Theory]
    [InlineData("""{"goal":"g","audience":{"manager":"nobody@nowhere.example"}}""", "audience.manager")]
    [InlineData("""{"goal":"g"}""", "audience")]
    [InlineData("""{"goal":"g","audience":{"group":"99999999-0000-0000-0000-000000000000"}}""", "audience")]
    [InlineData("""{"goal":"g","audience":{"list":"nosuchlist"}}""", "audience")]
    [InlineData("""{"goal":"g","audience":{"any":[{"everyone":true},{"manager":"nobody@nowhere.example"}]}}""", "audience")]
    [InlineData("""{"goal":"g","audience":{"of":{"everyone":true},"except":{"list":"nosuchlist"}}}""", "audience")]
    [InlineData("""{"goal":"","audience":{"manager":"x"}}""", "goal")]
    [InlineData("""{"goal":"two\nlines","audience":{"manager":"x"}}""", "goal")]
    [InlineData("""{"goal":"g","audience":{"manager":"x"},"channels":["fax"]}""", "channels")]
    [InlineData("""{"goal":"g","audience":{"manager":"x"},"topics":[""]}""", "topics")]
    [InlineData("""{"goal":"g","audience":{"manager":"x"},"windowHours":0}""", "windowHours")]
    [InlineData("""{"goal":"g","audience":{"manager":"x"},"windowHours":169}""", "windowHours")]
    [InlineData("""{"goal":"g","audience":{"manager":"x"},"windowHours":"24"}""", "windowHours")]
    public async Task Post_NamesTheField_WhenItIsWrong(string body, string field)
    {
        var response = await PostAsync(body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.True((await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").TryGetProperty(field, out _));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"goal":5}""")]
    [InlineData("""{"gaol":"g","audience":{"manager":"x"}}""")]
    [InlineData("""{"goal":"g","topics":[null],"audience":{"manager":"x"}}""")]
    public async Task Post_AnswersBadRequest_WhenTheBodyIsMalformed(string body)
    {
        var response = await PostAsync(body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Post_AnswersUnsupportedMediaType_WhenTheBodyIsAForm()
    {
        using var form = new StringContent("goal=x", null, "application/x-www-form-urlencoded");
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await Http.PostAsync("/api/campaigns", form)).StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await Http.DeleteAsync("/api/campaigns")).StatusCode);
    }

    [Fact]
    public async Task Get_ShowsHowTheCampaignIsSent()
    {
        var (head, _) = day.Head;

        var started = await PostAsync($$$"""{"goal":"g","audience":{"manager":"{{{head}}}"},"priority":"low","timing":"atOnce"}""");
        var run = await Http.GetFromJsonAsync<JsonElement>(started.Headers.Location!.OriginalString);

        Assert.Equal(("low", "atOnce"), (run.GetProperty("priority").GetString(), run.GetProperty("timing").GetString()));
        await day.Host.EndOfAsync(new RunId(run.GetProperty("id").GetString()!));
    }

    [Fact]
    public async Task Post_NudgesNobodyWithOneItemTwice_WhenCampaignsRunAtOnce()
    {
        var (head, _) = day.Head;
        var started = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => PostAsync(For(head))));
        foreach (var response in started)
        {
            var id = response.Headers.Location!.OriginalString;
            var run = await day.Host.EndOfAsync(new RunId(id[(id.LastIndexOf('/') + 1)..]));
            Assert.Equal(RunStatus.Finished, run.Status);
        }

        foreach (var report in day.ReportsOf(head))
        {
            var person = await Http.GetFromJsonAsync<JsonElement>($"/api/people/{report}");
            var items = person.GetProperty("nudges").EnumerateArray().SelectMany(nudge => nudge.GetProperty("items").EnumerateArray())
                .Select(item => item.GetProperty("address").GetString()).ToList();
            Assert.Equal(items.Count, items.Distinct().Count());
        }
    }

    [Fact]
    public async Task Post_IsForbidden_WhenAnEmployeeNamesSomeoneElse()
    {
        var (head, _) = day.Head;
        var response = await PostAsync(For(head), employee: "someone-else");

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task Post_NamesThePriority_WhenAManagerWantsToGoFirst()
    {
        var (head, _) = day.Head;
        var body = $$$"""{"goal":"g","audience":{"manager":"{{{head}}}"},"priority":"high"}""";

        var refused = await PostAsync(body, employee: head);

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.True((await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").TryGetProperty("priority", out _));
        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync(body)).StatusCode);
    }

    [Fact]
    public async Task Post_IsAccepted_WhenAManagerNamesThemselves_AndOnlyTheySeeIt()
    {
        var (head, _) = day.Head;
        var response = await PostAsync(For(head), employee: head);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var campaign = response.Headers.Location!;

        Assert.Equal(HttpStatusCode.OK, (await GetAsync(campaign, employee: head)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(campaign, employee: "someone-else")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await GetAsync(new Uri("/api/people", UriKind.Relative), employee: head)).StatusCode);
    }

    [Theory]
    [InlineData("/api/campaigns/none")]
    [InlineData("/api/runs/none")]
    [InlineData("/api/people/none")]
    [InlineData("/api/nothing-here")]
    public async Task Get_AnswersNotFound_WhenThereIsNone(string path)
    {
        var response = await Http.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Redrive_SendsNothing_WhenNothingWasGivenUp_AndKnowsTheRunsThereAre()
    {
        var runs = await Http.GetFromJsonAsync<JsonElement>("/api/runs");
        var daily = runs.EnumerateArray().Single(run => run.GetProperty("kind").GetString() == "daily").GetProperty("id").GetString()!;

        var ended = await Http.PostAsync($"/api/runs/{daily}/redrive", null);

        Assert.Equal(HttpStatusCode.Accepted, ended.StatusCode);
        Assert.Equal(0, (await ended.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("nudges").GetInt32());
        Assert.Equal(HttpStatusCode.NotFound, (await Http.PostAsync("/api/runs/none/redrive", null)).StatusCode);
        using var employees = new HttpRequestMessage(HttpMethod.Post, $"/api/runs/{daily}/redrive");
        As(employees, "someone-else");
        Assert.Equal(HttpStatusCode.Forbidden, (await Http.SendAsync(employees)).StatusCode);
    }

    [Fact]
    public async Task Redrive_IsAConflict_WhenTheRunHasNotEnded()
    {
        var at = TimeProvider.System.GetUtcNow();
        var run = new Run { Request = new RunRequest { Id = new RunId("campaign-under-way"), Kind = RunKind.Campaign, AsOf = at }, Status = RunStatus.Running, StartedAt = at };
        await day.Host.Host.Services.GetRequiredService<IRunStore>().SaveAsync(run, CancellationToken.None);

        Assert.Equal(HttpStatusCode.Conflict, (await Http.PostAsync("/api/runs/campaign-under-way/redrive", null)).StatusCode);
    }

    [Fact]
    public async Task Person_ShowsWhatWasSentAndWhy()
    {
        var people = await Http.GetFromJsonAsync<JsonElement>("/api/people");
        Assert.Equal(258, people.GetProperty("total").GetInt32());
        var mail = day.Host.Host.StandIns.Mailbox.List(line => line.Channel == "email" && line.Person is not null, 10_000)[^1];

        var person = await Http.GetFromJsonAsync<JsonElement>($"/api/people/{mail.Person}");

        var nudge = person.GetProperty("nudges").EnumerateArray().Last();
        Assert.Equal("sent", nudge.GetProperty("state").GetString());
        Assert.All(nudge.GetProperty("items").EnumerateArray(), item => Assert.NotEmpty(item.GetProperty("reason").GetString()!));
    }

    [Fact]
    public async Task Unsubscribe_NeedsAPost_AndIsHonouredByTheNextRun()
    {
        var (head, reports) = day.Head;
        var mail = day.Host.Host.StandIns.Mailbox.List(line => line.Channel == "email" && line.Person is not null, 10_000)
            .First(line => day.ReportsTo(line.Person!, head));
        var link = new Uri(Link().Match(day.Host.Host.StandIns.Mailbox.Read(mail.Id)!.Headers["List-Unsubscribe"]).Groups[1].Value).AbsolutePath;

        // A scanner's GET changes nothing.
        var page = await Http.GetAsync(link);
        Assert.Contains("<form method=\"post\"", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await UnsubscribedAsync(head));
        using var oneClick = new FormUrlEncodedContent(new Dictionary<string, string> { ["List-Unsubscribe"] = "One-Click" });
        Assert.Equal(HttpStatusCode.OK, (await Http.PostAsync(link, oneClick)).StatusCode);
        Assert.Equal(1, await UnsubscribedAsync(head));
        Assert.Equal(HttpStatusCode.OK, (await Http.PostAsync($"{link}/resubscribe", null)).StatusCode);
        Assert.Equal(0, await UnsubscribedAsync(head));
        Assert.Equal(HttpStatusCode.NotFound, (await Http.PostAsync(link[..^2] + "AA", null)).StatusCode);
        Assert.True(reports > 0);
    }

    private static string For(string manager) => $$$"""{"goal":"g","audience":{"manager":"{{{manager}}}"}}""";

    private async Task<int> UnsubscribedAsync(string manager)
    {
        var response = await PostAsync(For(manager));
        var id = response.Headers.Location!.OriginalString;
        var run = await day.Host.EndOfAsync(new RunId(id[(id.LastIndexOf('/') + 1)..]));
        return run.Counts.Suppressed.GetValueOrDefault("unsubscribed");
    }

    private async Task<HttpResponseMessage> PostAsync(string body, string? employee = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/campaigns") { Content = new StringContent(body, null, "application/json") };
        As(request, employee);
        return await Http.SendAsync(request);
    }

    private async Task<HttpResponseMessage> GetAsync(Uri address, string? employee)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        As(request, employee);
        return await Http.SendAsync(request);
    }

    private static void As(HttpRequestMessage request, string? employee)
    {
        if (employee is not null)
        {
            request.Headers.Add(DevSignIn.UserHeader, employee);
        }
    }

    [GeneratedRegex("<(http[^>]+)>")]
    private static partial Regex Link();

    /// <summary>One host after its daily run, for all tests here.</summary>
    public sealed class DayRun : IAsyncLifetime
    {
        private readonly Dictionary<string, string> _managerOf = [];

        public RunningHost Host { get; private set; } = null!;

        public HttpClient Http { get; private set; } = null!;

        public (string Id, int Reports) Head { get; private set; }

        public async Task InitializeAsync()
        {
            Host = await RunningHost.StartAsync();
            await Host.RunDayAsync();
            Http = Host.CreateHttpClient();
            // The truth to compare with is the directory's own, not what the product made of it.
            using var people = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "samples", "company", "people.json")));
            foreach (var person in people.RootElement.EnumerateArray().Where(person => person.TryGetProperty("manager", out _)))
            {
                _managerOf[person.GetProperty("id").GetString()!] = person.GetProperty("manager").GetProperty("id").GetString()!;
            }

            var top = _managerOf.Values.Distinct().Single(manager => !_managerOf.ContainsKey(manager) && _managerOf.Keys.Count(person => ReportsTo(person, manager)) > 100);
            Head = _managerOf.Values.Distinct().Where(manager => manager != top)
                .Select(manager => (manager, _managerOf.Keys.Count(person => ReportsTo(person, manager)))).MaxBy(head => head.Item2);
        }

        public async Task DisposeAsync()
        {
            Http.Dispose();
            await Host.DisposeAsync();
        }

        public IReadOnlyList<string> ReportsOf(string manager) => [.. _managerOf.Keys.Where(person => ReportsTo(person, manager))];

        public bool ReportsTo(string person, string manager)
        {
            var passed = new HashSet<string>();
            for (var next = person; passed.Add(next) && _managerOf.TryGetValue(next, out var above); next = above)
            {
                if (above == manager && person != manager)
                {
                    return true;
                }
            }

            return false;
        }
    }
}
