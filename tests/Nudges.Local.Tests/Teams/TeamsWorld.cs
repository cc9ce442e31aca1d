using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Nudges.Delivery;
using Nudges.Integrations.Teams;
using Nudges.Local.StandIns;
using Nudges.Local.Tests.StandIns;
using Nudges.Messages;
using Nudges.People;

namespace Nudges.Local.Tests.Teams;

/// <summary>The Teams channel against the stand-ins, with the app's id in the catalogue set.</summary>
internal static class TeamsWorld
{
    public static TeamsChannel TeamsChannel(this StandInWorld world, Action<Dictionary<string, string?>>? change = null, Action<IServiceCollection>? add = null) => world.Integrations(
        settings =>
        {
            settings["Teams:AppId"] = TeamsApps.AppId;
            change?.Invoke(settings);
        },
        add).GetRequiredService<TeamsChannel>();

    /// <summary>Different people who have Teams, the same one for the same number.</summary>
    public static PersonId TeamsPerson(this StandInWorld world, int number) => new(Company.IdOf(world.Host.Company.Users.Where(Company.HasTeams).ElementAt(number)));

    public static BatchedNudge TeamsCard(this StandInWorld world, string nudge, int person, FeedNotice? feed = null) => new()
    {
        Id = new NudgeId(nudge),
        Person = world.TeamsPerson(person),
        Message = JsonSerializer.Serialize(
            new TeamsMessage { Summary = "Something to read", Card = JsonSerializer.SerializeToElement(new { type = "AdaptiveCard", version = "1.5" }), Feed = feed }, NudgesJson.Options),
    };
}
