using System.Globalization;

namespace Nudges.Local.StandIns;

/// <summary>Makes the stand-ins fail on command.</summary>
internal static class FaultEndpoints
{
    /// <summary><c>POST /faults</c> {"service":"sendGrid","kind":"throttle","count":3,"retryAfterSeconds":5}, <c>GET</c> what is to come, <c>DELETE</c> all.</summary>
    public static void MapFaults(this IEndpointRouteBuilder endpoints, Faults faults)
    {
        endpoints.MapPost("/faults", (Fault fault) =>
        {
            faults.Add(fault);
            return Results.Json(faults.Pending(), NudgesJson.Options);
        });
        endpoints.MapGet("/faults", () => Results.Json(faults.Pending(), NudgesJson.Options));
        endpoints.MapDelete("/faults", () =>
        {
            faults.Clear();
            return Results.NoContent();
        });
    }

    /// <summary>The group's requests go wrong as <paramref name="faults"/> says for the service.</summary>
    /// <param name="group">The service's endpoints.</param>
    /// <param name="faults">What shall go wrong.</param>
    /// <param name="service">Whose endpoints they are.</param>
    /// <param name="error">The service's own body for a status that is no success.</param>
    public static RouteGroupBuilder WithFaults(this RouteGroupBuilder group, Faults faults, StandInService service, Func<int, object> error)
    {
        group.AddEndpointFilter(async (invocation, next) =>
        {
            var context = invocation.HttpContext;
            var fault = faults.Take(service);
            switch (fault?.Kind)
            {
                case null:
                    return await next(invocation);
                case FaultKind.Throttle:
                    context.Response.Headers.RetryAfter = fault.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
                    return Results.Json(error(StatusCodes.Status429TooManyRequests), NudgesJson.Options, statusCode: StatusCodes.Status429TooManyRequests);
                case FaultKind.Fail:
                    return Results.Json(error(StatusCodes.Status503ServiceUnavailable), NudgesJson.Options, statusCode: StatusCodes.Status503ServiceUnavailable);
                case FaultKind.Stall:
                    await StallAsync(context);
                    break;
                case FaultKind.Slow:
                    await Task.Delay(TimeSpan.FromSeconds(fault.DelaySeconds), context.RequestServices.GetRequiredService<TimeProvider>(), context.RequestAborted);
                    return await next(invocation);
                case FaultKind.DropAfter:
                    await next(invocation);
                    break;
                default:
                    break;
            }

            context.Abort();
            return Results.Empty;
        });
        return group;
    }

    /// <summary>Until the caller gives up or the host stops.</summary>
    private static async Task StallAsync(HttpContext context)
    {
        var stopping = context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        var ended = new TaskCompletionSource();
        await using var _ = either.Token.Register(ended.SetResult);
        await ended.Task;
    }
}
