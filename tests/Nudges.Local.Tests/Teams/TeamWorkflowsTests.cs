using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Nudges.Delivery;
using Nudges.Integrations.Teams;
using Nudges.Local.StandIns;
using Nudges.Local.Tests.StandIns;

namespace Nudges.Local.Tests.Teams;

/// <summary>Cards to the channels of teams.</summary>
public sealed class TeamWorkflowsTests : IAsyncLifetime
{
    private const string Card = """{"type":"AdaptiveCard","version":"1.5","fallbackText":"A campaign is over","body":[]}""";
    private const string Secret = "the-signature";

    private StandInWorld? _world;

    private StandInWorld World => _world!;

    public async Task InitializeAsync() => _world = await StandInWorld.StartAsync();

    public async Task DisposeAsync() => await World.DisposeAsync();

    [Fact]
    public async Task Post_BringsTheCardToTheTeamsChannel()
    {
        var teams = Teams();

        var post = await teams.PostAsync("platform", Card, CancellationToken.None);

        Assert.IsType<NudgeOutcome.Sent>(post.Outcome);
        var message = World.Host.Mailbox.Read(Assert.Single(World.Host.Mailbox.List(_ => true, 10)).Id)!;
        Assert.Equal(("teams", "platform", "A campaign is over"), (message.Channel, message.To, message.Subject));
        Assert.Equal("AdaptiveCard", message.Card!.Value.GetProperty("type").GetString());
        Assert.Equal(["platform", "Sales-2"], teams.Names);
    }

    [Fact]
    public async Task Post_SaysHowLongToWait_WhenThrottled()
    {
        World.Host.Faults.Add(new Fault { Service = StandInService.Workflows, Kind = FaultKind.Throttle, RetryAfterSeconds = 6 });

        var post = await Teams().PostAsync("platform", Card, CancellationToken.None);

        Assert.IsType<NudgeOutcome.NotSent>(post.Outcome);
        Assert.Equal(TimeSpan.FromSeconds(6), post.RetryAfter);
    }

    [Theory]
    [InlineData(nameof(FaultKind.DropAfter), 1)]
    [InlineData(nameof(FaultKind.DropBefore), 0)]
    public async Task Post_IsUnconfirmed_WhenTheAnswerIsLost(string fault, int arrived)
    {
        World.Host.Faults.Add(new Fault { Service = StandInService.Workflows, Kind = Enum.Parse<FaultKind>(fault) });

        var post = await Teams().PostAsync("platform", Card, CancellationToken.None);

        Assert.IsType<NudgeOutcome.Unconfirmed>(post.Outcome);
        Assert.Equal(arrived, World.Host.Mailbox.Count(_ => true).Messages);
    }

    [Fact]
    public async Task Post_KeepsToFourASecond()
    {
        var teams = Teams();

        var posts = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => teams.PostAsync("platform", Card, CancellationToken.None)));
        var fifth = teams.PostAsync("platform", Card, CancellationToken.None);

        Assert.All(posts, post => Assert.IsType<NudgeOutcome.Sent>(post.Outcome));
        Assert.False(fifth.IsCompleted);
        World.StandInTime.Advance(TimeSpan.FromSeconds(1));
        Assert.IsType<NudgeOutcome.Sent>((await fifth).Outcome);
    }

    [Theory]
    [InlineData(404, typeof(NudgeOutcome.Rejected))]
    [InlineData(401, typeof(NudgeOutcome.Rejected))]
    [InlineData(302, typeof(NudgeOutcome.Rejected))]
    [InlineData(503, typeof(NudgeOutcome.NotSent))]
    [InlineData(500, typeof(NudgeOutcome.Unconfirmed))]
    public async Task Post_TellsWhatBecameOfIt_AndNeverTheAddress(int status, Type outcome)
    {
        var log = new LogLines();
        await using var server = await FixedAnswer.StartAsync(status, headers: ("Location", "https://elsewhere.example/"));
        var teams = Teams(settings => settings["Teams:Workflows:platform"] = $"{server.Address}workflows/x?sig={Secret}", log);

        var post = await teams.PostAsync("platform", Card, CancellationToken.None);

        Assert.IsType(outcome, post.Outcome);
        Assert.Equal(1, server.Requests);
        Assert.NotEmpty(log.Lines);
        Assert.All([.. log.Lines, $"{post}"], line => AssertNoAddress(line, server.Address));
    }

    [Fact]
    public async Task Post_IsSafeToRepeat_WhenNobodyIsThere()
    {
        var log = new LogLines();
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var address = new Uri($"http://127.0.0.1:{((IPEndPoint)closed.LocalEndpoint).Port}/x?sig={Secret}");
        closed.Stop();
        var teams = Teams(settings => settings["Teams:Workflows:platform"] = address.AbsoluteUri, log);

        var post = await teams.PostAsync("platform", Card, CancellationToken.None);

        Assert.Contains("Teams:Workflows:platform", Assert.IsType<NudgeOutcome.NotSent>(post.Outcome).Reason, StringComparison.Ordinal);
        Assert.All([.. log.Lines, $"{post}"], line => AssertNoAddress(line, address));
    }

    [Fact]
    public async Task Post_Rejects_WhatIsTooLargeOrForNobody()
    {
        var teams = Teams();
        var large = $$"""{"type":"AdaptiveCard","text":"{{new string('x', 29_000)}}"}""";

        Assert.IsType<NudgeOutcome.Rejected>((await teams.PostAsync("platform", large, CancellationToken.None)).Outcome);
        Assert.IsType<NudgeOutcome.Rejected>((await teams.PostAsync("nobody", Card, CancellationToken.None)).Outcome);
        Assert.Equal(0, World.Host.Faults.RequestsTo(StandInService.Workflows));
    }

    [Theory]
    [InlineData("Teams:Workflows:platform", "http://example.com/x?sig=the-signature", "https address")]
    [InlineData("Teams:Workflows:platform", "the-signature", "https address")]
    [InlineData("Teams:Workflows:platform", "", "https address")]
    [InlineData("Teams:Workflows:two words", "https://example.com/?sig=the-signature", "a team's name")]
    public void Settings_FailTheStart_AndDoNotTellTheAddress(string setting, string value, string says)
    {
        var options = World.Integrations(settings => settings[setting] = value).GetRequiredService<IOptions<TeamsOptions>>();

        var failure = Assert.Throws<OptionsValidationException>(() => options.Value);
        Assert.Contains(says, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, failure.ToString(), StringComparison.Ordinal);
    }

    private static void AssertNoAddress(string line, Uri address)
    {
        Assert.DoesNotContain(Secret, line, StringComparison.Ordinal);
        Assert.DoesNotContain(address.Authority, line, StringComparison.Ordinal);
    }

    private ITeamChannels Teams(Action<Dictionary<string, string?>>? change = null, LogLines? log = null) => World.Integrations(
        settings =>
        {
            settings["Teams:Workflows:Sales-2"] = settings["Teams:Workflows:platform"] = new Uri(World.Host.Address, $"workflows/platform?sig={Secret}").AbsoluteUri;
            change?.Invoke(settings);
        },
        services =>
        {
            if (log is not null)
            {
                services.AddLogging(logging => logging.AddProvider(log).SetMinimumLevel(LogLevel.Trace));
            }
        }).GetRequiredService<ITeamChannels>();
}
