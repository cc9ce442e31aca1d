using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Nudges.Local.SignIn;

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
    [InlineData("""{"mutedTopics":[""]}""", "mutedTopics")]
    public async Task Put_NamesTheMember_WhenItIsWrong(string body, string member)
    {
        var answer = await SendAsync(HttpMethod.Put, body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.True((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").TryGetProperty(member, out _));
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
