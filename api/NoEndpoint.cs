using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;

namespace Nudges.Api;

/// <summary>Answers what no endpoint takes: says whether the address, the method or the body's media type is wrong, and what would be right.</summary>
internal static class NoEndpoint
{
    private const string Root = "/api/";

    /// <param name="endpoints">All that there are.</param>
    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.Map(Root + "{**path}", (HttpContext http) => Answer(http, endpoints.DataSources)).WithOrder(int.MaxValue).ExcludeFromDescription();

    private static ProblemHttpResult Answer(HttpContext http, IEnumerable<EndpointDataSource> sources)
    {
        var (path, method) = (http.Request.Path, http.Request.Method);
        List<RouteEndpoint> there = [.. sources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().Where(endpoint => Methods(endpoint).Count > 0 && IsAt(path, endpoint))];
        if (there.Count == 0)
        {
            return TypedResults.Problem(statusCode: StatusCodes.Status404NotFound, detail: $"There is nothing at {path}. /openapi/v1.json describes what there is.");
        }

        if (there.FirstOrDefault(endpoint => Methods(endpoint).Contains(method)) is { } taken)
        {
            var types = taken.Metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes ?? [];
            return TypedResults.Problem(statusCode: StatusCodes.Status415UnsupportedMediaType, detail: $"The body is of a media type that is not read here. Send {string.Join(" or ", types)}, and say so in the header Content-Type.");
        }

        var allowed = string.Join(", ", there.SelectMany(Methods).Distinct().Order(StringComparer.Ordinal));
        http.Response.Headers.Allow = allowed;
        return TypedResults.Problem(statusCode: StatusCodes.Status405MethodNotAllowed, detail: $"{path} does not take {method}. It takes {allowed}.");
    }

    private static IReadOnlyList<string> Methods(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [];

    private static bool IsAt(PathString path, RouteEndpoint endpoint) =>
        endpoint.RoutePattern.RawText?.StartsWith(Root, StringComparison.Ordinal) == true && new TemplateMatcher(new RouteTemplate(endpoint.RoutePattern), []).TryMatch(path, []);
}
