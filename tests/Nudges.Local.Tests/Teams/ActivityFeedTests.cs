using System.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Nudges.Delivery;
using Nudges.Integrations.Teams;
using Nudges.Local.StandIns;
using Nudges.Local.Tests.StandIns;
using Nudges.Messages;

namespace Nudges.Local.Tests.Teams;

/// <summary>Where the bot may not write, the activity feed takes its place.</summary>
public sealed class ActivityFeedTests : IAsyncLifetime
{
    private static readonly FeedNotice Notice = new()
    {
        Headline = "Something worth your time",
        Title = "Reading a balance sheet",
        Why = "Because you list finance among your skills",
        Link = new Uri("https://nudges.example/l/token"),
    };

    private StandInWorld? _world;

    private StandInWorld World => _world!;

    public async Task InitializeAsync() => _world = await StandInWorld.StartAsync();

    public async Task DisposeAsync() => await World.DisposeAsync();

    [Fact]
    public async Task Send_GoesByTheActivityFeed_WhenThePersonHasBlockedTheBot()
    {
        Set(0, TeamsAppState.Blocked);

        var result = await Channel().SendAsync([Card("n1", 0), Card("n2", 1)], CancellationToken.None);

        Assert.Equal(ActivityFeed.Note, Assert.IsType<NudgeOutcome.Sent>(result.Outcomes[0]).Note);
        Assert.Null(Assert.IsType<NudgeOutcome.Sent>(result.Outcomes[1]).Note);
        var notification = Received(0)!;
        Assert.Equal(("teams", Notice.Headline, $"{Notice.Title}\n{Notice.Why}"), (notification.Channel, notification.Subject, notification.Text));
        var address = new Uri(notification.Link!);
        Assert.StartsWith($"https://teams.microsoft.com/l/stage/{TeamsApps.AppId}/0", address.AbsoluteUri, StringComparison.Ordinal);
        var context = HttpUtility.ParseQueryString(address.Query)["context"]!;
        Assert.Contains("\"contentUrl\":\"https://nudges.example/l/token/answer\"", context, StringComparison.Ordinal);
        Assert.Contains("\"websiteUrl\":\"https://nudges.example/l/token\"", context, StringComparison.Ordinal);
        Assert.Equal(2, World.Host.Mailbox.Count(_ => true).Messages);
    }

    [Fact]
    public async Task Send_NotifiesOfWhatTheCardShows_WhenComposed()
    {
        Set(0, TeamsAppState.Blocked);
        var channel = Channel();
        var person = new Nudges.People.Person { Id = World.TeamsPerson(0), DisplayName = "Ada", HasTeams = true };

        await channel.SendAsync([Drafts.Compose(channel, Drafts.For(person, "0123456789abcdef01234567"))], CancellationToken.None);

        Assert.Equal("0123456789abcdef01234567", Received(0)!.Nudge);
        Assert.Contains("Reading a balance sheet", Received(0)!.Text, StringComparison.Ordinal);
        Assert.Contains("finance", Received(0)!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_Rejects_WhenTheFeedIsSwitchedOff()
    {
        Set(0, TeamsAppState.Blocked);

        var result = await World.TeamsChannel().SendAsync([Card("n1", 0)], CancellationToken.None);

        Assert.Contains("blocked", Assert.IsType<NudgeOutcome.Rejected>(result.Outcomes[0]).Reason, StringComparison.Ordinal);
        Assert.Equal(0, World.Host.Faults.RequestsTo(StandInService.GraphActivity));
    }

    [Fact]
    public async Task Send_Rejects_WhenTheBatchHasNothingForTheFeed()
    {
        Set(0, TeamsAppState.Blocked);

        var result = await Channel().SendAsync([World.TeamsCard("n1", 0)], CancellationToken.None);

        Assert.IsType<NudgeOutcome.Rejected>(result.Outcomes[0]);
    }

    [Fact]
    public async Task Send_Rejects_WhenTheLinkIsLongerThanGraphTakes()
    {
        Set(0, TeamsAppState.Blocked);
        var endless = Notice with { Link = new Uri($"https://nudges.example/l/{new string('x', 1_000)}") };

        var result = await Channel().SendAsync([World.TeamsCard("n1", 0, endless)], CancellationToken.None);

        Assert.IsType<NudgeOutcome.Rejected>(result.Outcomes[0]);
    }

    [Fact]
    public async Task Send_RejectsAndNamesThePermission_WhenItIsMissing()
    {
        Set(0, TeamsAppState.Blocked);
        World.Host.TeamsApps.Permit(TeamsApps.ActivityPermission, permitted: false);

        var result = await Channel().SendAsync([Card("n1", 0), Card("n2", 1)], CancellationToken.None);

        Assert.Contains(TeamsApps.ActivityPermission, Assert.IsType<NudgeOutcome.Rejected>(result.Outcomes[0]).Reason, StringComparison.Ordinal);
        Assert.IsType<NudgeOutcome.Sent>(result.Outcomes[1]);
    }

    [Fact]
    public async Task Send_Rejects_WhenAnAdministratorKeepsTheWholeAppFromThePerson()
    {
        Set(0, TeamsAppState.Disabled);

        var result = await Channel().SendAsync([Card("n1", 0)], CancellationToken.None);

        Assert.Contains("policies", Assert.IsType<NudgeOutcome.Rejected>(result.Outcomes[0]).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_PutsOffOnlyThatNudge_WhenTheFeedIsThrottled()
    {
        Set(0, TeamsAppState.Blocked);
        Set(2, TeamsAppState.Blocked);
        World.Host.Faults.Add(new Fault { Service = StandInService.GraphActivity, Kind = FaultKind.Throttle, RetryAfterSeconds = 11 });
        var channel = Channel();

        var result = await channel.SendAsync([Card("n1", 0), Card("n2", 1), Card("n3", 2)], CancellationToken.None);

        Assert.IsType<NudgeOutcome.NotSent>(result.Outcomes[0]);
        Assert.IsType<NudgeOutcome.Sent>(result.Outcomes[1]);
        Assert.IsType<NudgeOutcome.NotSent>(result.Outcomes[2]);
        Assert.Equal(TimeSpan.FromSeconds(11), result.RetryAfter);
        Assert.Equal(1, World.Host.Faults.RequestsTo(StandInService.GraphActivity));

        World.Time.Advance(TimeSpan.FromSeconds(11));
        var again = await channel.SendAsync([Card("n1", 0), Card("n3", 2)], CancellationToken.None);

        Assert.All(again.Outcomes, outcome => Assert.IsType<NudgeOutcome.Sent>(outcome));
        Assert.Equal(3, World.Host.Mailbox.Count(_ => true).Messages);
    }

    [Theory]
    [InlineData(nameof(FaultKind.DropAfter), true)]
    [InlineData(nameof(FaultKind.DropBefore), false)]
    public async Task Send_IsUnconfirmed_WhenTheAnswerOfTheFeedIsLost(string fault, bool arrives)
    {
        Set(0, TeamsAppState.Blocked);
        World.Host.Faults.Add(new Fault { Service = StandInService.GraphActivity, Kind = Enum.Parse<FaultKind>(fault) });

        var result = await Channel().SendAsync([Card("n1", 0), Card("n2", 1)], CancellationToken.None);

        Assert.IsType<NudgeOutcome.Unconfirmed>(result.Outcomes[0]);
        Assert.IsType<NudgeOutcome.Sent>(result.Outcomes[1]);
        Assert.Equal(arrives, Received(0) is not null);
    }

    [Fact]
    public async Task Send_IsSafeToRepeat_WhenTheFeedTookNothing()
    {
        Set(0, TeamsAppState.Blocked);
        World.Host.Faults.Add(new Fault { Service = StandInService.GraphActivity, Kind = FaultKind.Fail });
        var channel = Channel();

        var first = await channel.SendAsync([Card("n1", 0)], CancellationToken.None);
        World.Time.Advance(TimeSpan.FromMinutes(1));
        var second = await channel.SendAsync([Card("n1", 0)], CancellationToken.None);

        Assert.IsType<NudgeOutcome.NotSent>(first.Outcomes[0]);
        Assert.IsType<NudgeOutcome.Sent>(second.Outcomes[0]);
        Assert.Equal(1, World.Host.Mailbox.Count(_ => true).Messages);
    }

    [Fact]
    public async Task Send_OpensAnotherChatThenUsesTheFeed_WhenTheChatIsGone()
    {
        await using var server = await FixedAnswer.StartAsync(404, """{"error":{"code":"ConversationNotFound","message":"Conversation not found."}}""");
        var channel = Channel(add: services => services.AddHttpClient(BotClient.HttpName).AddHttpMessageHandler(() => new PostsElsewhere(server.Address)));

        var result = await channel.SendAsync([Card("n1", 0)], CancellationToken.None);

        Assert.Equal(ActivityFeed.Note, Assert.IsType<NudgeOutcome.Sent>(result.Outcomes[0]).Note);
        Assert.Equal(2, server.Requests);
    }

    [Fact]
    public async Task Send_TriesAgainLater_WhenTheChatIsGoneAndTheFeedIsSwitchedOff()
    {
        await using var server = await FixedAnswer.StartAsync(404, """{"error":{"code":"ConversationNotFound","message":"Conversation not found."}}""");
        var channel = World.TeamsChannel(add: services => services.AddHttpClient(BotClient.HttpName).AddHttpMessageHandler(() => new PostsElsewhere(server.Address)));

        var result = await channel.SendAsync([Card("n1", 0)], CancellationToken.None);

        Assert.IsType<NudgeOutcome.NotSent>(result.Outcomes[0]);
    }

    [Fact]
    public void Settings_FailTheStart_WhenTheFeedIsOnWithoutTheApp()
    {
        var options = World.Integrations(settings => settings["Teams:ActivityFeed"] = "true").GetRequiredService<IOptions<TeamsOptions>>();

        Assert.Contains("Teams:ActivityFeed needs Teams:AppId", Assert.Throws<OptionsValidationException>(() => options.Value).Message, StringComparison.Ordinal);
    }

    private TeamsChannel Channel(Action<IServiceCollection>? add = null) => World.TeamsChannel(settings => settings["Teams:ActivityFeed"] = "true", add);

    private BatchedNudge Card(string nudge, int person) => World.TeamsCard(nudge, person, Notice);

    private void Set(int person, TeamsAppState state) => World.Host.TeamsApps.Set(World.TeamsPerson(person).Value, state);

    private MailboxEntry? Received(int person) =>
        World.Host.Mailbox.List(line => line.Person == World.TeamsPerson(person).Value, 1) is [var line] ? World.Host.Mailbox.Read(line.Id) : null;

    private sealed class PostsElsewhere(Uri address) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.RequestUri!.AbsolutePath.EndsWith("/activities", StringComparison.Ordinal))
            {
                request.RequestUri = address;
            }

            return base.SendAsync(request, cancellationToken);
        }
    }
}
