using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Nudges.Campaigns.Audiences;
using Nudges.Orchestrations.People;

namespace Nudges.Api;

/// <summary>Whom someone may ask for.</summary>
internal static class AudienceAccess
{
    /// <summary>What is answered where <see cref="LimitAsync"/> allows nothing.</summary>
    public static ProblemHttpResult OwnReportsOnly() => TypedResults.Problem(
        statusCode: StatusCodes.Status403Forbidden,
        detail: $"You may ask for those who report to you, directly or through others; the audience holds none of them, or the directory knows nobody who does. Name yourself as the manager. Others need the app role {Access.LearningProfessionalRole}.");

    /// <summary>
    /// The audience as the user may use it: a learning professional's as it is, a manager's cut to their own reports. Null for
    /// those without reports, and where another manager's reports alone are asked for.
    /// </summary>
    public static async Task<Audience?> LimitAsync(
        this PeopleReader reader, Audience audience, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (user.IsLearningProfessional())
        {
            return audience;
        }

        if (user.ObjectId() is not { } self
            || await reader.LatestOrganisationAsync(cancellationToken) is not { } organisation
            || await organisation.FindAsync(self, cancellationToken) is not { } manager)
        {
            return null;
        }

        var reports = await organisation.ReportsOfAsync(manager, directOnly: false, cancellationToken);
        if (reports.Count == 0)
        {
            return null;
        }

        if (audience is not Audience.Reports { Manager: var name })
        {
            return new Audience.Intersection([new Audience.Reports(self), audience]);
        }

        return await organisation.FindAsync(name, cancellationToken) is { } named && (named == manager || reports.Contains(named)) ? audience : null;
    }
}
