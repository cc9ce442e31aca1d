using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace Nudges.Api;

/// <summary>Who may do what. The claims are those of a Microsoft Entra access token.</summary>
public static class Access
{
    /// <summary>The signed-in user's directory object id.</summary>
    public const string ObjectIdClaim = "oid";

    /// <summary>The claim that holds app roles.</summary>
    public const string RoleClaim = "roles";

    /// <summary>The app role of those who curate and set up: sees people and every run, starts campaigns for anyone.</summary>
    public const string LearningProfessionalRole = "Nudges.LearningProfessional";

    /// <summary>Policy: the user has <see cref="LearningProfessionalRole"/>.</summary>
    public const string LearningProfessional = "LearningProfessional";

    /// <summary>The app role of those who answer for what is kept of people: exports it and erases it.</summary>
    public const string AdministratorRole = "Nudges.Administrator";

    /// <summary>Policy: the user has <see cref="AdministratorRole"/>.</summary>
    public const string Administrator = "Administrator";

    /// <summary>The role that each policy asks for.</summary>
    private static readonly Dictionary<string, string> Roles = new() { [LearningProfessional] = LearningProfessionalRole, [Administrator] = AdministratorRole };

    internal static void AddAccessPolicies(this AuthorizationBuilder builder)
    {
        builder.SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        foreach (var (name, role) in Roles)
        {
            builder.AddPolicy(name, policy => policy.RequireClaim(RoleClaim, role));
        }
    }

    /// <summary>Adds how to sign in, or which role is missing, where the framework refuses without a word.</summary>
    internal static void SayWhatHelps(ProblemDetailsContext context) => context.ProblemDetails.Detail ??= context.ProblemDetails.Status switch
    {
        StatusCodes.Status401Unauthorized =>
            "Nobody is signed in. In Azure, send a Microsoft Entra access token for the app, as Authorization: Bearer. On a laptop, call from the machine itself, "
            + "without the header X-Dev-User to be a learning professional, or with an employee's object id in it.",
        StatusCodes.Status403Forbidden => context.HttpContext.GetEndpoint()?.Metadata.GetOrderedMetadata<IAuthorizeData>().LastOrDefault(data => data.Policy is not null) is { Policy: { } policy }
            ? $"This needs the app role {Roles[policy]}. In Azure it is assigned to people in Microsoft Entra (Enterprise applications). On a laptop, leave out the header X-Dev-User."
            : $"The access token names no person. Sign in with one that has the claim {ObjectIdClaim}.",
        _ => null,
    };

    internal static string? ObjectId(this ClaimsPrincipal user) => user.FindFirstValue(ObjectIdClaim);

    internal static bool IsLearningProfessional(this ClaimsPrincipal user) => user.HasClaim(RoleClaim, LearningProfessionalRole);
}
