using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Nudges.Local.SignIn;

namespace Nudges.Local.Tests.Hosting;

/// <summary>A curator's day over HTTP, on the samples.</summary>
public sealed class ContentApiTests(CampaignTests.DayRun day) : IClassFixture<CampaignTests.DayRun>
{
    private static readonly string[] Logistics = ["Logistics"];

    private HttpClient Http => day.Http;

    [Fact]
    public async Task Sources_AreListed_WithHowTheyFare()
    {
        var sources = await Http.GetFromJsonAsync<JsonElement>("/api/sources");

        var gone = sources.EnumerateArray().Single(source => source.GetProperty("source").GetProperty("name").GetString() == "gone-fishing");
        Assert.True(gone.GetProperty("configured").GetBoolean());
        Assert.Contains("404", gone.GetProperty("status").GetProperty("problem").GetString(), StringComparison.Ordinal);
        Assert.Equal(1, gone.GetProperty("status").GetProperty("failures").GetInt32());
        Assert.True(gone.GetProperty("status").TryGetProperty("notBefore", out _));
    }

    [Fact]
    public async Task Source_LivesFromPreviewToDeletion()
    {
        var address = new Uri(day.Host.Host.StandIns.Address, "content/platform-notes.xml?copy=1");
        var request = new { name = "copy-of-platform-notes", address, tags = Logistics };
        var preview = await ReadAsync(await Http.PostAsJsonAsync("/api/sources/preview", new { address }));
        Assert.True(preview.GetProperty("total").GetInt32() > 5);
        Assert.False(string.IsNullOrEmpty(preview.GetProperty("items")[0].GetProperty("title").GetString()));

        var added = await Http.PostAsJsonAsync("/api/sources", request);
        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        Assert.False((await ReadAsync(added)).GetProperty("source").GetProperty("trusted").GetBoolean());
        Assert.Equal(HttpStatusCode.Conflict, (await Http.PostAsJsonAsync("/api/sources", request)).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await Http.PostAsJsonAsync("/api/sources", request with { name = "other-name" })).StatusCode);

        var paused = await ReadAsync(await Http.PatchAsJsonAsync("/api/sources/copy-of-platform-notes", new { paused = true }));
        Assert.True(paused.GetProperty("source").GetProperty("paused").GetBoolean());
        Assert.Equal(HttpStatusCode.NoContent, (await Http.DeleteAsync("/api/sources/copy-of-platform-notes")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await Http.DeleteAsync("/api/sources/copy-of-platform-notes")).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await Http.DeleteAsync("/api/sources/platform-notes")).StatusCode);
    }

    [Theory]
    [InlineData("""{"name":"Not Kebab","address":"https://a.example/"}""", "name")]
    [InlineData("""{"name":"picks","address":"https://a.example/"}""", "name")]
    [InlineData("""{"name":"a\n","address":"https://a.example/"}""", "name")]
    [InlineData("""{"name":"a","address":"ftp://a.example/"}""", "address")]
    [InlineData("""{"name":"a","address":"/relative"}""", "address")]
    [InlineData("""{"name":"a","address":"https://user:secret@a.example/"}""", "address")]
    [InlineData("""{"name":"a"}""", "address")]
    [InlineData("""{"name":"a","address":"https://a.example/","kind":"telepathy"}""", "kind")]
    [InlineData("""{"name":"a","address":"https://a.example/","language":"English"}""", "language")]
    [InlineData("""{"name":"a","address":"https://a.example/","tags":[""]}""", "tags")]
    public async Task PostSource_NamesTheField_WhenItIsWrong(string body, string field)
    {
        var response = await PostAsync("/api/sources", body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.True((await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").TryGetProperty(field, out _));
    }

    [Fact]
    public async Task Sources_GoOutAndIn_AsOpml()
    {
        var listed = await Http.GetAsync("/api/sources/opml");
        Assert.Equal("text/x-opml", listed.Content.Headers.ContentType?.MediaType);
        var opml = await listed.Content.ReadAsStringAsync();
        Assert.Contains("platform-notes", opml, StringComparison.Ordinal);

        using var same = new StringContent(opml, null, "text/x-opml");
        var again = await ReadAsync(await Http.PostAsync("/api/sources/opml", same));
        Assert.Equal(0, again.GetProperty("added").GetArrayLength());
        using var other = new StringContent("""<opml version="2.0"><body><outline text="Craft"><outline text="Wood &amp; glue" xmlUrl="https://wood.example/feed"/><outline text="Bad" xmlUrl="ftp://x.example/"/></outline></body></opml>""", null, "text/x-opml");
        var added = await ReadAsync(await Http.PostAsync("/api/sources/opml", other));

        Assert.Equal("wood-glue", added.GetProperty("added")[0].GetString());
        Assert.Equal(1, added.GetProperty("skipped").GetArrayLength());
        Assert.Equal(HttpStatusCode.NoContent, (await Http.DeleteAsync("/api/sources/wood-glue")).StatusCode);
        using var none = new StringContent("no list", null, "text/x-opml");
        Assert.Equal(HttpStatusCode.BadRequest, (await Http.PostAsync("/api/sources/opml", none)).StatusCode);
    }

    [Fact]
    public async Task Sources_AreDiscovered_FromAPagesAddress()
    {
        var address = new Uri(day.Host.Host.StandIns.Address, "content/platform-notes.xml");
        var found = await ReadAsync(await Http.PostAsJsonAsync("/api/sources/discover", new { address }));

        Assert.Equal(address.AbsoluteUri, Assert.Single(found.GetProperty("feeds").EnumerateArray()).GetProperty("address").GetString());
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync("/api/sources/discover", """{"address":"mailto:a@b.example"}""")).StatusCode);
    }

    [Fact]
    public async Task Pick_BecomesAnApprovedItem_AndASuggestionWaits()
    {
        // Any document that answers: it is named after its file.
        var picked = await ReadAsync(await Http.PostAsJsonAsync("/api/content", new { address = new Uri(day.Host.Host.StandIns.Address, "content/platform-notes.xml?pick"), why = "Read this first." }));
        var suggested = await SendAsync(
            HttpMethod.Post, "/api/content/suggestions", "employee-7", JsonSerializer.Serialize(new { address = new Uri(day.Host.Host.StandIns.Address, "content/numbers-desk.json?suggestion") }));
        Assert.Equal(HttpStatusCode.Created, suggested.StatusCode);

        Assert.Equal("approved", await StateAsync(picked.GetProperty("id").GetString()));
        var id = (await suggested.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();
        Assert.Equal("proposed", await StateAsync(id));
        Assert.Equal("employee-7", (await Http.GetFromJsonAsync<JsonElement>($"/api/content/{id}")).GetProperty("curation").GetProperty("by").GetString());
    }

    [Fact]
    public async Task Content_IsFound_ByStateSourceAndWords()
    {
        var all = await Http.GetFromJsonAsync<JsonElement>("/api/content?take=5");
        Assert.Equal(5, all.GetProperty("items").GetArrayLength());
        var total = all.GetProperty("total").GetInt32();
        Assert.Equal(total, all.GetProperty("states").EnumerateObject().Sum(state => state.Value.GetInt32()));

        var some = await Http.GetFromJsonAsync<JsonElement>("/api/content?state=approved&source=platform-notes&search=kubernetes");
        Assert.InRange(some.GetProperty("total").GetInt32(), 1, total - 1);
        Assert.All(some.GetProperty("items").EnumerateArray(), item => Assert.Equal("platform-notes", item.GetProperty("source").GetString()));
        Assert.Equal(HttpStatusCode.BadRequest, (await Http.GetAsync("/api/content?state=wanted")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await Http.GetAsync("/api/content?state=approved,rejected")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await Http.GetAsync("/api/content?take=-1")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await Http.GetAsync("/api/content?kind=1")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await Http.GetAsync("/api/content/none")).StatusCode);
    }

    [Fact]
    public async Task Content_IsDecided_AndUndone()
    {
        var items = (await Http.GetFromJsonAsync<JsonElement>("/api/content?source=people-practice&take=3")).GetProperty("items");
        List<string?> ids = [.. items.EnumerateArray().Select(item => item.GetProperty("id").GetString())];

        var done = await ReadAsync(await Http.PostAsJsonAsync("/api/content/reject", new { items = ids }));

        foreach (var id in ids)
        {
            Assert.Equal("rejected", await StateAsync(id));
        }

        var undone = await ReadAsync(await Http.PostAsync($"/api/content/actions/{done.GetProperty("action").GetString()}/undo", null));
        Assert.Equal(ids.Count, undone.GetProperty("items").GetArrayLength());
        foreach (var id in ids)
        {
            Assert.Equal("approved", await StateAsync(id));
        }

        Assert.Equal(HttpStatusCode.NotFound, (await Http.PostAsync("/api/content/actions/none/undo", null)).StatusCode);
    }

    [Fact]
    public async Task Patch_SaysWhyItMatters()
    {
        var id = (await Http.GetFromJsonAsync<JsonElement>("/api/content?source=floor-and-dock&take=1")).GetProperty("items")[0].GetProperty("id").GetString();

        await ReadAsync(await Http.PatchAsJsonAsync($"/api/content/{id}", new { why = "The <b>new</b> dock opens in May.", priority = "high", boost = 4, audience = Logistics }));

        var curation = (await Http.GetFromJsonAsync<JsonElement>($"/api/content/{id}")).GetProperty("curation");
        Assert.Equal("approved", curation.GetProperty("state").GetString());
        Assert.Equal("high", curation.GetProperty("priority").GetString());
        Assert.Equal("The <b>new</b> dock opens in May.", curation.GetProperty("why").GetString());
    }

    [Theory]
    [InlineData("""{"why":"two\nlines"}""", "why")]
    [InlineData("""{"why":"turned \u202e around"}""", "why")]
    [InlineData("""{"priority":5}""", "priority")]
    [InlineData("""{"priority":"low,high"}""", "priority")]
    [InlineData("{}", "patch")]
    [InlineData("""{"boost":2,"boostedUntil":"2020-12-01T00:00:00Z"}""", "boostedUntil")]
    [InlineData("""{"boost":40}""", "boost")]
    [InlineData("""{"boost":0}""", "boost")]
    [InlineData("""{"boostedUntil":"2026-12-01T00:00:00Z"}""", "boostedUntil")]
    [InlineData("""{"pinnedUntil":"2099-01-01T00:00:00Z"}""", "pinnedUntil")]
    [InlineData("""{"audience":[" "]}""", "audience")]
    public async Task Patch_NamesTheField_WhenItIsWrong(string body, string field)
    {
        using var content = new StringContent(body, null, "application/json");
        var response = await Http.PatchAsync("/api/content/any", content);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.True((await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").TryGetProperty(field, out _));
    }

    [Theory]
    [InlineData("""{"items":[]}""")]
    [InlineData("""{"items":["none"]}""")]
    [InlineData("{}")]
    public async Task Decide_IsRefused_WhenItNamesNothingThatThereIs(string body) =>
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync("/api/content/approve", body)).StatusCode);

    [Fact]
    public async Task Curating_IsForCurators_AndSuggestingForEveryone()
    {
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(HttpMethod.Get, "/api/sources", "employee")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(HttpMethod.Get, "/api/content", "employee")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(HttpMethod.Post, "/api/content", "employee", """{"address":"https://a.example/"}""")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(HttpMethod.Post, "/api/content/suggestions", "employee", """{"address":"ftp://a.example/"}""")).StatusCode);
    }

    private async Task<string?> StateAsync(string? id) =>
        (await Http.GetFromJsonAsync<JsonElement>($"/api/content/{id}")).GetProperty("curation").GetProperty("state").GetString();

    private Task<HttpResponseMessage> PostAsync(string path, string body) => SendAsync(HttpMethod.Post, path, employee: null, body);

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? employee, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body, null, "application/json") };
        if (employee is not null)
        {
            request.Headers.Add(DevSignIn.UserHeader, employee);
        }

        return await Http.SendAsync(request);
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode} {body}");
        return JsonSerializer.Deserialize<JsonElement>(body);
    }
}
