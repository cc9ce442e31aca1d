using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Graph;
using Microsoft.Graph.Models;
using Nudges.Integrations.Graph;
using Nudges.People;

namespace Nudges.Integrations.Teams;

/// <summary>
/// Installs the bot's app for people, by <c>POST /users/{id}/teamwork/installedApps</c>
/// (https://learn.microsoft.com/graph/api/userteamwork-post-installedapps). Needs the application permission
/// TeamsAppInstallation.ReadWriteSelfForUser.All. Nobody is shown anything by it but the app among their apps.
/// </summary>
internal sealed class AppInstaller([FromKeyedServices(GraphSetup.OneWayClient)] GraphServiceClient graph, GraphPost post, IOptions<TeamsOptions> options, IOptions<GraphOptions> graphOptions)
{
    private const string AppReference = "teamsApp@odata.bind";

    public bool Enabled => options.Value.AppId.Length > 0;

    /// <summary>Done where the person has the app, by this or from before. Safe to repeat.</summary>
    public async Task<TeamsAnswer> InstallAsync(PersonId person)
    {
        var app = $"{graphOptions.Value.BaseAddress.AbsoluteUri.TrimEnd('/')}/appCatalogs/teamsApps/{options.Value.AppId}";
        return await post.SendAsync(() => graph.Users[person.Value].Teamwork.InstalledApps.PostAsync(
            new UserScopeTeamsAppInstallation { AdditionalData = { [AppReference] = app } })) switch
        {
            GraphAnswer.Done or GraphAnswer.Refused { Status: (int)HttpStatusCode.Conflict } => new TeamsAnswer.Done(),
            GraphAnswer.Refused { Status: (int)HttpStatusCode.Forbidden } refused => new TeamsAnswer.Refused(
                $"The Teams app may not be installed for the person ({refused.Words}). Grant the app TeamsAppInstallation.ReadWriteSelfForUser.All, and see that Teams' app policies allow it."),
            GraphAnswer.Refused { Status: (int)HttpStatusCode.NotFound } refused => new TeamsAnswer.Refused(
                $"Microsoft Graph does not know the person, or the Teams app ({refused.Words}). Check Teams:AppId."),
            GraphAnswer.Refused refused => new TeamsAnswer.Refused($"The Teams app could not be installed for the person ({refused.Words}). Check Teams:AppId."),
            GraphAnswer.Later later => new TeamsAnswer.Later($"The Teams app could not be installed for the person yet. {later.Reason}", later.RetryAfter),
            // Installed or not: the next try finds out.
            GraphAnswer.Lost lost => new TeamsAnswer.Later($"The Teams app could not be installed for the person yet. {lost.Reason}"),
            var other => throw new InvalidOperationException($"Unknown answer {other.GetType().Name}."),
        };
    }
}
