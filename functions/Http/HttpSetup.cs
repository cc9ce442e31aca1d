using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.DependencyInjection;
using Nudges.Api;
using Nudges.Orchestrations.Durable;

namespace Nudges.Functions.Http;

internal static class HttpSetup
{
    /// <summary>
    /// Adds the endpoints and the sign-in by Microsoft Entra access tokens, as the section
    /// <c>Authentication:Schemes:Bearer</c> sets it. A token's claims keep their names.
    /// </summary>
    public static IServiceCollection AddHttpPipeline(this IServiceCollection services)
    {
        services.AddNudgesApi();
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(options =>
        {
            options.MapInboundClaims = false;
            options.TokenValidationParameters.NameClaimType = Access.ObjectIdClaim;
            options.TokenValidationParameters.RoleClaimType = Access.RoleClaim;
        });
        services.AddScoped<HttpPipeline.RequestClient>();
        services.AddScoped<IDurableClient>(provider => provider.GetRequiredService<HttpPipeline.RequestClient>().Value
            ?? throw new InvalidOperationException("There is no durable client outside of a request: triggers pass it on."));
        services.AddSingleton<HttpPipeline>();
        return services;
    }
}
