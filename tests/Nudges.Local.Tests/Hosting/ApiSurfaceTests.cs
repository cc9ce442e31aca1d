using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Nudges.Api;
using Nudges.Content;
using Nudges.Local.SignIn;
using Nudges.Orchestrations.Content;

namespace Nudges.Local.Tests.Hosting;

/// <summary>What holds for every endpoint, whatever it does.</summary>
public sealed partial class ApiSurfaceTests(CampaignTests.DayRun day) : IClassFixture<CampaignTests.DayRun>
{
    [Fact]
    public async Task EveryEndpoint_AnswersUnauthorized_WithoutSignIn_UnlessItIsExplicitlyForAnyone()
    {
        var endpoints = day.Host.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null)
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"], (endpoint, method) => (Method: method, Path: "/" + Parameter().Replace(endpoint.RoutePattern.RawText!.TrimStart('/'), "x")))
            .ToList();
        var wrong = new List<string>();
        foreach (var (method, path) in endpoints)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            request.Headers.Add(DevSignIn.UserHeader, DevSignIn.SignedOut);
            if (method is not "GET")
            {
                request.Content = JsonContent.Create(new { });
            }

            using var response = await day.Http.SendAsync(request);
            if (response.StatusCode != HttpStatusCode.Unauthorized)
            {
                wrong.Add($"{method} {path}: {(int)response.StatusCode}");
            }
        }

        Assert.Empty(wrong);
        Assert.InRange(endpoints.Count(endpoint => endpoint.Path.StartsWith("/api/", StringComparison.Ordinal)), 30, 1_000);
    }

    [Fact]
    public async Task OpenApi_ShowsEnumsByTheirNames()
    {
        var schemas = (await day.Http.GetFromJsonAsync<JsonElement>("/openapi/v1.json")).GetProperty("components").GetProperty("schemas");

        Assert.Equal(EnumNames.Of(typeof(CurationState)), Names("CurationState"));
        Assert.Equal(EnumNames.Of(typeof(ContentKind)), Names("ContentKind"));
        Assert.Equal(EnumNames.Of(typeof(ContentPriority)), Names("ContentPriority"));

        IEnumerable<string?> Names(string schema)
        {
            Assert.Equal("string", schemas.GetProperty(schema).GetProperty("type").GetString());
            return schemas.GetProperty(schema).GetProperty("enum").EnumerateArray().Select(name => name.GetString());
        }
    }

    [Theory]
    [InlineData("""{"audience":{"departments":["x"]}}""", "audience", "Give a list.")]
    [InlineData("""{"pinnedUntil":"yesterday"}""", "pinnedUntil", "Give a date and a time, as 2026-11-30T17:00:00Z.")]
    [InlineData("""{"boost":"much"}""", "boost", "Give a number.")]
    [InlineData("""{"why":5}""", "why", "Give a text.")]
    [InlineData("""{"wy":"x"}""", "wy", "There is no field of this name.")]
    [InlineData("""{"priority":"2"}""", "priority", "Give one of: low, normal, high.")]
    public async Task Answer_SaysInPlainWordsWhatIsExpected_WhenABodyCannotBeRead(string body, string field, string expected)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var response = await day.Http.PatchAsync("/api/content/any", content);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(expected, problem.GetProperty("errors").GetProperty(field)[0].GetString());
        Assert.Equal($"{field}: {expected}", problem.GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData("[]", "Give a JSON object.")]
    [InlineData("5", "Give a JSON object.")]
    [InlineData("{", "The body is not JSON at line 1, byte 2.")]
    [InlineData("{\n\"goal\":x}", "The body is not JSON at line 2, byte 8.")]
    public async Task Answer_SaysWhatIsExpected_WhenABodyIsNoObject(string body, string expected)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var response = await day.Http.PostAsync("/api/campaigns", content);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.EndsWith(expected, (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_AsksForUtf8_WhenABodyIsInAnotherCharset()
    {
        using var content = new StringContent("{}");
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/json; charset=utf-7");
        using var response = await day.Http.PostAsync("/api/campaigns", content);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Equal("Send JSON as UTF-8.", (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData("GET", "/api/runs", DevSignIn.SignedOut, HttpStatusCode.Unauthorized, "Microsoft Entra", "X-Dev-User")]
    [InlineData("GET", "/api/runs", "somebody", HttpStatusCode.Forbidden, Access.LearningProfessionalRole, "X-Dev-User")]
    [InlineData("GET", "/api/people/any/export", "somebody", HttpStatusCode.Forbidden, Access.AdministratorRole, "X-Dev-User")]
    [InlineData("POST", "/api/audiences/preview", "somebody", HttpStatusCode.Forbidden, "report to you", Access.LearningProfessionalRole)]
    public async Task Answer_SaysHowToSignInOrWhichRoleIsMissing_WhenItIsRefused(string method, string path, string user, HttpStatusCode status, string first, string second)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = method == "POST" ? JsonContent.Create(new { audience = new { everyone = true } }) : null };
        request.Headers.Add(DevSignIn.UserHeader, user);

        var detail = await DetailAsync(await day.Http.SendAsync(request), status);

        Assert.Contains(first, detail, StringComparison.Ordinal);
        Assert.Contains(second, detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/campaigns", "text/plain", "application/json")]
    [InlineData("/api/campaigns", null, "application/json")]
    [InlineData("/api/content/any", "text/plain", "application/json")]
    [InlineData("/api/audiences/csv", "application/json", "text/csv or multipart/form-data")]
    [InlineData("/api/audiences/csv", null, "text/csv")]
    public async Task Answer_NamesTheMediaType_WhenABodyIsOfAnother(string path, string? sent, string wanted)
    {
        using var request = new HttpRequestMessage(path.EndsWith("any", StringComparison.Ordinal) ? HttpMethod.Patch : HttpMethod.Post, path) { Content = new StringContent("{}") };
        request.Content.Headers.ContentType = sent is null ? null : MediaTypeHeaderValue.Parse(sent);

        Assert.Contains(wanted, await DetailAsync(await day.Http.SendAsync(request), HttpStatusCode.UnsupportedMediaType), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/api/campaigns", "POST")]
    [InlineData("GET", "/api/events/redrive", "POST")]
    [InlineData("DELETE", "/api/runs/any", "GET")]
    [InlineData("POST", "/api/people/any", "DELETE, GET")]
    public async Task Answer_NamesTheMethodsThatThereAre_WhenThereIsNoSuch(string method, string path, string allowed)
    {
        var response = await day.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        Assert.Equal(allowed, string.Join(", ", response.Content.Headers.Allow));
        Assert.Contains(allowed, await DetailAsync(response, HttpStatusCode.MethodNotAllowed), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/api/nothing/here")]
    [InlineData("POST", "/api/nothing/here")]
    [InlineData("GET", "/api/events/sendgrid")]
    [InlineData("POST", "/api/events/sendgrid")]
    public async Task Answer_IsNotFound_WhereNothingIs_AndWhereNoKeyIsSet(string method, string path) =>
        Assert.NotEmpty(await DetailAsync(await day.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path)), HttpStatusCode.NotFound));

    [Theory]
    [InlineData("[null]", "There is no channel null. Channels: email, smtp, teams.")]
    [InlineData("""["fax","","email"]""", "There is no channel 'fax', ''. Channels: email, smtp, teams.")]
    public async Task Campaign_NamesTheChannelsThatThereAreNot(string channels, string expected)
    {
        using var content = new StringContent($$"""{"goal":"g","audience":{"everyone":true},"channels":{{channels}}}""", System.Text.Encoding.UTF8, "application/json");
        using var response = await day.Http.PostAsync("/api/campaigns", content);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(expected, (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").GetProperty("channels")[0].GetString());
    }

    [Theory]
    [InlineData("[5]")]
    [InlineData("[null]")]
    public async Task Answer_AsksForAnId_WhereThereIsNone(string items)
    {
        using var content = new StringContent($$"""{"items":{{items}}}""", System.Text.Encoding.UTF8, "application/json");
        using var response = await day.Http.PostAsync("/api/content/approve", content);

        Assert.Equal("items[0]: Give an id, as a text.", await DetailAsync(response, HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task Answer_NamesTheParameter_WhenAnAddressCannotBeRead()
    {
        using var response = await day.Http.GetAsync("/api/content?skip=abc");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("skip: Give a whole number.", (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Answer_SaysWhenToComeAgain_WhenTooManyChangeTheSame()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddNudgesApi();
        builder.Services.AddAuthentication();
        await using var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.UseExceptionHandler();
        app.MapGet("/", IResult () => throw new TooManyChangesException()).AllowAnonymous();
        await app.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

        using var response = await http.GetAsync("/");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(3), response.Headers.RetryAfter?.Delta);
        Assert.Contains("send it again", (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private static async Task<string> DetailAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString()!;
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();
}
