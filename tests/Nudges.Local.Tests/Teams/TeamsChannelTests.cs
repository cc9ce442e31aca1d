using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Nudges.Delivery;
using Nudges.Integrations.Identity;
using Nudges.Integrations.Teams;
using Nudges.Local.StandIns;
using Nudges.Local.Tests.StandIns;
using Nudges.People;

namespace Nudges.Local.Tests.Teams;

public sealed class TeamsChannelTests : IAsyncLifetime
{
    private StandInWorld? _world;

    private StandInWorld World => _world!;

    public async Task InitializeAsync() => _world = await StandInWorld.StartAsync();

    public async Task DisposeAsync() => await World.DisposeAsync();

    [Fact]
    public async Task Send_OpensAConversationOnce()
    {
        var channel = Channel();

        await channel.SendAsync([Card("n1", 0)], CancellationToken.None);
        await channel.SendAsync([Card("n2", 0)], CancellationToken.None);

        Assert.Equal(3, World.Host.Faults.RequestsTo(StandInService.Bot));
        Assert.Equal(2, World.Host.Mailbox.Count(_ => true).Channels["teams"]);
    }

    [Fact]
    public async Task Send_ShowsTheCardAndWhatItIsAbout()
    {
        var channel = Channel();

        await channel.SendAsync([Card("n1", 0)], CancellationToken.None);

        var message = World.Host.Mailbox.Read("n1")!;
        Assert.Equal("Something to read", message.Subject);
        Assert.Equal("AdaptiveCard", message.Card!.Value.GetProperty("type").GetString());
        Assert.Equal("28:11111111-2222-3333-4444-555555555555", message.From);
    }

    [Fact]
    public async Task Send_StopsAtTheFirstThrottle()
    {
        var channel = Channel();
        await channel.SendAsync([Card("before", 0), Card("before1", 1), Card("before2", 2)], CancellationToken.None);
        var asked = World.Host.Faults.RequestsTo(StandInService.Bot);
        World.Host.Faults.Add(new Fault { Service = StandInService.Bot, Kind = FaultKind.Throttle, RetryAfterSeconds = 9 });

        var result = await channel.SendAsync([Card("n1", 0), Card("n2", 1), Card("n3", 2)], CancellationToken.None);

        Assert.All(result.Outcomes, outcome => Assert.IsType<NudgeOutcome.NotSent>(outcome));
        Assert.Equal(TimeSpan.FromSeconds(9), result.RetryAfter);
        Assert.Equal(asked + 1, World.Host.Faults.RequestsTo(StandInService.Bot));
    }

    [Fact]
    public async Task Send_IsSafeToRepeat_WhenOnlyOpeningTheConversationGotNoAnswer()
    {
        var channel = Channel();
        World.Host.Faults.Add(new Fault { Service = StandInService.Bot, Kind = FaultKind.DropAfter });

        var first = await channel.SendAsync([Card("n1", 0)], CancellationToken.None);
        var second = await channel.SendAsync([Card("n1", 0)], CancellationToken.None);

        Assert.IsType<NudgeOutcome.NotSent>(first.Outcomes[0]);
        Assert.IsType<NudgeOutcome.Sent>(second.Outcomes[0]);
        Assert.Equal(0, World.Host.Mailbox.Count(_ => true).Repeated);
    }

    [Fact]
    public async Task Send_Rejects_WhenTheCardIsTooLarge()
    {
        var result = await Channel().SendAsync([Card("n1", 0, new string('x', 29_000)), Card("n2", 1)], CancellationToken.None);

        Assert.Contains("28672 bytes", Assert.IsType<NudgeOutcome.Rejected>(result.Outcomes[0]).Reason, StringComparison.Ordinal);
        Assert.IsType<NudgeOutcome.Sent>(result.Outcomes[1]);
    }

    [Fact]
    public async Task Send_StopsWithoutThrowing_WhenCancelledOnTheWay()
    {
        using var cancel = new CancellationTokenSource();
        var channel = World.Integrations(add: services => services.AddHttpClient(BotClient.HttpName).AddHttpMessageHandler(() => new CancelAfter(2, cancel))).GetRequiredService<TeamsChannel>();

        var result = await channel.SendAsync([Card("n1", 0), Card("n2", 1)], cancel.Token);

        Assert.IsType<NudgeOutcome.Sent>(result.Outcomes[0]);
        Assert.IsType<NudgeOutcome.NotSent>(result.Outcomes[1]);
        Assert.Equal(1, World.Host.Mailbox.Count(_ => true).Messages);
    }

    [Fact]
    public async Task Send_KeepsToTheRate()
    {
        var channel = Channel(settings => settings["Teams:RequestsPerSecond"] = "20");
        var started = Stopwatch.GetTimestamp();

        await channel.SendAsync([.. Enumerable.Range(0, 12).Select(number => Card($"n{number}", number))], CancellationToken.None);

        // 24 requests, of which 2 may go at once.
        Assert.Equal(24, World.Host.Faults.RequestsTo(StandInService.Bot));
        Assert.True(Stopwatch.GetElapsedTime(started) > TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Send_BringsAToken_ForTheBot()
    {
        List<string> tokens = [];
        var channel = World.Integrations(SignIn, services =>
        {
            services.AddHttpClient(EntraCredential.HttpName).AddHttpMessageHandler(() => new TokenAnswer(HttpStatusCode.OK));
            services.AddHttpClient(BotClient.HttpName).AddHttpMessageHandler(() => new TokenRecorder(tokens));
        }).GetRequiredService<TeamsChannel>();

        var result = await channel.SendAsync([Card("n1", 0)], CancellationToken.None);

        Assert.IsType<NudgeOutcome.Sent>(result.Outcomes[0]);
        Assert.Equal([TokenAnswer.Token, TokenAnswer.Token], tokens);
    }

    [Fact]
    public async Task Send_NamesTheSettings_WhenNoTokenCanBeHad()
    {
        var channel = World.Integrations(SignIn, services => services.AddHttpClient(EntraCredential.HttpName).AddHttpMessageHandler(() => new TokenAnswer(HttpStatusCode.Unauthorized)))
            .GetRequiredService<TeamsChannel>();

        var result = await channel.SendAsync([Card("n1", 0)], CancellationToken.None);

        Assert.Contains("Teams:ClientSecret", Assert.IsType<NudgeOutcome.NotSent>(result.Outcomes[0]).Reason, StringComparison.Ordinal);
        Assert.Equal(0, World.Host.Faults.RequestsTo(StandInService.Bot));
    }

    [Theory]
    [InlineData(401, "", "Teams:ClientSecret")]
    [InlineData(412, "", "412")]
    [InlineData(502, "", "502")]
    [InlineData(504, "", "504")]
    [InlineData(200, "<html>Hello</html>", "Teams:ServiceAddress")]
    public async Task Send_StopsAndSaysWhy_WhenNothingIsTaken(int status, string body, string named)
    {
        await using var server = await FixedAnswer.StartAsync(status, body);
        var channel = Channel(settings => settings["Teams:ServiceAddress"] = server.Address.AbsoluteUri);

        var result = await channel.SendAsync([Card("n1", 0), Card("n2", 1)], CancellationToken.None);

        Assert.All(result.Outcomes, outcome => Assert.Contains(named, Assert.IsType<NudgeOutcome.NotSent>(outcome).Reason, StringComparison.Ordinal));
        Assert.Equal(1, server.Requests);
    }

    [Theory]
    [InlineData("""{"error":{"code":"ForbiddenOperationException","message":"8:orgid:a7ba0ddd-8cc0-58b2-97ca-9533d8a4f463"}}""", "(ForbiddenOperationException)")]
    [InlineData("""{"errorCode":209,"message":"{\r\n  \"subCode\": \"MessageWritesBlocked\",\r\n  \"details\": \"Thread is blocked from message writes.\"\r\n}"}""", "(MessageWritesBlocked)")]
    [InlineData("", "(no reason given)")]
    public async Task Send_RejectsInWords_WhenTheBotIsNotWelcome(string body, string said)
    {
        await using var server = await FixedAnswer.StartAsync(403, body);
        var channel = Channel(settings => settings["Teams:ServiceAddress"] = server.Address.AbsoluteUri);

        var result = await channel.SendAsync([Card("n1", 0)], CancellationToken.None);

        Assert.Contains(said, Assert.IsType<NudgeOutcome.Rejected>(result.Outcomes[0]).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Teams:BotId", "", "Teams:BotId is missing")]
    [InlineData("Teams:TenantId", "", "Teams:TenantId is missing")]
    [InlineData("Teams:ServiceAddress", "https://smba.trafficmanager.net/teams/", "Teams:Anonymous")]
    public void Settings_FailTheStart_WhenWrong(string setting, string value, string says)
    {
        var options = World.Integrations(settings => settings[setting] = value).GetRequiredService<IOptions<TeamsOptions>>();

        Assert.Contains(says, Assert.Throws<OptionsValidationException>(() => options.Value).Message, StringComparison.Ordinal);
    }

    private static void SignIn(Dictionary<string, string?> settings) => (settings["Teams:Anonymous"], settings["Teams:ClientSecret"]) = ("false", "secret");

    private TeamsChannel Channel(Action<Dictionary<string, string?>>? change = null) => World.Integrations(change).GetRequiredService<TeamsChannel>();

    private BatchedNudge Card(string nudge, int person, string text = "Read on") => new()
    {
        Id = new NudgeId(nudge),
        Person = new PersonId(Company.IdOf(World.Host.Company.Users.Where(Company.HasTeams).ElementAt(person))),
        Message = JsonSerializer.Serialize(
            new TeamsMessage
            {
                Summary = "Something to read",
                Card = JsonSerializer.SerializeToElement(new { type = "AdaptiveCard", version = "1.5", body = new[] { new { type = "TextBlock", text } } }),
            },
            NudgesJson.Options),
    };

    private sealed class CancelAfter(int requests, CancellationTokenSource cancel) : DelegatingHandler
    {
        private int _requests = requests;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (--_requests == 0)
            {
                await cancel.CancelAsync();
            }

            return response;
        }
    }
}
