using System.Text.Json;

namespace Nudges.Local.StandIns;

/// <summary>Webhooks of Teams' Workflows, which post a card to a team's channel: it comes to the mailbox.</summary>
internal static class WorkflowsStandIn
{
    private const int MostBytes = 28 * 1024;
    private const int MostInASecond = 4;
    private const string CardType = "application/vnd.microsoft.card.adaptive";

    public static void MapWorkflowsStandIn(this IEndpointRouteBuilder endpoints, Mailbox mailbox, Faults faults, TimeProvider time)
    {
        var window = new Window(time);
        endpoints.MapGroup("/workflows").WithFaults(faults, StandInService.Workflows, Error).MapPost("/{team}", (string team, string? sig, Message message, HttpRequest request) =>
        {
            if (string.IsNullOrEmpty(sig))
            {
                return Results.Json(Error(StatusCodes.Status401Unauthorized), statusCode: StatusCodes.Status401Unauthorized);
            }

            if (!window.Enter())
            {
                request.HttpContext.Response.Headers.RetryAfter = "1";
                return Results.Json(Error(StatusCodes.Status429TooManyRequests), statusCode: StatusCodes.Status429TooManyRequests);
            }

            if (request.ContentLength > MostBytes || message is not { Type: "message", Attachments: [{ ContentType: CardType, Content.ValueKind: JsonValueKind.Object } attachment] })
            {
                return Results.Json(Error(StatusCodes.Status400BadRequest), statusCode: StatusCodes.Status400BadRequest);
            }

            var id = Guid.NewGuid().ToString("N");
            mailbox.Deliver([new MailboxEntry
            {
                Channel = "teams",
                Received = time.GetUtcNow(),
                To = team,
                ToName = $"the channel of team {team}",
                From = "Workflows",
                Subject = Company.Text(attachment.Content, "fallbackText") ?? "",
                MessageId = id,
                Card = attachment.Content,
            }]);
            return Results.StatusCode(StatusCodes.Status202Accepted);
        });
    }

    private static object Error(int status) => new { error = new { code = status == StatusCodes.Status429TooManyRequests ? "TooManyRequests" : "TriggerInputSchemaMismatch", message = "The workflow was not started." } };

    private sealed record Message(string? Type, IReadOnlyList<Attachment>? Attachments);

    private sealed record Attachment(string? ContentType, JsonElement Content);

    /// <summary>Counts the requests of each second.</summary>
    private sealed class Window(TimeProvider time)
    {
        private readonly Lock _counting = new();
        private long _second;
        private int _requests;

        public bool Enter()
        {
            lock (_counting)
            {
                var now = time.GetUtcNow().ToUnixTimeSeconds();
                (_second, _requests) = now == _second ? (_second, _requests + 1) : (now, 1);
                return _requests <= MostInASecond;
            }
        }
    }
}
