using System.Text.Json;

namespace Nudges.Local.StandIns;

/// <summary>SendGrid's <c>POST /v3/mail/send</c>: checks as SendGrid does, and delivers to the mailbox what receivers would get.</summary>
internal static class SendGridStandIn
{
    /// <summary>How deep SendGrid looks for substitutions inside what it has put in.</summary>
    private const int Depth = 4;

    public static void MapSendGridStandIn(this IEndpointRouteBuilder endpoints, Company company, Mailbox mailbox, SendGridWebhook webhook, Faults faults, TimeProvider time)
    {
        var group = endpoints.MapGroup("/v3/mail").WithFaults(faults, StandInService.SendGrid, status =>
            Errors([new SendGridError(status == StatusCodes.Status429TooManyRequests ? "too many requests" : "service unavailable")]));
        group.MapPost("/send", async (HttpRequest request, HttpResponse response) =>
        {
            if (!request.Headers.Authorization.ToString().StartsWith("Bearer ", StringComparison.Ordinal))
            {
                return Refuse(StatusCodes.Status401Unauthorized, new SendGridError("The provided authorization grant is invalid, expired, or revoked"));
            }

            SendGridRequest? mail;
            try
            {
                mail = await request.ReadFromJsonAsync<SendGridRequest>(SendGridRequest.Json, request.HttpContext.RequestAborted);
            }
            catch (JsonException)
            {
                mail = null;
            }

            if (mail is null)
            {
                return Refuse(StatusCodes.Status400BadRequest, new SendGridError("Bad Request"));
            }

            var errors = SendGridRules.Check(mail);
            if (errors.Count > 0)
            {
                return Refuse(StatusCodes.Status400BadRequest, [.. errors]);
            }

            var messageId = Guid.NewGuid().ToString("N");
            mailbox.Deliver(Open(mail, messageId, company, time.GetUtcNow(), mailbox.KeepsBodies));
            webhook.Tell(mail);
            response.Headers["X-Message-Id"] = messageId;
            return Results.StatusCode(StatusCodes.Status202Accepted);
        });
    }

    /// <summary>One message for each address: the same address twice in one request gets one.</summary>
    private static IEnumerable<MailboxEntry> Open(SendGridRequest mail, string messageId, Company company, DateTimeOffset received, bool bodies) =>
        mail.Personalizations!
            .SelectMany((personalization, place) => personalization.To!.Select(to => (personalization, to, id: $"{messageId}.{place}")))
            .DistinctBy(message => message.to.Email, StringComparer.OrdinalIgnoreCase)
            .Select(message => new MailboxEntry
            {
                Channel = "email",
                Received = received,
                Nudge = message.personalization.CustomArgs?.GetValueOrDefault("nudge_id"),
                Person = company.PersonAt(message.to.Email!),
                To = message.to.Email!,
                ToName = message.to.Name,
                From = mail.From!.Email!,
                FromName = mail.From.Name,
                ReplyTo = mail.ReplyTo?.Email,
                Subject = Fill(message.personalization.Subject ?? mail.Subject!, message.personalization),
                MessageId = message.id,
                Headers = (mail.Headers ?? new Dictionary<string, string>()).Concat(message.personalization.Headers ?? new Dictionary<string, string>())
                    .GroupBy(header => header.Key, StringComparer.OrdinalIgnoreCase)
                    .ToDictionary(header => header.Key, header => header.Last().Value),
                Html = bodies ? Fill(Body(mail, "text/html"), message.personalization) : null,
                Text = bodies ? Fill(Body(mail, "text/plain"), message.personalization) : null,
            });

    private static string Body(SendGridRequest mail, string type) => mail.Content!.FirstOrDefault(content => content.Type == type)?.Value ?? "";

    /// <summary>Wherever a key stands, in what was put in for another as well.</summary>
    private static string Fill(string text, SendGridPersonalization personalization)
    {
        for (var depth = 0; depth < Depth; depth++)
        {
            foreach (var (key, value) in personalization.Substitutions ?? new Dictionary<string, string>())
            {
                text = text.Replace(key, value, StringComparison.Ordinal);
            }
        }

        return text;
    }

    private static IResult Refuse(int status, params IReadOnlyList<SendGridError> errors) => Results.Json(Errors(errors), JsonSerializerOptions.Web, statusCode: status);

    private static object Errors(IReadOnlyList<SendGridError> errors) => new { errors = errors.Select(error => new { message = error.Message, field = error.Field, help = (string?)null }) };
}
