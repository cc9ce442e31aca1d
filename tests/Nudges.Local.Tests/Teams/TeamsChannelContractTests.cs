using Microsoft.Extensions.DependencyInjection;
using Nudges.Delivery;
using Nudges.Integrations.Teams;
using Nudges.Local.StandIns;
using Nudges.Local.Tests.StandIns;
using Nudges.People;

namespace Nudges.Local.Tests.Teams;

public class TeamsChannelContractTests : ChannelContract
{
    private protected override StandInService Service => StandInService.Bot;

    protected override string AddressSetting => "Teams:ServiceAddress";

    protected override string TimeoutSetting => "Teams:Timeout";

    private protected override IChannel Channel(IServiceProvider services) => services.GetRequiredService<TeamsChannel>();

    protected override Person Reachable(int number)
    {
        var user = World.Host.Company.Users.Where(Company.HasTeams).ElementAt(number);
        return new Person { Id = new PersonId(Company.IdOf(user)), DisplayName = Company.Text(user, "displayName")!, HasTeams = true };
    }

    protected override Person Refused
    {
        get
        {
            var user = World.Host.Company.Users.First(user => !Company.HasTeams(user));
            return new Person { Id = new PersonId(Company.IdOf(user)), DisplayName = "App not installed", HasTeams = true };
        }
    }

    protected override Person WithoutAddress => new() { Id = new PersonId("none"), DisplayName = "None" };
}

/// <summary>The same, where the bot may write to nobody and the activity feed takes its place.</summary>
public sealed class ActivityFeedContractTests : TeamsChannelContractTests
{
    private protected override StandInService Service => StandInService.GraphActivity;

    protected override string AddressSetting => "Graph:BaseAddress";

    protected override string AddressPath => "v1.0";

    private protected override void Prepare(StandInWorld world)
    {
        world.Host.TeamsApps.Default = TeamsAppState.Blocked;
        (world.Settings["Teams:AppId"], world.Settings["Teams:ActivityFeed"]) = (TeamsApps.AppId, "true");
    }
}
