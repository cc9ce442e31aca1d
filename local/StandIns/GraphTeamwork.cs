using System.Text.Json.Serialization;

namespace Nudges.Local.StandIns;

/// <summary>What Graph does in people's Teams: installs apps.</summary>
internal static class GraphTeamwork
{
    /// <summary>On Graph's own group, which has the version.</summary>
    public static void MapTeamwork(this RouteGroupBuilder graph, Company company, TeamsApps apps, Faults faults)
    {
        graph.MapGroup("").WithFaults(faults, StandInService.GraphInstall, GraphReply.ErrorBody).MapPost("/users/{id}/teamwork/installedApps", (string id, Installation installation) =>
        {
            var user = company.Find(id);
            if (!apps.May(TeamsApps.InstallPermission))
            {
                return Error(StatusCodes.Status403Forbidden, "Forbidden", $"Missing role permissions on the request. API requires one of '{TeamsApps.InstallPermission}'.");
            }

            if (user.ValueKind != System.Text.Json.JsonValueKind.Object)
            {
                return Error(StatusCodes.Status404NotFound, "NotFound", "User not found.");
            }

            if (installation.App?.EndsWith($"/appCatalogs/teamsApps/{TeamsApps.AppId}", StringComparison.Ordinal) != true)
            {
                return Error(StatusCodes.Status404NotFound, "NotFound", "No app found in the catalog.");
            }

            if (!Company.HasTeams(user) || apps.Of(Company.IdOf(user)) == TeamsAppState.Disabled)
            {
                return Error(StatusCodes.Status403Forbidden, "Forbidden", "The app is blocked for the user by an app permission policy, or the user has no Teams.");
            }

            if (apps.Of(Company.IdOf(user)) != TeamsAppState.NotInstalled)
            {
                return Error(StatusCodes.Status409Conflict, "Conflict", "App is already installed in the user's personal scope.");
            }

            apps.Set(Company.IdOf(user), TeamsAppState.Installed);
            return Results.StatusCode(StatusCodes.Status201Created);
        });
    }

    private static IResult Error(int status, string code, string message)
    {
        var reply = GraphReply.Error(status, code, message);
        return Results.Json(reply.Body, NudgesJson.Options, statusCode: reply.Status);
    }

    private sealed record Installation([property: JsonPropertyName("teamsApp@odata.bind")] string? App);
}
