using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Nudges.Api;

/// <summary>The product's HTTP surface: defined here once, served by both hosts.</summary>
public static class NudgesApi
{
    /// <summary>
    /// Adds what the endpoints need. The host adds authentication (its own scheme, giving the claims of <see cref="Access"/>)
    /// and an <c>IDurableClient</c>.
    /// </summary>
    public static IServiceCollection AddNudgesApi(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(options =>
        {
            NudgesJson.Configure(options.SerializerOptions);
            // A number in quotes is a mistake of the caller.
            options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        });
        // A body that cannot be read reaches the exception handler, so that every environment answers the same 400.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddProblemDetails(options => options.CustomizeProblemDetails = Access.SayWhatHelps);
        services.AddExceptionHandler<BadRequestHandler>();
        services.AddExceptionHandler<TooManyChangesHandler>();
        services.AddAuthorizationBuilder().AddAccessPolicies();
        services.AddSingleton<NudgeHistory>();
        services.AddSingleton<LinkReader>();
        services.AddOpenApi(options => options.AddSchemaTransformer((schema, context, _) =>
        {
            if ((Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type) is { IsEnum: true } type)
            {
                schema.Type = JsonSchemaType.String;
                schema.Enum = [.. EnumNames.Of(type).Select(name => JsonValue.Create(name))];
            }

            return Task.CompletedTask;
        }));
        return services;
    }

    /// <summary>Maps every endpoint. All need a signed-in user, but for those that employees reach from their mail.</summary>
    public static IEndpointRouteBuilder MapNudgesApi(this IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapGroup("/api");
        CampaignEndpoints.Map(api);
        AudienceEndpoints.Map(api);
        RunEndpoints.Map(api);
        PeopleEndpoints.Map(api);
        MeEndpoints.Map(api);
        PrivacyEndpoints.Map(api);
        MyOutcomeEndpoints.Map(api);
        MatchEndpoints.Map(api);
        WeightsEndpoint.Map(api);
        ContentEndpoints.Map(api);
        PickEndpoints.Map(api);
        SourceEndpoints.Map(api);
        EventEndpoints.Map(api);
        NoEndpoint.Map(endpoints);
        ItemLinkEndpoints.Map(endpoints);
        PreferencePageEndpoints.Map(endpoints);
        UnsubscribeEndpoints.Map(endpoints);
        endpoints.MapOpenApi().AllowAnonymous();
        return endpoints;
    }
}
