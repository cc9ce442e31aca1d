using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Storage.Queues;
using Microsoft.Extensions.DependencyInjection;
using Nudges.Campaigns;
using Nudges.Delivery;
using Nudges.Local.SignIn;
using Nudges.Local.StandIns;
using Nudges.People;
using Nudges.Storage;

namespace Nudges.Local.Tests.Hosting;

/// <summary>SendGrid's Event Webhook from the stand-in's signature to the nudge's history and the run's counts.</summary>
public sealed class EventTests(EventTests.DayRun day) : IClassFixture<EventTests.DayRun>
{
    private SendGridWebhook Webhook => day.Host.Host.StandIns.Webhook;

    private IServiceProvider Services => day.Host.Host.Services;

    [Fact]
    public async Task Run_EndsWithNothingUnconfirmed_WhenTheAnswerWasLostAndEventsCome()
    {
        // The fixture's first request of mail was taken, and its connection cut.
        await EventuallyAsync(async () =>
        {
            // Its last events may be on their way still, and its counts are made right after them.
            var run = (await Services.GetRequiredService<IRunStore>().ReadAsync(day.Run.Request.Id, CancellationToken.None))!;
            return !run.Counts.Failed.Keys.Any(reason => reason.StartsWith(NudgeState.UnconfirmedReason, StringComparison.Ordinal));
        });

        var documents = Services.GetRequiredService<IDocumentStore>();
        var reconciled = 0;
        await foreach (var path in documents.ListAsync($"runs/{day.Run.Request.Id}/events/", CancellationToken.None))
        {
            reconciled += (await documents.ReadAsync(new DocumentKey<BatchEvents>(path), CancellationToken.None))!.Value.Reconciled.Count;
        }

        Assert.True(reconciled > 0);
        var counts = (await Services.GetRequiredService<IRunStore>().ReadAsync(day.Run.Request.Id, CancellationToken.None))!.Counts;
        Assert.Equal(day.Run.Counts.People, counts.People);
        Assert.Equal(day.Host.Host.StandIns.Mailbox.List(line => line.Channel == "email", 10_000).Count, counts.Sent["email"]);
        Assert.Empty(day.Host.Repeated());
    }

    [Fact]
    public async Task Nudge_ShowsItsLife_ToWhomItIsOf_AndOthersNotWhatTheyDid()
    {
        var line = Line(0);
        await TellAsync(Webhook.Event(line.Nudge!, "open")!, Webhook.Event(line.Nudge!, "open", ("sg_machine_open", true))!);

        await EventuallyAsync(async () => (await StagesAsync(line.Person!, asThemselves: true)).Contains("openedByMachine"));

        var own = await StagesAsync(line.Person!, asThemselves: true);
        Assert.Equal(["planned", "queued", "claimed", "accepted"], own.Take(4));
        Assert.Equal(["delivered", "opened", "openedByMachine"], own.Skip(4).Order());
        Assert.Equal(["planned", "queued", "claimed", "accepted", "delivered"], await StagesAsync(line.Person!, asThemselves: false));
    }

    [Fact]
    public async Task Bounce_KeepsMailAway_UntilACuratorLiftsIt()
    {
        var line = Line(1);
        await TellAsync(Webhook.Event(line.Nudge!, "bounce", ("type", "bounce"), ("reason", $"550 <{line.To}> unknown"))!);

        await EventuallyAsync(async () => (await PersonAsync(line.Person!)).TryGetProperty("bounce", out _));

        Assert.Equal("550 <…> unknown", (await PersonAsync(line.Person!)).GetProperty("bounce").GetProperty("reason").GetString());
        Assert.Equal(HttpStatusCode.Forbidden, (await DeleteBounceAsync(line.Person!, asThemselves: true)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await DeleteBounceAsync(line.Person!, asThemselves: false)).StatusCode);
        Assert.False((await PersonAsync(line.Person!)).TryGetProperty("bounce", out _));
        Assert.NotNull((await Services.GetRequiredService<IPreferenceStore>().ReadAsync(new PersonId(line.Person!), CancellationToken.None)).BounceLiftedAt);
        Assert.Equal(HttpStatusCode.NoContent, (await DeleteBounceAsync(line.Person!, asThemselves: false)).StatusCode);
        var unknown = await DeleteBounceAsync("nobody", asThemselves: false);
        await RefusedAsync(unknown, HttpStatusCode.NotFound, "nobody");
    }

    [Fact]
    public async Task Post_IsRefusedWithAReason_WhenItIsForgedOldOrUnsigned()
    {
        var told = Webhook.Event(Line(2).Nudge!, "unsubscribe")!;

        await RefusedAsync(await Webhook.PostAsync([told], forged: true), HttpStatusCode.Forbidden, "signature");
        await RefusedAsync(await Webhook.PostAsync([told], at: TimeProvider.System.GetUtcNow().AddHours(-26)), HttpStatusCode.Forbidden, "timestamp");
        using var unsigned = new StringContent($"[{told.ToJsonString()}]", Encoding.UTF8, "application/json");
        await RefusedAsync(await day.Http.PostAsync("/api/events/sendgrid", unsigned), HttpStatusCode.Forbidden, "Signed Event Webhook");
        await RefusedAsync(await day.Http.PostAsync("/api/events/mailgun", unsigned), HttpStatusCode.NotFound, "mailgun");
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Put, HttpMethod.Delete })
        {
            var answer = await day.Http.SendAsync(new HttpRequestMessage(method, "/api/events/sendgrid"));
            Assert.Equal(["POST"], answer.Content.Headers.Allow);
            await RefusedAsync(answer, HttpStatusCode.MethodNotAllowed, "POST");
        }

        Assert.Null((await Services.GetRequiredService<IPreferenceStore>().ReadAsync(new PersonId(Line(2).Person!), CancellationToken.None)).UnsubscribedAt);
    }

    [Fact]
    public async Task Post_IsRefused_WhenItIsNoListOrHuge()
    {
        await RefusedAsync(await SignedAsync("{\"a\":"u8.ToArray()), HttpStatusCode.BadRequest, "list of events");
        await RefusedAsync(await SignedAsync(new byte[5 * 1024 * 1024]), HttpStatusCode.RequestEntityTooLarge, "bytes");
    }

    [Fact]
    public async Task Post_IsAnsweredWhenItIsQueued_AlsoWhenItIsLarge()
    {
        // Of batches that are not known: worked on and dropped.
        var events = Enumerable.Range(0, 2_000).Select(number => new JsonObject
        {
            ["event"] = "delivered",
            ["timestamp"] = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(),
            ["nudge_id"] = $"n{number}",
            ["nudge_batch"] = $"unknown-{number % 3}.00000.email.0",
            ["nudge_place"] = $"{number}",
        });

        using var answer = await Webhook.PostAsync([.. events]);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var queue = Services.GetRequiredService<QueueServiceClient>().GetQueueClient(IEventQueue.PoisonName);
        Assert.Equal(0, (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount);
    }

    [Fact]
    public async Task Redrive_IsForLearningProfessionals()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/events/redrive");
        request.Headers.Add(DevSignIn.UserHeader, Line(0).Person);
        Assert.Equal(HttpStatusCode.Forbidden, (await day.Http.SendAsync(request)).StatusCode);
        Assert.Equal(0, (await (await day.Http.PostAsync("/api/events/redrive", null)).Content.ReadFromJsonAsync<JsonElement>()).GetProperty("messages").GetInt32());
    }

    private async Task TellAsync(params JsonObject[] events)
    {
        for (var times = 0; times < 2; times++)
        {
            using var answer = await Webhook.PostAsync(events);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    private async Task<HttpResponseMessage> SignedAsync(byte[] body)
    {
        using var request = Webhook.Sign(body);
        return await day.Http.SendAsync(request);
    }

    private static async Task RefusedAsync(HttpResponseMessage answer, HttpStatusCode status, string word)
    {
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains(word, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString(), StringComparison.Ordinal);
        answer.Dispose();
    }

    private async Task<HttpResponseMessage> DeleteBounceAsync(string person, bool asThemselves)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, $"/api/people/{person}/bounce");
        if (asThemselves)
        {
            request.Headers.Add(DevSignIn.UserHeader, person);
        }

        return await day.Http.SendAsync(request);
    }

    private async Task<JsonElement> PersonAsync(string person) => await day.Http.GetFromJsonAsync<JsonElement>($"/api/people/{person}");

    private async Task<IReadOnlyList<string>> StagesAsync(string person, bool asThemselves)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, asThemselves ? "/api/me/nudges" : $"/api/people/{person}");
        if (asThemselves)
        {
            request.Headers.Add(DevSignIn.UserHeader, person);
        }

        var answer = await (await day.Http.SendAsync(request)).Content.ReadFromJsonAsync<JsonElement>();
        var nudges = asThemselves ? answer : answer.GetProperty("nudges");
        return [.. nudges[0].GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("stage").GetString()!)];
    }

    private MailboxLine Line(int number) =>
        day.Host.Host.StandIns.Mailbox.List(line => line is { Channel: "email", Person: not null }, 10_000).OrderBy(line => line.Id, StringComparer.Ordinal).ElementAt(number);

    /// <summary>Looks again until it is so, a minute at most.</summary>
    private static async Task EventuallyAsync(Func<Task<bool>> isSo)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (!await isSo())
        {
            await again.WaitForNextTickAsync(limit.Token);
        }
    }

    /// <summary>A host whose day's run lost the answer to its first request of mail.</summary>
    public sealed class DayRun : IAsyncLifetime
    {
        public RunningHost Host { get; private set; } = null!;

        public HttpClient Http { get; private set; } = null!;

        public Run Run { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            Host = await RunningHost.StartAsync(events: true);
            Http = Host.CreateHttpClient();
            Host.Host.StandIns.Faults.Add(new Fault { Service = StandInService.SendGrid, Kind = FaultKind.DropAfter });
            Run = await Host.RunDayAsync();
        }

        public async Task DisposeAsync()
        {
            Http.Dispose();
            await Host.DisposeAsync();
        }
    }
}
