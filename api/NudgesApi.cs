using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Nudges.Orchestrations.Content;

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
        services.ConfigureHttpJsonOptions(options => NudgesJson.Configure(options.SerializerOptions));
        // A body that cannot be read reaches the exception handler, so that every environment answers the same 400.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddProblemDetails();
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
        MyOutcomeEndpoints.Map(api);
        MatchEndpoints.Map(api);
        ContentEndpoints.Map(api);
        PickEndpoints.Map(api);
        SourceEndpoints.Map(api);
        ItemLinkEndpoints.Map(endpoints);
        PreferencePageEndpoints.Map(endpoints);
        UnsubscribeEndpoints.Map(endpoints);
        endpoints.MapOpenApi().AllowAnonymous();
        return endpoints;
    }

    private sealed class TooManyChangesHandler(IProblemDetailsService problems) : IExceptionHandler
    {
        private const string Seconds = "3";

        public ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
        {
            if (exception is not TooManyChangesException)
            {
                return ValueTask.FromResult(false);
            }

            httpContext.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            httpContext.Response.Headers.RetryAfter = Seconds;
            return problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = httpContext, ProblemDetails = { Status = StatusCodes.Status503ServiceUnavailable, Detail = exception.Message } });
        }
    }

    private sealed class BadRequestHandler(IProblemDetailsService problems) : IExceptionHandler
    {
        public ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
        {
            if (exception is not BadHttpRequestException bad)
            {
                return ValueTask.FromResult(false);
            }

            httpContext.Response.StatusCode = bad.StatusCode;
            var problem = new ProblemDetailsContext { HttpContext = httpContext, ProblemDetails = { Status = bad.StatusCode, Detail = Detail(bad) } };
            if (bad.InnerException is JsonException { Path: ['$', '.', .. var field] } json)
            {
                // As where a field can be read and is out of its range.
                problem.ProblemDetails.Extensions["errors"] = new Dictionary<string, string[]> { [field] = [json.Message] };
            }

            return problems.TryWriteAsync(problem);
        }

        // Of a missing body the framework says how to declare the parameter, which is not for callers.
        private static string Detail(BadHttpRequestException bad) => bad switch
        {
            { InnerException: JsonException { Path: { } path } json } when !json.Message.Contains(path, StringComparison.Ordinal) => $"{path}: {json.Message}",
            { InnerException: JsonException json } => json.Message,
            { Message: var text } when text.Contains("inferred", StringComparison.Ordinal) => "The request needs a JSON body.",
            _ => bad.Message,
        };
    }
}
