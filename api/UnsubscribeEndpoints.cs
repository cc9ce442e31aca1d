using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Nudges.Delivery;
using Nudges.Orchestrations;
using Nudges.People;

namespace Nudges.Api;

/// <summary>
/// The unsubscribe link in every nudge. A GET, which scanners make too, only shows a page; a POST, by the page's button or by
/// a mail program (RFC 8058), unsubscribes. The link itself is the permission.
/// </summary>
internal static class UnsubscribeEndpoints
{
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/unsubscribe/{token}").AllowAnonymous().ExcludeFromDescription();
        group.MapGet("", (string token, IOptions<NudgeOptions> options) => Person(token, options) is null
            ? UnknownLink()
            : Page("Unsubscribe from learning nudges", "You will get no more learning nudges, by mail or Teams.", "Unsubscribe"));
        group.MapPost("", async (string token, IOptions<NudgeOptions> options, IPreferenceStore preferences, TimeProvider time, CancellationToken cancellationToken) =>
        {
            if (Person(token, options) is not { } person)
            {
                return UnknownLink();
            }

            // The first time stands.
            await preferences.ChangeAsync(person, asked => asked with { UnsubscribedAt = asked.UnsubscribedAt ?? time.GetUtcNow() }, cancellationToken);
            return Page("You are unsubscribed", "You will get no more learning nudges, by mail or Teams. Changed your mind?", "Subscribe again", $"{token}/resubscribe");
        });
        group.MapPost("/resubscribe", async (string token, IOptions<NudgeOptions> options, IPreferenceStore preferences, CancellationToken cancellationToken) =>
        {
            if (Person(token, options) is not { } person)
            {
                return UnknownLink();
            }

            await preferences.ChangeAsync(person, asked => asked with { UnsubscribedAt = null }, cancellationToken);
            return Page("Welcome back", "You will get learning nudges again.");
        });
    }

    private static PersonId? Person(string token, IOptions<NudgeOptions> options) =>
        new UnsubscribeToken(Convert.FromBase64String(options.Value.LinkKey)).Read(token);

    private static IResult UnknownLink() => Page(
        "This link is not valid", "It may have been cut by your mail program. Copy the whole link from the mail.", statusCode: StatusCodes.Status404NotFound);

    /// <summary>A plain page with at most one button, which posts to <paramref name="action"/>, relative to the page, or to the page itself.</summary>
    private static IResult Page(string title, string text, string? button = null, string? action = null, int statusCode = StatusCodes.Status200OK)
    {
        var form = button is null
            ? ""
            : $"""<form method="post"{(action is null ? "" : $" action=\"{WebUtility.HtmlEncode(action)}\"")}><button>{WebUtility.HtmlEncode(button)}</button></form>""";
        return Results.Content($$"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="referrer" content="no-referrer">
            <title>{{title}}</title>
            <style>:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:32rem;margin:15vh auto;padding:0 1rem}button{font:inherit;padding:.5rem 1.25rem}</style></head>
            <body><h1>{{title}}</h1><p>{{text}}</p>{{form}}</body></html>
            """, "text/html", Encoding.UTF8, statusCode);
    }
}
