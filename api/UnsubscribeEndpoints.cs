using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Nudges.Delivery;
using Nudges.Messages.Pages;
using Nudges.People;

namespace Nudges.Api;

/// <summary>
/// The unsubscribe link in every nudge. A GET, which scanners make too, only shows a page; a POST, by the page's button or by
/// a mail program (RFC 8058), unsubscribes.
/// </summary>
internal static class UnsubscribeEndpoints
{
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/unsubscribe/{token}").AllowAnonymous().ExcludeFromDescription();
        group.MapGet("", (string token, HttpRequest request, LinkReader links) =>
            links.TryRead(request, token, LinkPurpose.Unsubscribe, out var link, out var refusal)
                ? new HtmlPage(LinkPages.Unsubscribe(link.Language, Path(request, token)))
                : refusal);
        group.MapPost("", async (string token, HttpRequest request, LinkReader links, IPreferenceStore preferences, TimeProvider time, CancellationToken cancellationToken) =>
        {
            if (!links.TryRead(request, token, LinkPurpose.Unsubscribe, out var link, out var refusal))
            {
                return refusal;
            }

            // The first time stands; of someone who was erased nothing is kept.
            await preferences.ChangeAsync(link.Person, asked => asked.ErasedAt is not null ? asked : asked with { UnsubscribedAt = asked.UnsubscribedAt ?? time.GetUtcNow() }, cancellationToken);
            return new HtmlPage(LinkPages.Unsubscribed(link.Language, $"{Path(request, token)}/resubscribe"));
        });
        group.MapPost("/resubscribe", async (string token, HttpRequest request, LinkReader links, IPreferenceStore preferences, CancellationToken cancellationToken) =>
        {
            if (!links.TryRead(request, token, LinkPurpose.Unsubscribe, out var link, out var refusal))
            {
                return refusal;
            }

            await preferences.ChangeAsync(link.Person, asked => asked with { UnsubscribedAt = null, ReportedSpamAt = null }, cancellationToken);
            return new HtmlPage(LinkPages.Subscribed(link.Language));
        });
    }

    private static string Path(HttpRequest request, string token) => $"{request.PathBase}/unsubscribe/{token}";
}
