namespace Nudges.Local.StandIns;

/// <summary>Changes who has the app, and what it is permitted, as people and their administrators would.</summary>
internal static class TeamsAppEndpoint
{
    /// <summary>
    /// <c>POST /teams-app</c> {"person":"id","state":"blocked"}; without a person it is everybody's of whom nothing else was said.
    /// {"permission":"TeamsActivity.Send","permitted":false} takes a permission away.
    /// </summary>
    public static void MapTeamsApp(this IEndpointRouteBuilder endpoints, TeamsApps apps) => endpoints.MapPost("/teams-app", (TeamsAppChange change) =>
    {
        if (change.State is { } state && change.Person is { } person)
        {
            apps.Set(person, state);
        }
        else if (change.State is { } everybodys)
        {
            apps.Default = everybodys;
        }

        if (change.Permission is { } permission)
        {
            apps.Permit(permission, change.Permitted);
        }

        return Results.NoContent();
    });

    private sealed record TeamsAppChange(string? Person, TeamsAppState? State, string? Permission, bool Permitted);
}
