using System.Text;

namespace Nudges.Local.StandIns;

/// <summary>Shows what was delivered.</summary>
internal static class MailboxEndpoints
{
    private const int DefaultTake = 100;
    private const int MostTake = 10_000;

    /// <summary>Mail runs nothing and sends nothing; its links open outside.</summary>
    private const string MailPolicy =
        "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src https: http: data:; frame-ancestors 'self'";

    /// <summary>
    /// <c>GET /?person=&amp;to=&amp;channel=&amp;take=</c>: counts, and the newest messages without their bodies.
    /// <c>GET /{id}</c>: a message. <c>GET /{id}/html</c> and <c>/{id}/text</c>: an email's parts alone.
    /// </summary>
    public static void MapMailbox(this IEndpointRouteBuilder endpoints, Mailbox mailbox, Company company)
    {
        endpoints.MapGet("/", (string? person, string? to, string? channel, int? take) =>
        {
            var wanted = Wanted(company, person, to, channel);
            return Results.Json(
                new { Counts = mailbox.Count(wanted), Messages = mailbox.List(wanted, Math.Clamp(take ?? DefaultTake, 0, MostTake)) },
                NudgesJson.Options);
        });
        endpoints.MapGet("/{id}", (string id) => mailbox.Read(id) is { } entry ? Results.Json(entry, NudgesJson.Options) : Results.NotFound());
        endpoints.MapGet("/{id}/html", (string id, HttpResponse response) =>
        {
            response.Headers.ContentSecurityPolicy = MailPolicy;
            return Part(mailbox.Read(id)?.Html, "text/html");
        });
        endpoints.MapGet("/{id}/text", (string id) => Part(mailbox.Read(id)?.Text, "text/plain"));
    }

    private static Func<MailboxLine, bool> Wanted(Company company, string? person, string? to, string? channel)
    {
        // Two accounts may share an address: both see what came to it.
        var user = person is null ? default : company.Find(person);
        var address = user.ValueKind == System.Text.Json.JsonValueKind.Object ? Company.Text(user, "mail") : null;
        return line =>
            (channel is null || line.Channel == channel)
            && (to is null || string.Equals(line.To, to, StringComparison.OrdinalIgnoreCase))
            && (person is null || string.Equals(line.Person, person, StringComparison.OrdinalIgnoreCase)
                || (address is not null && string.Equals(line.To, address, StringComparison.OrdinalIgnoreCase)));
    }

    private static IResult Part(string? body, string type) => body is null ? Results.NotFound() : Results.Text(body, type, Encoding.UTF8);
}
