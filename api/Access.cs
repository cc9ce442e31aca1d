using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;

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

    internal static void AddAccessPolicies(this AuthorizationBuilder builder) => builder
        .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build())
        .AddPolicy(LearningProfessional, policy => policy.RequireClaim(RoleClaim, LearningProfessionalRole))
        .AddPolicy(Administrator, policy => policy.RequireClaim(RoleClaim, AdministratorRole));

    internal static string? ObjectId(this ClaimsPrincipal user) => user.FindFirstValue(ObjectIdClaim);

    internal static bool IsLearningProfessional(this ClaimsPrincipal user) => user.HasClaim(RoleClaim, LearningProfessionalRole);
}
