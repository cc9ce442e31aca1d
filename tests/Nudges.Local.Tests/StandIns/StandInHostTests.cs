using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Nudges.Local.StandIns;

namespace Nudges.Local.Tests.StandIns;

public sealed class StandInHostTests : IAsyncLifetime
{
    private StandInWorld? _world;

    private StandInWorld World => _world!;

    private HttpClient Http => World.Http;

    public async Task InitializeAsync() => _world = await StandInWorld.StartAsync();

    public async Task DisposeAsync() => await World.DisposeAsync();

    [Fact]
    public async Task GraphList_NeverGivesProfiles()
    {
        var page = await Http.GetFromJsonAsync<JsonElement>("v1.0/users?$select=id,skills,mailboxSettings&$top=5");

        Assert.Equal(5, page.GetProperty("value").GetArrayLength());
        Assert.All(page.GetProperty("value").EnumerateArray(), user => Assert.Equal("id", Assert.Single(user.EnumerateObject()).Name));
        Assert.Contains("$skiptoken=5", Uri.UnescapeDataString(page.GetProperty("@odata.nextLink").GetString()!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task GraphUser_GivesWhatIsSelected_ByIdAndByName()
    {
        var naomi = await Http.GetFromJsonAsync<JsonElement>("v1.0/users/naomi.yamada@larkwheel.example?$select=id,skills");
        var same = await Http.GetFromJsonAsync<JsonElement>($"v1.0/users/{naomi.GetProperty("id").GetString()}");

        Assert.Contains("test rides", naomi.GetProperty("skills").EnumerateArray().Select(skill => skill.GetString()));
        Assert.Equal("Naomi Yamada", same.GetProperty("displayName").GetString());
        Assert.False(same.TryGetProperty("skills", out _));
    }

    [Fact]
    public async Task GraphManager_LeadsBackToItsReports()
    {
        var manager = await Http.GetFromJsonAsync<JsonElement>("v1.0/users/naomi.yamada@larkwheel.example/manager");
        var reports = await Http.GetFromJsonAsync<JsonElement>($"v1.0/users/{manager.GetProperty("id").GetString()}/directReports?$select=displayName");

        Assert.Contains("Naomi Yamada", reports.GetProperty("value").EnumerateArray().Select(user => user.GetProperty("displayName").GetString()));
    }

    [Theory]
    [InlineData("v1.0/users?$top=1000", 400, "Request_UnsupportedQuery")]
    [InlineData("v1.0/users?$filter=x", 400, "Request_UnsupportedQuery")]
    [InlineData("v1.0/users/nobody", 404, "Request_ResourceNotFound")]
    [InlineData("v1.0/devices", 400, "BadRequest")]
    public async Task Graph_AnswersErrorsAsGraphDoes(string address, int status, string code)
    {
        using var answer = await Http.GetAsync(address);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(code, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error").GetProperty("code").GetString());
    }

    [Theory]
    [InlineData(20, 200)]
    [InlineData(21, 400)]
    public async Task GraphBatch_TakesTwentyParts(int parts, int status)
    {
        using var answer = await Http.PostAsJsonAsync("v1.0/$batch", new { requests = Enumerable.Range(0, parts).Select(part => new { id = $"{part}", method = "GET", url = "/users?$top=1" }) });

        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task SendGrid_Answers401_WithoutAKey()
    {
        using var answer = await Http.PostAsJsonAsync("v3/mail/send", new { });

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Theory]
    [InlineData("""{""", null)]
    [InlineData("""{"personalizations":[],"from":{"email":"a@b.example"},"content":[{"type":"text/plain","value":"x"}]}""", "personalizations")]
    [InlineData("""{"personalizations":[{"to":[{"email":"c@d.example"}],"subject":"s"}],"content":[{"type":"text/plain","value":"x"}]}""", "from.email")]
    [InlineData("""{"personalizations":[{"to":[{"email":"c@d.example"}]}],"from":{"email":"a@b.example"},"content":[{"type":"text/plain","value":"x"}]}""", "personalizations.0.subject")]
    [InlineData("""{"personalizations":[{"to":[{"email":"c@d.example"}],"subject":"s"},{"to":[{"email":"c d"}],"subject":"s"}],"from":{"email":"a@b.example"},"content":[{"type":"text/plain","value":"x"}]}""", "personalizations.1.to.0.email")]
    public async Task SendGrid_NamesTheFieldItRefuses(string body, string? field)
    {
        using var answer = await SendAsync(body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(field, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors")[0].GetProperty("field").GetString());
        Assert.Equal(0, World.Host.Mailbox.Count(_ => true).Messages);
    }

    [Fact]
    public async Task SendGrid_DeliversWhatAReceiverGets()
    {
        using var answer = await SendAsync("""
            {"personalizations":[
               {"to":[{"email":"naomi.yamada@larkwheel.example","name":"Naomi"}],"subject":"For -who-","headers":{"X-Own":"1"},"substitutions":{"-who-":"-name-","-name-":"Naomi"},"custom_args":{"nudge_id":"n1"}},
               {"to":[{"email":"NAOMI.yamada@larkwheel.example"}],"subject":"Again"}],
             "from":{"email":"a@b.example","name":"A"},"reply_to":{"email":"r@b.example"},
             "content":[{"type":"text/plain","value":"Hello -who-"},{"type":"text/html","value":"<b>-name-</b>"}]}
            """);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var box = await Http.GetFromJsonAsync<JsonElement>("mailbox?person=naomi.yamada@larkwheel.example");
        Assert.Equal(1, box.GetProperty("counts").GetProperty("messages").GetInt32());
        var mail = await Http.GetFromJsonAsync<JsonElement>("mailbox/n1");
        Assert.Equal("For Naomi", mail.GetProperty("subject").GetString());
        Assert.Equal("r@b.example", mail.GetProperty("replyTo").GetString());
        Assert.Equal("1", mail.GetProperty("headers").GetProperty("X-Own").GetString());
        Assert.StartsWith(answer.Headers.GetValues("X-Message-Id").Single(), mail.GetProperty("messageId").GetString(), StringComparison.Ordinal);
        Assert.Equal("Hello Naomi", await Http.GetStringAsync("mailbox/n1/text"));
        using var html = await Http.GetAsync("mailbox/n1/html");
        Assert.Equal("<b>Naomi</b>", await html.Content.ReadAsStringAsync());
        Assert.StartsWith("sandbox", html.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mailbox_Answers404_ForWhatIsNotThere()
    {
        using var entry = await Http.GetAsync("mailbox/none");
        using var html = await Http.GetAsync("mailbox/none/html");

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (entry.StatusCode, html.StatusCode));
    }

    [Fact]
    public async Task Faults_ComeAsAskedOverHttp()
    {
        await Http.PostAsJsonAsync("faults", new { service = "graph", kind = "throttle", count = 2, retryAfterSeconds = 4 });
        using var throttled = await Http.GetAsync("v1.0/users");
        await Http.DeleteAsync("faults");
        using var served = await Http.GetAsync("v1.0/users");

        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(4)), (throttled.StatusCode, throttled.Headers.RetryAfter?.Delta));
        Assert.Equal(HttpStatusCode.OK, served.StatusCode);
    }

    [Theory]
    [InlineData("engineering-weekly.xml")]
    [InlineData("platform-notes.xml")]
    [InlineData("larkwheel-academy.json")]
    [InlineData("not-a-feed.json")]
    [InlineData("empty.xml")]
    public async Task Content_IsTheFileAsItIs(string name)
    {
        var bytes = await File.ReadAllBytesAsync(Path.Combine(Repository.Root, "samples", "content", name));

        using var answer = await Http.GetAsync($"content/{name}");

        Assert.Equal(bytes, await answer.Content.ReadAsByteArrayAsync());
        Assert.Contains(answer.Content.Headers.ContentType!.MediaType, (string[])["application/rss+xml", "application/atom+xml", "application/feed+json", "application/json", "application/xml"]);
    }

    [Fact]
    public async Task Content_Answers304_ForATagThatIsKnown()
    {
        using var first = await Http.GetAsync("content/numbers-desk.json");
        using var request = new HttpRequestMessage(HttpMethod.Get, "content/numbers-desk.json");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        using var second = await Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Equal("application/feed+json", first.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData("content/does-not-exist.xml")]
    [InlineData("content/..%2Fsources.json")]
    public async Task Content_Answers404_OutsideTheFolder(string address)
    {
        using var answer = await Http.GetAsync(address);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Start_TakesTheSameAddressAgain()
    {
        var folder = Directory.CreateTempSubdirectory("nudges-stand-ins-");
        Uri first, second, third;
        await using (var host = await StandInHost.StartAsync(folder.FullName, Path.Combine(Repository.Root, "samples"), employees: null, CancellationToken.None))
        {
            first = host.Address;
        }

        await using (var host = await StandInHost.StartAsync(folder.FullName, Path.Combine(Repository.Root, "samples"), employees: null, CancellationToken.None))
        {
            second = host.Address;
        }

        using (var taken = new System.Net.Sockets.TcpListener(IPAddress.Loopback, first.Port))
        {
            taken.Start();
            await using var host = await StandInHost.StartAsync(folder.FullName, Path.Combine(Repository.Root, "samples"), employees: null, CancellationToken.None);
            third = host.Address;
        }

        folder.Delete(recursive: true);
        Assert.Equal(first, second);
        Assert.NotEqual(first, third);
    }

    [Theory]
    [InlineData("""{"id": "not an array"}""")]
    [InlineData("""[{"displayName": "no id"}]""")]
    [InlineData("""[{"id": "twice"}, {"id": "twice"}]""")]
    [InlineData("[")]
    public async Task Start_NamesTheFile_WhenThePeopleCannotBeRead(string people)
    {
        var fault = await Assert.ThrowsAsync<StartFailedException>(() => StandInWorld.StartAsync(people));

        Assert.Contains("people.json must be a JSON array of Graph users", fault.Message, StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> SendAsync(string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "v3/mail/send");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "key");
        request.Content = new StringContent(body, MediaTypeHeaderValue.Parse("application/json"));
        return await Http.SendAsync(request);
    }
}
