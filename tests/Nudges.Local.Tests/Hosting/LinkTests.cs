using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Nudges.Delivery;
using Nudges.Local.SignIn;
using Nudges.Local.StandIns;
using Nudges.Outcomes;
using Nudges.People;

namespace Nudges.Local.Tests.Hosting;

/// <summary>The links of nudges as a person, a mail scanner and a browser follow them, and what is kept of it.</summary>
public sealed partial class LinkTests(CampaignTests.DayRun day) : IClassFixture<CampaignTests.DayRun>, IDisposable
{
    private readonly HttpClient _http = new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = day.Host.Host.Address };

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Open_LeadsToTheItemsOwnAddress_AndIsKeptAsAClick()
    {
        var (person, links) = Mail(0);
        var view = await day.Http.GetFromJsonAsync<JsonElement>($"/api/people/{person}");
        var addresses = view.GetProperty("nudges")[0].GetProperty("items").EnumerateArray().Select(item => item.GetProperty("address").GetString()).ToList();

        var answer = await _http.GetAsync(new Uri(links[0] + "?to=https://evil.example", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal(new Uri(addresses[0]!), answer.Headers.Location);
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        Assert.Equal(["clicked"], await KindsAsync(person));
        await _http.GetAsync(links[0]);
        Assert.Equal(["clicked"], await KindsAsync(person));
    }

    [Fact]
    public async Task Answer_MayStandInTeams_AndPreferencesInNoFrame()
    {
        var (_, links) = Mail(0);

        var answer = await _http.GetAsync(links[0] + "/answer");
        var unknown = await _http.GetAsync("/preferences/nonsense");

        Assert.Contains("frame-ancestors https://teams.microsoft.com ", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", unknown.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("useful", true)]
    [InlineData("answer", false)]
    public async Task Answer_RunsItsOwnScriptAlone_AndOnlyWhereTheLinkNamesTheAnswer(string answer, bool runs)
    {
        var (_, links) = Mail(0);

        var response = await _http.GetAsync($"{links[0]}/{answer}");

        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        var scripts = Script().Matches(await response.Content.ReadAsStringAsync()).Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(runs ? 1 : 0, scripts.Count);
        Assert.All(scripts, script => Assert.Contains($"script-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)))}';", policy, StringComparison.Ordinal));
        Assert.Equal(runs, policy.Contains("script-src", StringComparison.Ordinal));
        Assert.StartsWith("default-src 'none';", policy, StringComparison.Ordinal);
        Assert.Contains("form-action 'self'", policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_ThatUnsubscribeOrAskForPreferences_RunNoScript_NorDoesTheAnswerThatWasKept()
    {
        var (_, links) = Mail(8);
        HttpResponseMessage[] pages =
        [
            await _http.GetAsync(PreferencesInMail().Match(Text(8)).Value), await _http.GetAsync(UnsubscribeInMail().Match(Text(8)).Value), await _http.PostAsync($"{links[0]}/done", null),
        ];

        Assert.All(pages, page => Assert.Equal(HttpStatusCode.OK, page.StatusCode));
        Assert.All(pages, page => Assert.DoesNotContain("script-src", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal));
        Assert.DoesNotContain("<script", string.Concat(await Task.WhenAll(pages.Select(page => page.Content.ReadAsStringAsync()))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_ChangesNothing_WhateverIsOpened()
    {
        var (person, links) = Mail(9);
        string[] opened = [.. Answers.All.Select(answer => $"{links[0]}/{EnumNames.Of(answer)}"), $"{links[0]}/answer", PreferencesInMail().Match(Text(9)).Value, UnsubscribeInMail().Match(Text(9)).Value];

        foreach (var link in opened)
        {
            Assert.Equal(HttpStatusCode.OK, (await _http.GetAsync(link)).StatusCode);
        }

        Assert.Empty(await KindsAsync(person));
        Assert.Null((await day.Host.Host.Services.GetRequiredService<IPreferenceStore>().ReadAsync(new PersonId(person), CancellationToken.None)).UnsubscribedAt);
    }

    [Fact]
    public async Task Open_IsNoClick_WhenAMachineReads()
    {
        var (person, links) = Mail(1);
        foreach (var (method, header) in new[] { (HttpMethod.Head, null), (HttpMethod.Get, "Purpose"), (HttpMethod.Get, "Sec-Purpose") })
        {
            using var request = new HttpRequestMessage(method, links[0]);
            if (header is not null)
            {
                request.Headers.Add(header, "prefetch;prerender");
            }

            Assert.Equal(HttpStatusCode.Redirect, (await _http.SendAsync(request)).StatusCode);
        }

        Assert.Empty(await KindsAsync(person));
    }

    [Fact]
    public async Task Open_IsNoClick_WhenAllLinksOfAMailAreOpenedAtOnce()
    {
        var (person, links) = Mail(2);
        await Task.WhenAll(links.Select(link => _http.GetAsync(link)));

        Assert.Empty(await KindsAsync(person));
        // The pages of answers are opened by scanners as well.
        await _http.GetAsync(links[0] + "/useful");
        Assert.Empty(await KindsAsync(person));
    }

    [Fact]
    public async Task Answer_IsKept_WhenThePagesFormIsPosted()
    {
        var (person, links) = Mail(3);

        var page = await (await _http.GetAsync(links[1] + "/useful")).Content.ReadAsStringAsync();
        var action = FormAction().Match(page).Groups[1].Value;
        Assert.Equal(links[1] + "/useful", action);
        Assert.Equal(HttpStatusCode.OK, (await _http.PostAsync(action, null)).StatusCode);
        Assert.Equal(["useful"], await KindsAsync(person));

        Assert.Equal(HttpStatusCode.OK, (await _http.PostAsync(links[1] + "/notForMe", null)).StatusCode);
        Assert.Equal(["notForMe"], await KindsAsync(person));
        Assert.Equal(HttpStatusCode.OK, (await _http.GetAsync(links[1] + "/answer")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _http.PostAsync(links[1] + "/clicked", null)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _http.PostAsync(links[1] + "/3", null)).StatusCode);
        Assert.Equal(["notForMe"], await KindsAsync(person));
    }

    [Fact]
    public async Task Card_HoldsTheSameLinks()
    {
        var line = day.Host.Host.StandIns.Mailbox.List(line => line is { Channel: "teams", Person: not null }, 10_000)[0];
        var card = day.Host.Host.StandIns.Mailbox.Read(line.Id)!.Card!.Value.GetRawText();
        var link = new Uri(LinkInCard().Match(card).Groups[1].Value).AbsolutePath;

        Assert.EndsWith("/done", link, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await _http.PostAsync(link, null)).StatusCode);
        Assert.Equal(["done"], await KindsAsync(line.Person!));
    }

    [Fact]
    public async Task Links_SayWhatIsWrong_WhenTheyAreCutForgedOrOld()
    {
        var (person, links) = Mail(4);
        var signer = day.Host.Host.Services.GetRequiredService<LinkSigner>();
        var link = signer.Read(links[0][3..])!;
        var old = $"/l/{signer.Create(link with { Expires = new DateOnly(2020, 1, 1), Language = "de" })}";
        var preferences = $"/l/{signer.Create(link with { Purpose = LinkPurpose.Preferences, Nudge = null, Item = null })}";

        using var german = new HttpRequestMessage(HttpMethod.Get, links[0][..^3]);
        german.Headers.Add("Accept-Language", "fr;q=0.5, de-CH");
        var cut = await _http.SendAsync(german);
        Assert.Equal(HttpStatusCode.NotFound, cut.StatusCode);
        Assert.Contains("Dieser Link ist ungültig", await cut.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await _http.GetAsync(preferences)).StatusCode);
        var expired = await _http.PostAsync(old + "/useful", null);
        Assert.Equal(HttpStatusCode.Gone, expired.StatusCode);
        Assert.Contains("Dieser Link ist zu alt", await expired.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Gone, (await _http.GetAsync($"/l/{signer.Create(link with { Item = new("0000") })}")).StatusCode);
        Assert.Empty(await KindsAsync(person));
    }

    [Theory]
    [InlineData("multipart/form-data", "x")]
    [InlineData("multipart/form-data; boundary=abc", "--abc")]
    [InlineData("application/x-www-form-urlencoded; charset=utf-7", "channel=email")]
    [InlineData("application/json", "{}")]
    public async Task Preferences_StayAsTheyAre_WhenTheFormCannotBeRead(string type, string body)
    {
        var page = PreferencesInMail().Match(Text(5)).Value;
        using var content = new StringContent(body);
        content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(type);

        Assert.Equal(HttpStatusCode.BadRequest, (await _http.PostAsync(page, content)).StatusCode);
    }

    [Fact]
    public async Task Preferences_StayAsTheyAre_WhenTheFormHasTooManyFields()
    {
        var page = PreferencesInMail().Match(Text(5)).Value;
        using var form = new FormUrlEncodedContent(Enumerable.Range(0, 2_000).Select(number => KeyValuePair.Create($"days{number}", "monday")));

        Assert.Equal(HttpStatusCode.BadRequest, (await _http.PostAsync(page, form)).StatusCode);
    }

    [Fact]
    public async Task Preferences_AreChangedByTheirPage_WithoutSignIn()
    {
        var (person, _) = Mail(5);
        var page = PreferencesInMail().Match(Text(5)).Value;
        Assert.Contains("<select name=\"channel\">", await _http.GetStringAsync(page), StringComparison.Ordinal);

        using var form = Form(("channel", "email"), ("mostPerWeek", "2"), ("days", "monday"), ("days", "friday"), ("from", "09:00"), ("until", "16:30"), ("mutedTopics", "Excel\r\n Word \r\n"), ("pausedUntil", "2020-01-02"));
        var saved = await _http.PostAsync(page, form);

        Assert.Equal(HttpStatusCode.OK, saved.StatusCode);
        Assert.Contains("<option value=\"2\" selected>", await saved.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var stored = await day.Host.Host.Services.GetRequiredService<IPreferenceStore>().ReadAsync(new PersonId(person), CancellationToken.None);
        Assert.Equal(("email", 2, new TimeOnly(16, 30)), (stored.Channel, stored.MostPerWeek, stored.Until));
        Assert.Equal([DayOfWeek.Monday, DayOfWeek.Friday], stored.Days);
        Assert.Equal(["Excel", "Word"], stored.MutedTopics);
        Assert.Equal(new DateTimeOffset(2020, 1, 2, 0, 0, 0, TimeSpan.Zero), stored.PausedUntil);

        using var hours = Form(("from", "17:00"), ("until", "16:30"));
        Assert.Equal(HttpStatusCode.BadRequest, (await _http.PostAsync(page, hours)).StatusCode);
        using var nonsense = Form(("mostPerWeek", "many"));
        Assert.Equal(HttpStatusCode.BadRequest, (await _http.PostAsync(page, nonsense)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await _http.PostAsync(page, null)).StatusCode);
        Assert.Equal(2, (await day.Host.Host.Services.GetRequiredService<IPreferenceStore>().ReadAsync(new PersonId(person), CancellationToken.None)).MostPerWeek);
        using var nothing = Form(("channel", ""));
        Assert.Equal(HttpStatusCode.OK, (await _http.PostAsync(page, nothing)).StatusCode);
        Assert.Null((await day.Host.Host.Services.GetRequiredService<IPreferenceStore>().ReadAsync(new PersonId(person), CancellationToken.None)).Channel);
    }

    [Fact]
    public async Task Outcomes_AreKept_WhenSaidOverHttp()
    {
        var (person, links) = Mail(6);
        var link = day.Host.Host.Services.GetRequiredService<LinkSigner>().Read(links[0][3..])!;

        Assert.Equal(HttpStatusCode.OK, (await SayAsync(person, $$"""{"item":"{{link.Item}}","kind":"kept"}""")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SayAsync(person, $$"""{"item":"{{link.Item}}","kind":"later","nudge":"{{link.Nudge}}"}""")).StatusCode);
        Assert.Equal(["kept", "later"], await KindsAsync(person));
    }

    [Theory]
    [InlineData("""{"kind":"useful"}""", "item")]
    [InlineData("""{"item":"none","kind":"useful"}""", "item")]
    [InlineData("""{"item":"none","kind":"clicked"}""", "kind")]
    [InlineData("""{"item":"none"}""", "kind")]
    [InlineData("""{"item":"none","kind":"done","nudge":"none"}""", "nudge")]
    public async Task Outcomes_NameTheMember_WhenItIsWrong(string body, string member)
    {
        var answer = await SayAsync(Mail(7).Person, body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.True((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").TryGetProperty(member, out _));
    }

    private async Task<HttpResponseMessage> SayAsync(string person, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/me/outcomes") { Content = new StringContent(body, null, "application/json") };
        request.Headers.Add(DevSignIn.UserHeader, person);
        return await _http.SendAsync(request);
    }

    private async Task<IReadOnlyList<string>> KindsAsync(string person)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/me/outcomes");
        request.Headers.Add(DevSignIn.UserHeader, person);
        var answer = await (await _http.SendAsync(request)).Content.ReadFromJsonAsync<JsonElement>();
        return [.. answer.EnumerateArray().Select(outcome => outcome.GetProperty("kind").GetString()!)];
    }

    /// <summary>One of the mails with several items, another for each test: whose it is, and the items' links as paths, each once.</summary>
    private (string Person, IReadOnlyList<string> Links) Mail(int number)
    {
        var links = LinkInMail().Matches(Text(number)).Select(match => match.Value).Distinct().ToList();
        return (Lines()[number].Person!, links);
    }

    private string Text(int number) => day.Host.Host.StandIns.Mailbox.Read(Lines()[number].Id)!.Text!;

    private List<MailboxLine> Lines() => [.. day.Host.Host.StandIns.Mailbox.List(line => line is { Channel: "email", Person: not null }, 10_000)
        .Where(line => LinkInMail().Matches(day.Host.Host.StandIns.Mailbox.Read(line.Id)!.Text!).DistinctBy(match => match.Value).Count() > 1)
        .OrderBy(line => line.Id, StringComparer.Ordinal).Take(10)];

    private static FormUrlEncodedContent Form(params (string Name, string Value)[] fields) =>
        new(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));

    [GeneratedRegex("/l/[A-Za-z0-9_-]+")]
    private static partial Regex LinkInMail();

    [GeneratedRegex("/preferences/[A-Za-z0-9_-]+")]
    private static partial Regex PreferencesInMail();

    [GeneratedRegex("/unsubscribe/[A-Za-z0-9_-]+")]
    private static partial Regex UnsubscribeInMail();

    [GeneratedRegex("<script>(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex Script();

    [GeneratedRegex("\"(http[^\"]+/l/[A-Za-z0-9_-]+/done)\"")]
    private static partial Regex LinkInCard();

    [GeneratedRegex("action=\"([^\"]+)\"><button class=\"chosen\"")]
    private static partial Regex FormAction();
}
