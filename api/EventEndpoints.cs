using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Nudges.Delivery;
using Nudges.Orchestrations.Delivery;

namespace Nudges.Api;

/// <summary>What a redrive of events put back.</summary>
public sealed record RedrivenEvents
{
    public required int Messages { get; init; }
}

/// <summary>
/// Where providers post what became of mail. Anonymous but signed: nothing is believed, nor kept, before the signature over the
/// body's bytes is checked. Answers when the events are in the queue.
/// </summary>
internal static partial class EventEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        foreach (var reader in api.ServiceProvider.GetServices<IEventReader>())
        {
            api.Map($"/events/{reader.Provider}", (HttpContext http, EventIntake intake, ILoggerFactory loggers, CancellationToken cancellationToken) =>
                AcceptAsync(reader, http, intake, loggers.CreateLogger(typeof(EventEndpoints).FullName!), cancellationToken)).AllowAnonymous().ExcludeFromDescription();
        }

        api.MapPost("/events/redrive", async (IEventQueue queue, CancellationToken cancellationToken) => new RedrivenEvents { Messages = await queue.RedriveAsync(cancellationToken) })
            .RequireAuthorization(Access.LearningProfessional).WithSummary("Work again on providers' events that could not be worked on");
    }

    private static async Task<Results<Ok, ProblemHttpResult>> AcceptAsync(
        IEventReader reader, HttpContext http, EventIntake intake, ILogger logger, CancellationToken cancellationToken)
    {
        var (provider, request) = (reader.Provider, http.Request);
        if (!reader.Enabled)
        {
            LogOff(logger, provider, reader.Setting);
            return Problem(StatusCodes.Status404NotFound, $"Events are not taken here: no key is set. Set {reader.Setting}.");
        }

        if (!HttpMethods.IsPost(request.Method))
        {
            http.Response.Headers.Allow = HttpMethods.Post;
            return Problem(StatusCodes.Status405MethodNotAllowed, $"Events are posted here. {request.Path} takes POST.");
        }

        if (await BodyAsync(request, reader.MostBytes, cancellationToken) is not { } body)
        {
            return Problem(StatusCodes.Status413PayloadTooLarge, $"The body is larger than {reader.MostBytes} bytes.");
        }

        switch (reader.Read(name => request.Headers[name].FirstOrDefault(), body.GetBuffer().AsSpan(0, (int)body.Length)))
        {
            case EventReading.Read read:
                await intake.AcceptAsync(read.Events, cancellationToken);
                LogAccepted(logger, provider, read.Events.Count, read.Others);
                return TypedResults.Ok();
            case EventReading.Malformed malformed:
                LogRefused(logger, provider, malformed.Reason);
                return Problem(StatusCodes.Status400BadRequest, malformed.Reason);
            case EventReading.Refused refused:
                LogRefused(logger, provider, refused.Reason);
                return Problem(StatusCodes.Status403Forbidden, refused.Reason);
            case var unknown:
                throw new InvalidOperationException($"Unknown reading {unknown.GetType().Name}.");
        }
    }

    /// <summary>The bytes as they came; null where they are more than may be, of which no more are read.</summary>
    private static async Task<MemoryStream?> BodyAsync(HttpRequest request, int most, CancellationToken cancellationToken)
    {
        if (request.ContentLength > most)
        {
            return null;
        }

        var body = new MemoryStream((int)(request.ContentLength ?? 0));
        var buffer = new byte[81_920];
        for (int read; (read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            body.Write(buffer, 0, read);
            if (body.Length > most)
            {
                return null;
            }
        }

        return body;
    }

    private static ProblemHttpResult Problem(int status, string detail) => TypedResults.Problem(statusCode: status, detail: detail);

    [LoggerMessage(4001, LogLevel.Warning, "{Provider} posts events, and none are taken: set {Setting}")]
    private static partial void LogOff(ILogger logger, string provider, string setting);

    [LoggerMessage(4002, LogLevel.Warning, "Events that {Provider} is said to post are refused: {Reason}")]
    private static partial void LogRefused(ILogger logger, string provider, string reason);

    [LoggerMessage(4003, LogLevel.Debug, "{Provider} posted {Events} events, and {Others} that are not kept")]
    private static partial void LogAccepted(ILogger logger, string provider, int events, int others);
}
