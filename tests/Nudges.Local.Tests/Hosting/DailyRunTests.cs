using System.Diagnostics;
using Nudges.Campaigns;
using Nudges.Delivery;
using Nudges.Local.StandIns;
using Nudges.Orchestrations.Runs;

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
    public async Task Run_SaysSo_WhenProfilesCannotBeRead()
    {
        await using var host = await RunningHost.StartAsync();
        host.Host.StandIns.Faults.Add(new Fault { Service = StandInService.GraphBatch, Kind = FaultKind.DropBefore, Count = 1_000 });

        var run = await host.RunDayAsync();

        Assert.Equal((RunStatus.Finished, 258), (run.Status, run.Counts.People));
        Assert.Contains(run.Warnings, warning => warning.StartsWith("What people know could not be read;", StringComparison.Ordinal));
    }

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
