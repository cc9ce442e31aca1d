using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection;
using Nudges.Campaigns;
using Nudges.Content;
using Nudges.Delivery;
using Nudges.Local.Engine;
using Nudges.Local.SignIn;
using Nudges.Matching;
using Nudges.Orchestrations.Content;
using Nudges.Orchestrations.Delivery;
using Nudges.Orchestrations.Durable;
using Nudges.Orchestrations.People;
using Nudges.People;
using Nudges.Storage;

namespace Nudges.Local.Tests.Hosting;

/// <summary>A person sees, takes along and has erased what is kept of them, over every store that the host writes.</summary>
public sealed partial class PrivacyTests(CampaignTests.DayRun day) : IClassFixture<CampaignTests.DayRun>
{
    private static readonly string[] Places = ["campaigns", "content", "directory", "events", "history", "lists", "mailbox", "preferences", "runs"];

    private IServiceProvider Services => day.Host.Host.Services;

    [Fact]
    public async Task Erase_LeavesNothing_AndHoldsAgainstTheNextSync()
    {
        var person = await LeaveTracesAsync();
        var known = (await GetAsync("/api/me", person)).GetProperty("person");
        string[] traces = [person, known.GetProperty("mail").GetString()!, known.GetProperty("displayName").GetString()!];
        Assert.NotEmpty(await SweepAsync(traces));
        var exported = await GetAsync("/api/me/export", person);
        Assert.Equal(Places, exported.GetProperty("places").EnumerateArray().Select(place => place.GetProperty("place").GetString()));
        Assert.All(exported.GetProperty("places").EnumerateArray(), place => Assert.True(place.GetProperty("records").GetArrayLength() > 0, place.GetProperty("place").GetString()));
        var link = LinkOf(person);

        var accepted = await SendAsync(HttpMethod.Delete, "/api/me", person);
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        var location = accepted.Headers.Location!.OriginalString;
        var id = location[(location.LastIndexOf('/') + 1)..];
        await EndOfAsync(id);

        var receipt = await GetAsync(location, person);
        Assert.True(receipt.TryGetProperty("completedAt", out _));
        Assert.Equal(Places, receipt.GetProperty("places").EnumerateArray().Select(place => place.GetProperty("place").GetString()));
        Assert.All(receipt.GetProperty("places").EnumerateArray(), place => Assert.True(place.GetProperty("records").GetInt32() > 0, place.GetProperty("place").GetString()));
        Assert.Empty(await SweepAsync(traces));

        // The directory still has the person.
        await Client.ScheduleNewOrchestrationInstanceAsync(SyncPeople.Reference, Nothing.Value, "sync-after", CancellationToken.None);
        await EndOfAsync("sync-after");
        Assert.Empty(await SweepAsync(traces));
        var run = await CampaignAsync(day.Head.Id);
        Assert.Equal(day.ReportsTo(person, day.Head.Id) ? 1 : 0, run.Counts.Suppressed.GetValueOrDefault("erased"));
        Assert.True(run.Counts.AddsUp);

        // Old links keep nothing, and still lead to the item.
        using var plain = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = day.Host.Host.Address };
        Assert.Equal(HttpStatusCode.Redirect, (await plain.GetAsync(link)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await plain.PostAsync(link + "/useful", null)).StatusCode);
        Assert.Empty((await GetAsync("/api/me", person)).GetProperty("outcomes").EnumerateArray());
        Assert.Equal(HttpStatusCode.Conflict, (await SendAsync(HttpMethod.Put, "/api/me/preferences", person, """{"mostPerWeek":7}""")).StatusCode);
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("mostPerWeek", "7")]);
        var page = Services.GetRequiredService<NudgeLinks>().Preferences(new Person { Id = new PersonId(person), DisplayName = "" }, DateTimeOffset.UtcNow).AbsolutePath;
        Assert.Equal(HttpStatusCode.OK, (await plain.PostAsync(page, form)).StatusCode);
        Assert.Empty(await SweepAsync(traces));

        // Others see no receipt; an administrator lifts it.
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(HttpMethod.Get, location, day.Head.Id)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Get, location, user: null)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(HttpMethod.Delete, $"/api/people/{person}/erasure", user: null)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(HttpMethod.Delete, $"/api/people/{person}/erasure", user: null)).StatusCode);
    }

    [Fact]
    public async Task Privacy_IsForThePersonAndAdministrators()
    {
        var (one, other) = (day.ReportsOf(day.Head.Id)[0], day.ReportsOf(day.Head.Id)[1]);

        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(HttpMethod.Get, $"/api/people/{one}/export", other)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(HttpMethod.Delete, $"/api/people/{one}", other)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(HttpMethod.Delete, $"/api/people/{one}/erasure", one)).StatusCode);
        Assert.Equal(one, (await GetAsync($"/api/people/{one}/export", user: null)).GetProperty("person").GetString());
        Assert.True((await GetAsync("/api/me", one)).TryGetProperty("syncedAt", out _));
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(HttpMethod.Get, "/api/erasures/none", user: null)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(HttpMethod.Delete, $"/api/people/{new string('x', 300)}", user: null)).StatusCode);
    }

    private IDurableClient Client => Services.GetRequiredService<IDurableClient>();

    /// <summary>A manager who was nudged and has done all that leaves something.</summary>
    private async Task<string> LeaveTracesAsync()
    {
        var states = (await day.Http.GetFromJsonAsync<JsonElement>("/api/people")).GetProperty("states");
        var person = states.EnumerateObject().First(state => state.Value.GetString() == "sent" && day.ReportsOf(state.Name).Count > 0 && Messages(state.Name).Any()).Name;
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Put, "/api/me/preferences", person, """{"mostPerWeek":7}""")).StatusCode);
        var item = (await GetAsync("/api/me/nudges", person))[0].GetProperty("items")[0].GetProperty("item").GetString()!;
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Post, "/api/me/outcomes", person, $$"""{"item":"{{item}}","kind":"kept"}""")).StatusCode);
        await Services.GetRequiredService<PeopleLists>().StoreAsync([(2, person), (3, day.Head.Id)], CancellationToken.None);
        await Services.GetRequiredService<CurationStore>().DecideAsync([new ItemId(item)], person, (_, before) => before ?? ContentDecision.Undecided, CancellationToken.None);
        await TellAsync(person);
        await CampaignAsync(person);
        return person;
    }

    /// <summary>What the provider tells of the person's nudge of the day.</summary>
    private async Task TellAsync(string person)
    {
        var nudge = (await GetAsync("/api/me/nudges", person)).EnumerateArray().First(one => one.TryGetProperty("nudge", out _));
        var documents = Services.GetRequiredService<IDocumentStore>();
        var run = (await Services.GetRequiredService<IRunStore>().ReadAsync(new RunId(nudge.GetProperty("run").GetString()!), CancellationToken.None))!;
        var shard = new ShardCount(run.Inputs!.ShardBits).ShardOf(new PersonId(person));
        var planned = (await documents.ReadAsync(Documents.Plan(run.Request.Id, shard), CancellationToken.None))!.Value.People.Single(one => one.Person.Value == person);
        NudgeEventKind[] kinds = [NudgeEventKind.Delivered, NudgeEventKind.Opened, NudgeEventKind.Bounced];
        var message = new EventMessage
        {
            Events = [.. kinds.Select(kind => new NudgeEvent
            {
                Place = new NudgePlace(planned.Batch!.Value, planned.Position),
                Nudge = new NudgeId(nudge.GetProperty("nudge").GetString()!),
                Kind = kind,
                At = TimeProvider.System.GetUtcNow(),
                AddressMark = kind == NudgeEventKind.Bounced ? MailBounce.Mark("someone@else.example") : null,
            })],
        };
        await Services.GetRequiredService<EventRecorder>().HandleAsync(message, CancellationToken.None);
        Assert.NotNull((await Services.GetRequiredService<IPreferenceStore>().ReadAsync(new PersonId(person), CancellationToken.None)).Bounce);
    }

    private async Task<Run> CampaignAsync(string manager)
    {
        var started = await SendAsync(HttpMethod.Post, "/api/campaigns", manager, $$$"""{"goal":"g","audience":{"manager":"{{{manager}}}"}}""");
        var location = started.Headers.Location!.OriginalString;
        return await day.Host.EndOfAsync(new RunId(location[(location.LastIndexOf('/') + 1)..]));
    }

    private Task<OrchestrationMetadata> EndOfAsync(string instance) =>
        Services.GetRequiredService<EmbeddedEngine>().WaitForInstanceAsync(instance, instance => instance.IsCompleted, CancellationToken.None);

    private string LinkOf(string person)
    {
        var message = day.Host.Host.StandIns.Mailbox.Read(Messages(person).First())!;
        return Link().Match(message.Text ?? message.Card!.Value.GetRawText()).Value;
    }

    private IEnumerable<string> Messages(string person) =>
        day.Host.Host.StandIns.Mailbox.List(line => line.Person == person, 10).Select(line => line.Id);

    private static async Task<string> UnzippedAsync(BinaryData content)
    {
        using var unzipped = new GZipStream(content.ToStream(), CompressionMode.Decompress);
        using var reader = new StreamReader(unzipped, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }

    private static string TextOfCatalogue(BinaryData content) =>
        content + JsonSerializer.Serialize(StoredCatalogue.Read(content.ToMemory().Span).Items.Values, NudgesJson.Options);

    /// <summary>
    /// Every document, row and message of the whole account that holds one of the words; but for what says that the person was
    /// erased, the id alone in the directory, and the engine's journal, whose orchestrations are purged.
    /// </summary>
    private async Task<IReadOnlyList<string>> SweepAsync(string[] words)
    {
        var (person, found) = (words[0], new List<string>());
        var blobs = Services.GetRequiredService<BlobServiceClient>().GetBlobContainerClient("nudges");
        await foreach (var blob in blobs.GetBlobsAsync())
        {
            var content = (await blobs.GetBlobClient(blob.Name).DownloadContentAsync()).Value.Content;
            var text = blob.Name.StartsWith(Documents.StoredCatalogues, StringComparison.Ordinal) ? TextOfCatalogue(content) : await UnzippedAsync(content);
            if (blob.Name.StartsWith("privacy/", StringComparison.Ordinal))
            {
                text = text.Replace(person, "", StringComparison.Ordinal);
            }

            text = IdAlone().Replace(text, "");
            found.AddRange(words.Where(word => text.Contains(word, StringComparison.OrdinalIgnoreCase)).Select(word => $"{blob.Name}: {word}"));
        }

        var tables = Services.GetRequiredService<TableServiceClient>();
        await foreach (var table in tables.QueryAsync())
        {
            await foreach (var row in tables.GetTableClient(table.Name).QueryAsync<TableEntity>())
            {
                var text = string.Join('\n', row.Select(property => property.Value));
                if (table.Name == "preferences" && text.Contains("erasedAt", StringComparison.Ordinal) && !text.Contains("mostPerWeek", StringComparison.Ordinal))
                {
                    continue;
                }

                found.AddRange(words.Where(word => text.Contains(word, StringComparison.OrdinalIgnoreCase)).Select(word => $"{table.Name}/{row.RowKey}: {word}"));
            }
        }

        found.AddRange(day.Host.Host.StandIns.Mailbox.List(line => line.Person == person || words.Contains(line.To), 1).Select(line => $"mailbox: {line.Id}"));
        return found;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? user, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (user is not null)
        {
            request.Headers.Add(DevSignIn.UserHeader, user);
        }

        request.Content = body is null ? null : new StringContent(body, null, "application/json");
        return await day.Http.SendAsync(request);
    }

    private async Task<JsonElement> GetAsync(string path, string? user)
    {
        var answer = await SendAsync(HttpMethod.Get, path, user);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    [GeneratedRegex("/l/[A-Za-z0-9_-]+")]
    private static partial Regex Link();

    [GeneratedRegex("""\{"id":"[^"]+","displayName":"","erasedAt":"[^"]+"\}""")]
    private static partial Regex IdAlone();
}
