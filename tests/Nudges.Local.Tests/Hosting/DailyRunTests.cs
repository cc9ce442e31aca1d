using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Nudges.Campaigns;
using Nudges.Delivery;
using Nudges.Local.Engine;
using Nudges.Local.SignIn;
using Nudges.Local.StandIns;
using Nudges.Orchestrations.Delivery;
using Nudges.Orchestrations.Runs;
using Nudges.People;
using Nudges.Storage;

namespace Nudges.Local.Tests.Hosting;

/// <summary>The day's run through the whole path: real SDKs, real storage, stand-ins on the wire.</summary>
public sealed class DailyRunTests
{
    [Fact]
    public async Task Run_AccountsForEveryone_AndDeliversEachNudgeOnce()
    {
        await using var host = await RunningHost.StartAsync();

        var run = await host.RunDayAsync();

        Assert.Equal(RunStatus.Finished, run.Status);
        Assert.True(run.Counts.AddsUp);
        Assert.Equal(258, run.Counts.People);
        Assert.Empty(run.Counts.Failed);
        var mailbox = host.Host.StandIns.Mailbox.Count(_ => true);
        Assert.Equal(run.Counts.Sent, mailbox.Channels);
        Assert.Equal(run.Counts.Sent.Values.Sum(), mailbox.Nudges);
        Assert.Empty(host.Repeated());
        // One request for all mail of the shard, whatever its size.
        Assert.Equal(1, host.Host.StandIns.Faults.RequestsTo(StandInService.SendGrid));
    }

    [Fact]
    public async Task Run_SendsNothing_WhenStartedAgainTheSameDay()
    {
        await using var host = await RunningHost.StartAsync();
        var first = await host.RunDayAsync();
        await host.RestartAsync();

        var second = await host.RunDayAsync();

        Assert.Equal(first.FinishedAt, second.FinishedAt);
        Assert.Equal(first.Counts.Sent.Values.Sum(), host.Host.StandIns.Mailbox.Count(_ => true).Messages);
    }

    [Fact]
    public async Task Run_LeavesMailUnconfirmed_WhenTheProviderTookItAndTheAnswerWasLost()
    {
        await using var host = await RunningHost.StartAsync();
        host.Host.StandIns.Faults.Add(new Fault { Service = StandInService.SendGrid, Kind = FaultKind.DropAfter });

        var run = await host.RunDayAsync();

        var mailbox = host.Host.StandIns.Mailbox.Count(line => line.Channel == "email");
        Assert.True(run.Counts.AddsUp);
        Assert.Equal(mailbox.Nudges, run.Counts.Failed.Where(reason => reason.Key.StartsWith(NudgeState.UnconfirmedReason, StringComparison.Ordinal)).Sum(reason => reason.Value));
        Assert.True(mailbox.Nudges > 100);
        Assert.Empty(host.Repeated());
    }

    [Theory]
    [InlineData(StandInService.SendGrid, "Throttle")]
    [InlineData(StandInService.SendGrid, "Fail")]
    [InlineData(StandInService.Bot, "Throttle")]
    [InlineData(StandInService.GraphPart, "Throttle")]
    internal async Task Run_SendsEverything_WhenAServiceSaysLater(StandInService service, string kind)
    {
        await using var host = await RunningHost.StartAsync();
        host.Host.StandIns.Faults.Add(new Fault { Service = service, Kind = Enum.Parse<FaultKind>(kind), Count = 2 });

        var run = await host.RunDayAsync();

        Assert.Empty(run.Counts.Failed);
        Assert.True(run.Counts.AddsUp);
        Assert.Empty(host.Repeated());
    }

    [Fact]
    public async Task Run_ReadsItsSources_WhenTheNetworkFailsForAMoment()
    {
        await using var host = await RunningHost.StartAsync();
        host.Host.StandIns.Faults.Add(new Fault { Service = StandInService.Content, Kind = FaultKind.DropBefore, Count = 2 });

        var run = await host.RunDayAsync();

        Assert.Equal(RunStatus.Finished, run.Status);
        Assert.DoesNotContain(run.Warnings, warning => warning.Contains("could not be reached", StringComparison.Ordinal));
        Assert.True(run.Counts.Sent.Values.Sum() > 200);
    }

    [Fact]
    public async Task Run_GoesOnWithYesterdaysPeople_AndSaysSo_WhenTheDirectoryIsDown()
    {
        await using var host = await RunningHost.StartAsync();
        var yesterday = await host.RunDayAsync();
        host.Host.StandIns.Faults.Add(new Fault { Service = StandInService.Graph, Kind = FaultKind.DropBefore, Count = 10_000 });
        var tomorrow = new RunRequest { Id = new RunId("daily-tomorrow"), Kind = RunKind.Daily, AsOf = yesterday.StartedAt.AddDays(1) };

        await host.Client.ScheduleNewOrchestrationInstanceAsync(NudgeRun.Reference, tomorrow, tomorrow.Id.Value, CancellationToken.None);
        var run = await host.EndOfAsync(tomorrow.Id);

        Assert.Equal((RunStatus.Finished, 258), (run.Status, run.Counts.People));
        Assert.Equal(yesterday.Inputs!.PeopleVersion, run.Inputs!.PeopleVersion);
        Assert.Contains(run.Warnings, warning => warning.StartsWith("The directory could not be read; the run goes on with the people known before.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Campaign_DoesNotRepeatHowSourcesFare()
    {
        await using var host = await RunningHost.StartAsync();
        var today = await host.RunDayAsync();
        host.Host.StandIns.Faults.Add(new Fault { Service = StandInService.Content, Kind = FaultKind.DropBefore, Count = 10_000 });
        var tomorrow = new RunRequest { Id = new RunId("daily-tomorrow"), Kind = RunKind.Daily, AsOf = today.StartedAt.AddDays(1) };
        await host.Client.ScheduleNewOrchestrationInstanceAsync(NudgeRun.Reference, tomorrow, tomorrow.Id.Value, CancellationToken.None);
        Assert.NotEmpty((await host.EndOfAsync(tomorrow.Id)).Warnings);

        var campaign = await host.EndOfAsync(await StartCampaignAsync(host, today.StartedAt.AddDays(-7)));

        Assert.Equal(RunStatus.Finished, campaign.Status);
        Assert.Empty(campaign.Warnings);
    }

    [Fact]
    public async Task Run_SaysSo_WhenProfilesCannotBeRead()
    {
        await using var host = await RunningHost.StartAsync();
        host.Host.StandIns.Faults.Add(new Fault { Service = StandInService.GraphBatch, Kind = FaultKind.DropBefore, Count = 1_000 });

        var run = await host.RunDayAsync();

        Assert.Equal((RunStatus.Finished, 258), (run.Status, run.Counts.People));
        Assert.Contains(run.Warnings, warning => warning.StartsWith("What people know could not be read;", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_SendsAtEachPersonsHour_WhenItIsToldTo()
    {
        await using var host = await RunningHost.StartAsync();
        await host.RunDayAsync();
        var before = host.Host.StandIns.Mailbox.Count(_ => true).Nudges;

        // Of a Monday long gone all hours are past, so nothing waits; the plan is the same as it was then.
        var run = await host.EndOfAsync(await StartCampaignAsync(host, new DateTimeOffset(2025, 11, 24, 3, 0, 0, TimeSpan.Zero)));

        Assert.Equal(RunStatus.Finished, run.Status);
        Assert.True(run.Counts.AddsUp);
        Assert.Equal(before + run.Counts.Sent.Values.Sum(), host.Host.StandIns.Mailbox.Count(_ => true).Nudges);
        Assert.Empty(host.Repeated());
        var shard = (await host.Host.Services.GetRequiredService<IDocumentStore>().ReadAsync(Documents.Plan(run.Request.Id, 0), CancellationToken.None))!.Value;
        var hours = shard.People.Where(person => person.Suppressed is null).Select(person => person.SendAt).Distinct().ToList();
        Assert.True(hours.Count > 3, "The company works in more than three time zones.");
        Assert.All(hours, hour => Assert.InRange(hour!.Value, run.Request.AsOf, run.Request.AsOf.AddDays(1)));
    }

    [Fact]
    public async Task Run_HoldsItsNudgesBack_UntilTheHourComes()
    {
        await using var host = await RunningHost.StartAsync();
        await host.RunDayAsync();
        var before = host.Host.StandIns.Mailbox.Count(_ => true).Nudges;
        var midnight = NextMonday(TimeProvider.System.GetUtcNow());

        var id = await StartCampaignAsync(host, midnight);
        await host.Host.Services.GetRequiredService<EmbeddedEngine>().WaitForInstanceAsync(
            id.Value, instance => instance.SerializedCustomStatus?.Contains("delivering", StringComparison.Ordinal) == true, CancellationToken.None);
        await PlanAsync(host, id);

        Assert.Equal(before, host.Host.StandIns.Mailbox.Count(_ => true).Nudges);
    }

    [Fact]
    public async Task Run_TakesThePlaceOfAPlannedNudge_WhenItsPriorityIsHigher()
    {
        await using var host = await RunningHost.StartAsync();
        var services = host.Host.Services;
        var monday = NextMonday(TimeProvider.System.GetUtcNow());
        var low = await StartCampaignAsync(host, monday, RunPriority.Low);
        var planned = (await PlanAsync(host, low)).People.First(person => person is { SendAt: not null, Channel: "email" });
        await services.GetRequiredService<IPreferenceStore>().ChangeAsync(planned.Person, asked => asked with { MostPerWeek = 1 }, CancellationToken.None);

        var high = await StartCampaignAsync(host, monday.AddSeconds(1), RunPriority.High);
        var winner = (await PlanAsync(host, high)).People.Single(person => person.Person == planned.Person);
        var normal = await StartCampaignAsync(host, monday.AddSeconds(2), RunPriority.Normal);
        var loser = (await PlanAsync(host, normal)).People.Single(person => person.Person == planned.Person);
        var waiting = await NudgeAsync(host, planned.Person, low);
        // The hour of the first comes.
        await services.GetRequiredService<BatchSender>().SendAsync(
            new BatchMessage { Batch = planned.Batch!.Value, Channel = "email" }, "message", host.Client, CancellationToken.None);

        Assert.Equal([low], winner.Outranks);
        Assert.Equal(Suppression.TooOften, loser.Suppressed);
        Assert.Equal(("suppressed", Suppression.Sentence(Suppression.OutrankedBy(high))), (waiting.GetProperty("state").GetString(), waiting.GetProperty("reason").GetString()));
        Assert.Equal(["planned", "queued", "suppressed"], waiting.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("stage").GetString()));
        var entry = (await services.GetRequiredService<IBatchLedger>().ReadAsync(planned.Batch!.Value, CancellationToken.None))!;
        Assert.Equal(NudgeState.LeftOut, entry.States[planned.Position]);
        Assert.Equal(Suppression.OutrankedBy(high), entry.Reasons[planned.Position]);
        Assert.Equal(entry.States.Length - 1, entry.States.Count(state => state == NudgeState.Sent));
    }

    [Fact]
    public async Task Plan_GivesBackTheTakenPlace_WhenItsFirstTryWasCutOffAndThePersonHasUnsubscribedSince()
    {
        await using var host = await RunningHost.StartAsync();
        var services = host.Host.Services;
        var documents = services.GetRequiredService<IDocumentStore>();
        var monday = NextMonday(TimeProvider.System.GetUtcNow());
        var low = await StartCampaignAsync(host, monday, RunPriority.Low);
        var person = (await PlanAsync(host, low)).People.First(planned => planned.SendAt is not null).Person;
        await services.GetRequiredService<IPreferenceStore>().ChangeAsync(person, asked => asked with { MostPerWeek = 1 }, CancellationToken.None);
        var high = await StartCampaignAsync(host, monday.AddSeconds(1), RunPriority.High);
        Assert.Equal([low], (await PlanAsync(host, high)).People.Single(planned => planned.Person == person).Outranks);
        var run = (await services.GetRequiredService<IRunStore>().ReadAsync(high, CancellationToken.None))!;

        await documents.DeleteAsync(Documents.Plan(high, 0).Path, CancellationToken.None);
        await services.GetRequiredService<IPreferenceStore>().ChangeAsync(person, asked => asked with { UnsubscribedAt = monday }, CancellationToken.None);
        await ActivatorUtilities.CreateInstance<PlanShards>(services).RunAsync(
            new PlanShardsInput { Run = run.Request, Inputs = run.Inputs!, Group = new ShardPlace(0, 0), Shards = [0], Instance = "none" }, CancellationToken.None);

        var history = (await documents.ReadAsync(Documents.History(new ShardCount(run.Inputs!.ShardBits), 0), CancellationToken.None))!.Value;
        var past = Assert.Single(history.Nudges[person]);
        Assert.Equal((low, (RunId?)null), (past.Run, past.OutrankedBy));
    }

    /// <summary>What the person is shown of their nudge of a run.</summary>
    private static async Task<JsonElement> NudgeAsync(RunningHost host, PersonId person, RunId run)
    {
        using var http = host.CreateHttpClient();
        http.DefaultRequestHeaders.Add(DevSignIn.UserHeader, person.Value);
        var nudges = await http.GetFromJsonAsync<JsonElement>("/api/me/nudges");
        return nudges.EnumerateArray().Single(nudge => nudge.GetProperty("run").GetString() == run.Value);
    }

    private static async Task<ShardPlan> PlanAsync(RunningHost host, RunId run)
    {
        var documents = host.Host.Services.GetRequiredService<IDocumentStore>();
        while (true)
        {
            if (await documents.ReadAsync(Documents.Plan(run, 0), CancellationToken.None) is { } plan)
            {
                return plan.Value;
            }

            await Task.Yield();
        }
    }

    private static async Task<RunId> StartCampaignAsync(RunningHost host, DateTimeOffset asOf, RunPriority priority = RunPriority.Normal)
    {
        var request = new RunRequest
        {
            Id = new RunId($"campaign-{Guid.NewGuid():N}"),
            Kind = RunKind.Campaign,
            AsOf = asOf,
            Goal = "At your hour",
            Priority = priority,
            Timing = TimingMode.PersonsHour,
            Window = TimeSpan.FromDays(1),
        };
        return (await host.Host.Services.GetRequiredService<RunStarter>().StartCampaignAsync(host.Client, request, CancellationToken.None)).Request.Id;
    }

    private static DateTimeOffset NextMonday(DateTimeOffset now) =>
        new(now.UtcDateTime.Date.AddDays((DayOfWeek.Monday - now.UtcDateTime.DayOfWeek + 7) % 7 is var days and > 0 ? days : 7), TimeSpan.Zero);

    [Fact]
    public async Task Run_LosesNothing_WhenTheHostIsStoppedWhileSending()
    {
        await using var host = await RunningHost.StartAsync();
        var running = host.RunDayAsync();
        while (host.Host.StandIns.Faults.RequestsTo(StandInService.Bot) < 5)
        {
            await Task.Yield();
        }

        await host.RestartAsync();
        Assert.False(running.IsCompletedSuccessfully);
        var run = await host.RunDayAsync();

        Assert.Equal(RunStatus.Finished, run.Status);
        Assert.Empty(run.Counts.Failed);
        var mailbox = host.Host.StandIns.Mailbox.Count(_ => true);
        Assert.Equal(run.Counts.Sent, mailbox.Channels);
        Assert.Empty(host.Repeated());
    }

    [Fact]
    public async Task Run_GoesOnAfterARestart_WhenAzuriteIsKilledUnderIt()
    {
        await using var host = await RunningHost.StartAsync();
        var running = host.RunDayAsync();
        while (host.Host.StandIns.Faults.RequestsTo(StandInService.Content) == 0)
        {
            await Task.Yield();
        }

        using (var azurite = Process.GetProcessById(host.Host.Azurite!.ProcessId))
        {
            azurite.Kill();
        }

        var fault = await Assert.ThrowsAsync<StartFailedException>(() => running);
        Assert.Contains("Azurite", fault.Message, StringComparison.Ordinal);
        await host.RestartAsync();
        var run = await host.RunDayAsync();
        Assert.Equal(RunStatus.Finished, run.Status);
        Assert.True(run.Counts.AddsUp);
        Assert.Empty(host.Repeated());
    }
}
