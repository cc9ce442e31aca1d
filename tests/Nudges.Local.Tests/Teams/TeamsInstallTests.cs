using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Nudges.Delivery;
using Nudges.Integrations.Identity;
using Nudges.Integrations.Teams;
using Nudges.Local.StandIns;
using Nudges.Local.Tests.StandIns;
using Nudges.People;

namespace Nudges.Local.Tests.Teams;

/// <summary>The app is installed for whoever has not got it.</summary>
public sealed class TeamsInstallTests : IAsyncLifetime
{
    private StandInWorld? _world;

    private StandInWorld World => _world!;

    public async Task InitializeAsync() => _world = await StandInWorld.StartAsync();

    public async Task DisposeAsync() => await World.DisposeAsync();

    [Fact]
    public async Task Send_InstallsTheAppOnce_WhenThePersonHasNotGotIt()
    {
        World.Host.TeamsApps.Default = TeamsAppState.NotInstalled;
        var channel = Channel();

        var first = await channel.SendAsync([Card("n1", 0), Card("n2", 1)], CancellationToken.None);
        var second = await channel.SendAsync([Card("n3", 0)], CancellationToken.None);

        Assert.All([.. first.Outcomes, .. second.Outcomes], outcome => Assert.IsType<NudgeOutcome.Sent>(outcome));
        Assert.Equal(2, World.Host.Faults.RequestsTo(StandInService.GraphInstall));
        Assert.Equal(3, World.Host.Mailbox.Count(_ => true).Messages);
    }

    [Fact]
    public async Task Send_AsksGraphNothing_WhenEverybodyHasTheApp()
    {
        await Channel().SendAsync([Card("n1", 0)], CancellationToken.None);

        Assert.Equal(0, World.Host.Faults.RequestsTo(StandInService.GraphInstall));
    }

    [Fact]
    public async Task Send_NamesTheSetting_WhenTheAppIsNotInstalledAndTheCatalogueIdIsNotSet()
    {
        World.Host.TeamsApps.Set(PersonAt(0).Value, TeamsAppState.NotInstalled);

        var result = await Channel(settings => settings["Teams:AppId"] = "").SendAsync([Card("n1", 0), Card("n2", 1)], CancellationToken.None);

        Assert.Contains("Teams:AppId", Assert.IsType<NudgeOutcome.Rejected>(result.Outcomes[0]).Reason, StringComparison.Ordinal);
        Assert.IsType<NudgeOutcome.Sent>(result.Outcomes[1]);
    }

    [Fact]
    public async Task Send_GoesOn_WhenTheAppWasInstalledMeanwhile()
    {
        // Installed for Graph, and not yet for the bot: an app that is there already answers 409.
        World.Host.TeamsApps.Set(PersonAt(0).Value, TeamsAppState.NotInstalled);
        var channel = World.TeamsChannel(add: services => services.AddHttpClient(BotClient.HttpName).AddHttpMessageHandler(() =>
            new AfterFirst(() => World.Host.TeamsApps.Set(PersonAt(0).Value, TeamsAppState.Installed))));

        var result = await channel.SendAsync([Card("n1", 0)], CancellationToken.None);

        Assert.IsType<NudgeOutcome.Sent>(result.Outcomes[0]);
        Assert.Equal(1, World.Host.Faults.RequestsTo(StandInService.GraphInstall));
    }

    [Fact]
    public async Task Send_RejectsAndNamesThePermission_WhenItIsMissing()
    {
        World.Host.TeamsApps.Set(PersonAt(0).Value, TeamsAppState.NotInstalled);
        World.Host.TeamsApps.Permit(TeamsApps.InstallPermission, permitted: false);

        var result = await Channel().SendAsync([Card("n1", 0), Card("n2", 1)], CancellationToken.None);

        Assert.Contains(TeamsApps.InstallPermission, Assert.IsType<NudgeOutcome.Rejected>(result.Outcomes[0]).Reason, StringComparison.Ordinal);
        Assert.IsType<NudgeOutcome.Sent>(result.Outcomes[1]);
    }

    [Fact]
    public async Task Send_RejectsAndNamesTheSetting_WhenTheCatalogueHasNoSuchApp()
    {
        World.Host.TeamsApps.Set(PersonAt(0).Value, TeamsAppState.NotInstalled);

        var result = await Channel(settings => settings["Teams:AppId"] = Guid.Empty.ToString()).SendAsync([Card("n1", 0)], CancellationToken.None);

        Assert.Contains("Teams:AppId", Assert.IsType<NudgeOutcome.Rejected>(result.Outcomes[0]).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_RejectsWhomGraphDoesNotKnow()
    {
        var stranger = Card("n1", 0) with { Person = new PersonId(Guid.NewGuid().ToString()) };

        var result = await Channel().SendAsync([stranger], CancellationToken.None);

        Assert.Contains("does not know the person", Assert.IsType<NudgeOutcome.Rejected>(result.Outcomes[0]).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_PutsOffOnlyThoseWithoutTheApp_WhenInstallingIsThrottled()
    {
        foreach (var person in new[] { 0, 2 })
        {
            World.Host.TeamsApps.Set(PersonAt(person).Value, TeamsAppState.NotInstalled);
        }

        World.Host.Faults.Add(new Fault { Service = StandInService.GraphInstall, Kind = FaultKind.Throttle, RetryAfterSeconds = 17 });
        var channel = Channel();
        BatchedNudge[] nudges = [Card("n1", 0), Card("n2", 1), Card("n3", 2)];

        var result = await channel.SendAsync(nudges, CancellationToken.None);

        Assert.IsType<NudgeOutcome.NotSent>(result.Outcomes[0]);
        Assert.IsType<NudgeOutcome.Sent>(result.Outcomes[1]);
        Assert.IsType<NudgeOutcome.NotSent>(result.Outcomes[2]);
        Assert.Equal((TimeSpan.FromSeconds(17), TimeSpan.Zero), (result.RetryAfter, result.HoldOff));
        // The third was not asked for: Graph had said to wait.
        Assert.Equal(1, World.Host.Faults.RequestsTo(StandInService.GraphInstall));

        World.Time.Advance(TimeSpan.FromSeconds(17));
        var again = await channel.SendAsync([nudges[0], nudges[2]], CancellationToken.None);

        Assert.All(again.Outcomes, outcome => Assert.IsType<NudgeOutcome.Sent>(outcome));
        Assert.Equal(0, World.Host.Mailbox.Count(_ => true).Repeated);
    }

    [Theory]
    [InlineData(nameof(FaultKind.Fail))]
    [InlineData(nameof(FaultKind.DropBefore))]
    [InlineData(nameof(FaultKind.DropAfter))]
    public async Task Send_IsSafeToRepeat_WhenInstallingGotNoClearAnswer(string fault)
    {
        World.Host.TeamsApps.Set(PersonAt(0).Value, TeamsAppState.NotInstalled);
        World.Host.Faults.Add(new Fault { Service = StandInService.GraphInstall, Kind = Enum.Parse<FaultKind>(fault) });
        var channel = Channel();

        var first = await channel.SendAsync([Card("n1", 0), Card("n2", 1)], CancellationToken.None);
        World.Time.Advance(TimeSpan.FromMinutes(1));
        var second = await channel.SendAsync([Card("n1", 0)], CancellationToken.None);

        Assert.IsType<NudgeOutcome.NotSent>(first.Outcomes[0]);
        Assert.IsType<NudgeOutcome.Sent>(first.Outcomes[1]);
        Assert.IsType<NudgeOutcome.Sent>(second.Outcomes[0]);
        Assert.Equal(0, World.Host.Mailbox.Count(_ => true).Repeated);
    }

    [Fact]
    public async Task Send_NamesTheSettings_WhenNoTokenCanBeHadForGraph()
    {
        World.Host.TeamsApps.Set(PersonAt(0).Value, TeamsAppState.NotInstalled);
        var channel = World.TeamsChannel(
            settings => (settings["Graph:Anonymous"], settings["Graph:TenantId"], settings["Graph:ClientId"], settings["Graph:ClientSecret"]) = ("false", "larkwheel.example", "app", "secret"),
            services => services.AddHttpClient(EntraCredential.HttpName).AddHttpMessageHandler(() => new TokenAnswer(HttpStatusCode.Unauthorized)));

        var result = await channel.SendAsync([Card("n1", 0)], CancellationToken.None);

        Assert.Contains("Graph:ClientSecret", Assert.IsType<NudgeOutcome.NotSent>(result.Outcomes[0]).Reason, StringComparison.Ordinal);
        Assert.Equal(0, World.Host.Faults.RequestsTo(StandInService.GraphInstall));
    }

    [Theory]
    [InlineData("BotDisabledByAdmin", "policies")]
    [InlineData("ConversationBlockedByUser", "blocked")]
    [InlineData("NotEnoughPermissions", "does not let the bot write")]
    public async Task Send_InstallsNothing_WhenTheBotIsKeptOutOnPurpose(string code, string says)
    {
        await using var server = await FixedAnswer.StartAsync(403, $$$"""{"error":{"code":"{{{code}}}","message":"No."}}""");
        var channel = Channel(settings => settings["Teams:ServiceAddress"] = server.Address.AbsoluteUri);

        var result = await channel.SendAsync([Card("n1", 0)], CancellationToken.None);

        Assert.Contains(says, Assert.IsType<NudgeOutcome.Rejected>(result.Outcomes[0]).Reason, StringComparison.Ordinal);
        Assert.Equal(0, World.Host.Faults.RequestsTo(StandInService.GraphInstall));
    }

    [Fact]
    public async Task Send_NamesTheServiceAddress_WhenTheTenantIsInAnotherCloud()
    {
        await using var server = await FixedAnswer.StartAsync(403, """{"error":{"code":"InvalidBotApiHost","message":"Invalid bot api host."}}""");
        var channel = Channel(settings => settings["Teams:ServiceAddress"] = server.Address.AbsoluteUri);

        var result = await channel.SendAsync([Card("n1", 0)], CancellationToken.None);

        Assert.Contains("Teams:ServiceAddress", Assert.IsType<NudgeOutcome.NotSent>(result.Outcomes[0]).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_Rejects_WhenTheAppWasRemovedAfterTheChatWasOpened()
    {
        var channel = Channel();
        await channel.SendAsync([Card("n1", 0)], CancellationToken.None);
        World.Host.TeamsApps.Set(PersonAt(0).Value, TeamsAppState.NotInstalled);

        var result = await channel.SendAsync([Card("n2", 0)], CancellationToken.None);

        Assert.Contains("removed", Assert.IsType<NudgeOutcome.Rejected>(result.Outcomes[0]).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_FailTheStart_WhenTheCatalogueIdIsNone()
    {
        var options = World.Integrations(settings => settings["Teams:AppId"] = "learning-nudges").GetRequiredService<IOptions<TeamsOptions>>();

        Assert.Contains("Teams:AppId must be the GUID", Assert.Throws<OptionsValidationException>(() => options.Value).Message, StringComparison.Ordinal);
    }

    private TeamsChannel Channel(Action<Dictionary<string, string?>>? change = null) => World.TeamsChannel(change);

    private PersonId PersonAt(int number) => World.TeamsPerson(number);

    private BatchedNudge Card(string nudge, int person) => World.TeamsCard(nudge, person);

    private sealed class AfterFirst(Action then) : DelegatingHandler
    {
        private int _requests;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (Interlocked.Increment(ref _requests) == 1)
            {
                then();
            }

            return response;
        }
    }
}
