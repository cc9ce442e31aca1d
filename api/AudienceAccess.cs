using System.Security.Claims;
using Nudges.Campaigns.Audiences;
using Nudges.Orchestrations.People;
using Nudges.Storage;

namespace Nudges.Api;

/// <summary>Whom someone may ask for.</summary>
internal static class AudienceAccess
{
    /// <summary>
    /// The audience as the user may use it: a learning professional's as it is, a manager's cut to their own reports. Null for
    /// those without reports, and where another manager's reports alone are asked for.
    /// </summary>
    public static async Task<Audience?> LimitAsync(
        this AudienceReader reader, Audience audience, ClaimsPrincipal user, IDocumentStore documents, CancellationToken cancellationToken)
    {
        if (user.IsLearningProfessional())
        {
            return audience;
        }

        if (user.ObjectId() is not { } self
            || await reader.FindAsync(self, cancellationToken) is null
            || await documents.ReadAsync(Documents.LatestPeople, cancellationToken) is not { } latest)
        {
            return null;
        }

        var reports = await reader.ReportsAsync(latest.Value, self, cancellationToken);
        if (reports.Count == 0)
        {
            return null;
        }

        if (audience is not Audience.Reports { Manager: var manager })
        {
            return new Audience.Intersection([new Audience.Reports(self), audience]);
        }

        var named = await reader.FindAsync(manager, cancellationToken);
        return named is { } one && (one.Value == self || reports.Contains(one)) ? audience : null;
    }
}
