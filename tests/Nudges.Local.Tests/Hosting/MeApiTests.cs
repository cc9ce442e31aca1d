using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Nudges.Local.SignIn;
using Nudges.People;

namespace Nudges.Local.Tests.Hosting;

/// <summary>An employee's own preferences over HTTP.</summary>
public sealed class MeApiTests(CampaignTests.DayRun day) : IClassFixture<CampaignTests.DayRun>
{
    private readonly string _person = day.ReportsOf(day.Head.Id)[0];

    [Fact]
    public async Task Put_ReplacesWhatIsAskedFor()
    {
        const string asked = """{"channel":"email","mostPerWeek":2,"days":["monday","friday"],"from":"09:00:00","until":"16:00:00","mutedTopics":[" Excel "],"followedTopics":["Brakes"]}""";
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Put, asked)).StatusCode);

        var stored = await JsonAsync(await SendAsync(HttpMethod.Get));
        Assert.Equal("email", stored.GetProperty("channel").GetString());
        Assert.Equal(2, stored.GetProperty("mostPerWeek").GetInt32());
        Assert.Equal("Excel", stored.GetProperty("mutedTopics")[0].GetString());

        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Put, "{}")).StatusCode);
        Assert.False((await JsonAsync(await SendAsync(HttpMethod.Get))).TryGetProperty("channel", out _));
    }

    [Theory]
    [InlineData("""{"channel":"fax"}""", "channel")]
    [InlineData("""{"mostPerWeek":0}""", "mostPerWeek")]
    [InlineData("""{"from":"10:00:00"}""", "until")]
    [InlineData("""{"from":"09:16:00","until":"09:29:00"}""", "until")]
    [InlineData("""{"from":"23:50:00","until":"23:59:00"}""", "until")]
    [InlineData("""{"mostPerWeek":"2"}""", "mostPerWeek")]
    [InlineData("""{"mutedTopics":[""]}""", "mutedTopics")]
    public async Task Put_NamesTheMember_WhenItIsWrong(string body, string member)
    {
        var answer = await SendAsync(HttpMethod.Put, body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.True((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").TryGetProperty(member, out _));
    }

    [Theory]
    [InlineData("25:00")]
    [InlineData("nine")]
    [InlineData("")]
    public async Task Put_SaysWhatATimeIs_WhenItIsNone(string time)
    {
        var answer = await SendAsync(HttpMethod.Put, $$"""{"from":"{{time}}","until":"16:00"}""");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("from: Give a time of day, as 09:30.", (await JsonAsync(answer)).GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Put_TakesWhatGetShows_AndChangesNothing()
    {
        var now = TimeProvider.System.GetUtcNow();
        // Channels and hours of former versions, too.
        await day.Host.Host.Services.GetRequiredService<IPreferenceStore>().ChangeAsync(
            new PersonId(_person),
            _ => new Preferences
            {
                Channel = "pigeon",
                MostPerWeek = 3,
                Days = [DayOfWeek.Monday],
                From = new TimeOnly(9, 16),
                Until = new TimeOnly(9, 29),
                MutedTopics = ["Excel"],
                FollowedTopics = ["Brakes"],
                PausedUntil = now,
                UnsubscribedAt = now,
                ReportedSpamAt = now,
                Bounce = new MailBounce { At = now, Address = MailBounce.Mark("a@x.example"), Reason = "no such user" },
                BounceLiftedAt = now,
            },
            CancellationToken.None);
        var shown = await (await SendAsync(HttpMethod.Get)).Content.ReadAsStringAsync();

        var answer = await SendAsync(HttpMethod.Put, shown);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(shown, await answer.Content.ReadAsStringAsync());
        Assert.Equal(shown, await (await SendAsync(HttpMethod.Get)).Content.ReadAsStringAsync());
        Assert.Contains("\"unsubscribed\":true", shown, StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Put, """{"unsubscribed":false}""")).StatusCode);
        var left = await JsonAsync(await SendAsync(HttpMethod.Get));
        Assert.False(left.TryGetProperty("unsubscribedAt", out _));
        Assert.True(left.TryGetProperty("bounce", out _));
        await day.Host.Host.Services.GetRequiredService<IPreferenceStore>().ChangeAsync(new PersonId(_person), _ => Preferences.None, CancellationToken.None);
    }

    [Theory]
    [InlineData("""{"days":["someday"]}""")]
    [InlineData("""{"unknown":1}""")]
    public async Task Put_IsRefused_WhenItCannotBeRead(string body) =>
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(HttpMethod.Put, body)).StatusCode);

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string? body = null)
    {
        using var request = new HttpRequestMessage(method, "/api/me/preferences");
        request.Headers.Add(DevSignIn.UserHeader, _person);
        request.Content = body is null ? null : new StringContent(body, null, "application/json");
        return await day.Http.SendAsync(request);
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer) => await answer.Content.ReadFromJsonAsync<JsonElement>();
}
