using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Nudges.Campaigns;
using Nudges.Local.SignIn;

namespace Nudges.Local.Tests.Hosting;

/// <summary>Audiences over HTTP, on the samples.</summary>
public sealed class AudienceApiTests(CampaignTests.DayRun day) : IClassFixture<CampaignTests.DayRun>
{
    private const string FirstAiders = "40eca184-e4f3-57e7-9908-48cf6546fa17";

    [Fact]
    public async Task Preview_CountsEachKind()
    {
        var (head, reports) = day.Head;
        Assert.Equal(258, await CountAsync("""{"everyone":true}"""));
        Assert.Equal(reports, await CountAsync($$"""{"manager":"{{head}}"}"""));
        Assert.InRange(await CountAsync($$"""{"manager":"{{head}}","direct":true}"""), 1, reports - 1);
        Assert.Equal(9, await CountAsync($$"""{"group":"{{FirstAiders}}"}"""));
        Assert.Equal(249, await CountAsync($$"""{"of":{"everyone":true},"except":{"group":"{{FirstAiders}}"} }"""));
        var germans = await CountAsync("""{"filter":"language = \"de\""}""");
        Assert.InRange(germans, 1, 257);
        Assert.Equal(258 - germans, await CountAsync("""{"filter":"not language = \"de\""}"""));
        Assert.Equal(258, await CountAsync("""{"any":[{"filter":"language = \"de\""},{"filter":"language != \"de\""}]}"""));
        Assert.Equal(0, await CountAsync("""{"all":[{"filter":"language = \"de\""},{"filter":"language != \"de\""}]}"""));
    }

    [Fact]
    public async Task Preview_ShowsASample_AndWhoIsSuppressed()
    {
        var preview = await JsonAsync(await PostAsync("preview", """{"audience":{"everyone":true}}"""));

        Assert.Equal(10, preview.GetProperty("sample").GetArrayLength());
        Assert.True(preview.GetProperty("suppressed").GetProperty("guest").GetInt32() > 0);
        Assert.Equal(1, preview.GetProperty("warnings").GetArrayLength());
    }

    [Theory]
    [InlineData("{}", "audience")]
    [InlineData("""{"audience":{"manager":"nobody"}}""", "audience")]
    [InlineData("""{"audience":{"group":"00000000-0000-0000-0000-000000000000"}}""", "audience")]
    [InlineData("""{"audience":{"list":"none"}}""", "audience")]
    [InlineData("""{"audience":{"any":[{"filter":"departmnt = 1"}]}}""", "audience.any[0].filter")]
    public async Task Preview_NamesThePlace_WhenItIsWrong(string body, string place)
    {
        var response = await PostAsync("preview", body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.True((await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").TryGetProperty(place, out _));
    }

    [Fact]
    public async Task Preview_IsCutToAManagersReports()
    {
        var (head, reports) = day.Head;
        Assert.Equal(reports, (await JsonAsync(await PostAsync("preview", """{"audience":{"everyone":true}}""", head))).GetProperty("people").GetInt32());
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync("preview", """{"audience":{"everyone":true}}""", "nobody")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync("csv", "id", head, "text/csv")).StatusCode);
        // Nobody asks for everyone by leaving everything out.
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync("preview", """{"audience":{}}""")).StatusCode);
    }

    [Fact]
    public async Task Csv_IsStored_AndUsedByACampaign()
    {
        var people = day.ReportsOf(day.Head.Id).Take(3).ToList();
        var report = await JsonAsync(await PostAsync("csv", $"\uFEFFname;id\r\n\"A; B\";{people[0]}\r\nB;\u200F{people[1]}\r\nC;\"{people[2].ToUpperInvariant()}\"\r\nD;{people[0]}\r\n🚲;nobody\r\nE;\r\n", type: "text/csv"));

        Assert.Equal(3, report.GetProperty("people").GetInt32());
        Assert.Equal(1, report.GetProperty("duplicates").GetInt32());
        Assert.Equal([6, 7], report.GetProperty("unmatched").EnumerateArray().Select(row => row.GetProperty("row").GetInt32()));
        var started = await day.Http.PostAsync("/api/campaigns", Body($$$"""{"goal":"g","audience":{"list":"{{{report.GetProperty("id").GetString()}}}"}}"""));
        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        var run = await day.Host.EndOfAsync(new RunId(started.Headers.Location!.OriginalString.Split('/')[^1]));
        Assert.Equal(3, run.Counts.People);
        Assert.Equal(RunStatus.Finished, run.Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("name\nx")]
    public async Task Csv_IsRefused_WhenItNamesNoColumn(string table) =>
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync("csv", table, type: "text/csv")).StatusCode);

    [Fact]
    public async Task Csv_IsRefused_WhenTheFormBreaksOff()
    {
        using var form = new StringContent("--abc");
        form.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse("multipart/form-data; boundary=abc");

        Assert.Equal(HttpStatusCode.BadRequest, (await day.Http.PostAsync("/api/audiences/csv", form)).StatusCode);
    }

    private async Task<int> CountAsync(string audience) =>
        (await JsonAsync(await PostAsync("preview", $$"""{"audience":{{audience}}}"""))).GetProperty("people").GetInt32();

    private async Task<HttpResponseMessage> PostAsync(string path, string body, string? employee = null, string type = "application/json")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/audiences/{path}") { Content = Body(body, type) };
        if (employee is not null)
        {
            request.Headers.Add(DevSignIn.UserHeader, employee);
        }

        return await day.Http.SendAsync(request);
    }

    private static StringContent Body(string body, string type = "application/json") => new(body, null, type);

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode} {body}");
        return JsonSerializer.Deserialize<JsonElement>(body);
    }
}
