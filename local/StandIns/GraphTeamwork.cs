using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nudges.Local.StandIns;

/// <summary>What Graph does in people's Teams: installs apps, and notifies in activity feeds, which come to the mailbox.</summary>
internal sealed class GraphTeamwork(Company company, TeamsApps apps, Mailbox mailbox, Faults faults, TimeProvider time)
{
    private const string TeamsLink = "https://teams.microsoft.com/l/";
    private const int LongestLink = 1_024;
    private const int LongestPreview = 150;
    private const int NudgeIdLength = 24;

    /// <summary>On Graph's own group, which has the version.</summary>
    public void Map(RouteGroupBuilder graph)
    {
        graph.MapGroup("").WithFaults(faults, StandInService.GraphInstall, GraphReply.ErrorBody)
            .MapPost("/users/{id}/teamwork/installedApps", (string id, Installation installation) => Install(company.Find(id), installation));
        graph.MapGroup("").WithFaults(faults, StandInService.GraphActivity, GraphReply.ErrorBody)
            .MapPost("/users/{id}/teamwork/sendActivityNotification", (string id, Notification notification, HttpRequest request) =>
                Notify(company.Find(id), notification, request.Headers["client-request-id"]));
    }

    private IResult Install(JsonElement user, Installation installation)
    {
        if (Refusal(user, TeamsApps.InstallPermission) is { } refusal)
        {
            return refusal;
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
    }

    private IResult Notify(JsonElement user, Notification notification, string? request)
    {
        if (Refusal(user, TeamsApps.ActivityPermission) is { } refusal)
        {
            return refusal;
        }

        if (notification is not
            {
                Topic: { Source: "text", Value.Length: > 0, WebUrl: { Length: <= LongestLink } link },
                ActivityType: "systemDefault",
                TemplateParameters: [{ Name: "systemDefaultText", Value: { Length: > 0 } text }],
                TeamsAppId: null or TeamsApps.AppId,
            } || !link.StartsWith(TeamsLink, StringComparison.Ordinal))
        {
            return Error(StatusCodes.Status400BadRequest, "BadRequest", $"Expected a text topic with a webUrl that starts with {TeamsLink} and has at most {LongestLink} characters, and the text of a systemDefault activity.");
        }

        var person = Company.IdOf(user);
        if (!Company.HasTeams(user) || apps.Of(person) is TeamsAppState.NotInstalled or TeamsAppState.Disabled)
        {
            return Error(StatusCodes.Status404NotFound, "NotFound", "The app is not installed for the recipient.");
        }

        var preview = notification.PreviewText?.Content ?? "";
        mailbox.Deliver([new MailboxEntry
        {
            Channel = "teams",
            Received = time.GetUtcNow(),
            // Which the product makes of the nudge's id.
            Nudge = Guid.TryParse(request, out var id) ? id.ToString("N")[..NudgeIdLength] : null,
            Person = person,
            To = person,
            ToName = Company.Text(user, "displayName"),
            From = TeamsApps.AppId,
            Subject = text,
            MessageId = notification.ChainId?.ToString(CultureInfo.InvariantCulture) ?? Guid.NewGuid().ToString("N"),
            Text = $"{notification.Topic.Value}\n{preview[..Math.Min(preview.Length, LongestPreview)]}",
            Link = link,
        }]);
        return Results.NoContent();
    }

    private IResult? Refusal(JsonElement user, string permission) =>
        !apps.May(permission) ? Error(StatusCodes.Status403Forbidden, "Forbidden", $"Missing role permissions on the request. API requires one of '{permission}'.")
        : user.ValueKind != JsonValueKind.Object ? Error(StatusCodes.Status404NotFound, "NotFound", "User not found.")
        : null;

    private static IResult Error(int status, string code, string message)
    {
        var reply = GraphReply.Error(status, code, message);
        return Results.Json(reply.Body, NudgesJson.Options, statusCode: reply.Status);
    }

    private sealed record Installation([property: JsonPropertyName("teamsApp@odata.bind")] string? App);

    private sealed record Notification(Topic? Topic, string? ActivityType, long? ChainId, Preview? PreviewText, string? TeamsAppId, IReadOnlyList<Parameter>? TemplateParameters);

    private sealed record Topic(string? Source, string? Value, string? WebUrl);

    private sealed record Preview(string? Content);

    private sealed record Parameter(string? Name, string? Value);
}
