using System.Net;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Nudges.Api;

namespace Nudges.Local.SignIn;

/// <summary>
/// Signs in whoever calls from this machine: as a learning professional and administrator, or, with the header <c>X-Dev-User</c> set to an
/// object id, as that employee with no role, and set to <c>none</c>, not at all. Only for the laptop host; in Azure the
/// sign-in is Microsoft Entra's.
/// </summary>
internal sealed class DevSignIn(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Dev";
    public const string UserHeader = "X-Dev-User";
    public const string SignedOut = "none";
    private const string LearningProfessional = "dev-learning-professional";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Context.Connection.RemoteIpAddress is not { } caller || !IPAddress.IsLoopback(caller))
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        var employee = Request.Headers[UserHeader].ToString();
        if (employee == SignedOut)
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        Claim[] claims = employee.Length > 0
            ? [new(Access.ObjectIdClaim, employee)]
            : [new(Access.ObjectIdClaim, LearningProfessional), new(Access.RoleClaim, Access.LearningProfessionalRole), new(Access.RoleClaim, Access.AdministratorRole)];
        var user = new ClaimsPrincipal(new ClaimsIdentity(claims, Scheme.Name, Access.ObjectIdClaim, Access.RoleClaim));
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(user, Scheme.Name)));
    }
}
