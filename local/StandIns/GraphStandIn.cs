using System.Globalization;
using Microsoft.AspNetCore.Http.Extensions;

namespace Nudges.Local.StandIns;

/// <summary>Microsoft Graph v1.0, as much of it as the product asks: people and groups, and batches of them; sites, learning providers, and Teams of people.</summary>
internal static class GraphStandIn
{
    private const int MostParts = 20;

    public static void MapGraphStandIn(this IEndpointRouteBuilder endpoints, GraphPeopleReads people, GraphStore store, GraphTeamwork teamwork, Faults faults)
    {
        var group = endpoints.MapGroup("/v1.0").WithFaults(faults, StandInService.Graph, GraphReply.ErrorBody);
        group.MapGet("/{**path}", (string path, HttpContext context) =>
        {
            var request = context.Request;
            var (query, address) = (request.QueryString.Value ?? "", UriHelper.BuildAbsolute(request.Scheme, request.Host, request.PathBase, request.Path));
            return Answer(context, path.Split('/')[0] switch
            {
                "sites" => store.Sites.Get(path, query, address),
                "employeeExperience" => store.Learning.Get(path, query, address),
                _ => people.Get(path, query, address, request.Headers["Prefer"].Contains("return=minimal", StringComparer.OrdinalIgnoreCase)),
            });
        });
        teamwork.Map(group);
        group.MapGroup("").WithFaults(faults, StandInService.GraphBatch, GraphReply.ErrorBody).MapPost("/$batch", (GraphBatch batch, HttpContext context) => Answer(context, batch.Requests.Count > MostParts
            ? GraphReply.Error(StatusCodes.Status400BadRequest, "BadRequest", $"Number of batch request steps exceeds the maximum value of {MostParts}.")
            // The order of parts is not promised, so it is not the order of the requests.
            : GraphReply.Ok(new { responses = batch.Requests.Reverse().Select(part => Answer(part, people, faults)).ToList() })));
    }

    private static IResult Answer(HttpContext context, GraphReply reply)
    {
        foreach (var (name, value) in reply.Headers)
        {
            context.Response.Headers[name] = value;
        }

        return Results.Json(reply.Body, NudgesJson.Options, statusCode: reply.Status);
    }

    private static GraphPartReply Answer(GraphPart part, GraphPeopleReads people, Faults faults)
    {
        var fault = faults.Take(StandInService.GraphPart);
        if (fault is not null)
        {
            var status = fault.Kind == FaultKind.Throttle ? StatusCodes.Status429TooManyRequests : StatusCodes.Status503ServiceUnavailable;
            var headers = fault.Kind == FaultKind.Throttle
                ? new Dictionary<string, string> { ["Retry-After"] = fault.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture) }
                : [];
            return new GraphPartReply(part.Id, status, headers, GraphReply.ErrorBody(status));
        }

        var question = part.Url.IndexOf('?', StringComparison.Ordinal);
        var (path, query) = question < 0 ? (part.Url, "") : (part.Url[..question], part.Url[question..]);
        var reply = part.Method == "GET"
            ? people.Get(path, query, part.Url, minimal: false)
            : GraphReply.Error(StatusCodes.Status405MethodNotAllowed, "Request_BadRequest", "The stand-in only reads.");
        return new GraphPartReply(part.Id, reply.Status, reply.Headers.Append(new("Content-Type", "application/json")).ToDictionary(), reply.Body);
    }

    private sealed record GraphBatch(IReadOnlyList<GraphPart> Requests);

    private sealed record GraphPart(string Id, string Method, string Url);

    private sealed record GraphPartReply(string Id, int Status, IReadOnlyDictionary<string, string> Headers, object Body);
}
