using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Nudges.Delivery;
using Nudges.Messages.Pages;
using Nudges.Orchestrations.Outcomes;
using Nudges.Outcomes;

namespace Nudges.Api;

/// <summary>
/// The links of the items in a nudge. A GET, which scanners make too, changes nothing but that a click is kept where it is
/// believable; an answer is given by a POST, from the page that its link opens, which sends it by itself when a person is there.
/// </summary>
internal static class ItemLinkEndpoints
{
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/l/{token}").AllowAnonymous().ExcludeFromDescription();
        group.MapMethods("", [HttpMethods.Get, HttpMethods.Head], OpenAsync);
        group.MapGet("/{answer}", AskAsync);
        group.MapPost("/{answer}", AnswerAsync);
    }

    /// <summary>Redirects to the item's own address as a catalogue has it; never to one from the request.</summary>
    private static async Task<IResult> OpenAsync(
        string token, HttpContext http, LinkReader links, ItemAddresses addresses, OutcomeRecorder outcomes, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!links.TryRead(http.Request, token, LinkPurpose.Item, out var link, out var refusal))
        {
            return refusal;
        }

        if (await addresses.FindAsync(link.Item!.Value, link.Person, link.Nudge!.Value, cancellationToken) is not { } found)
        {
            return new HtmlPage(LinkPages.Gone(link.Language), StatusCodes.Status410Gone);
        }

        if (!http.Request.IsMachineRead())
        {
            await outcomes.RecordAsync(link.Person, Outcome(link, OutcomeKind.Clicked, time), cancellationToken);
        }

        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        return Results.Redirect(found.Address.AbsoluteUri);
    }

    private static async Task<IResult> AskAsync(
        string token, string answer, HttpRequest request, LinkReader links, ItemAddresses addresses, CancellationToken cancellationToken)
    {
        if (!links.TryRead(request, token, LinkPurpose.Item, out var link, out var refusal))
        {
            return refusal;
        }

        var chosen = AnswerOf(answer);
        return chosen is null && answer != Answers.Any
            ? new HtmlPage(LinkPages.Unknown(link.Language), StatusCodes.Status404NotFound)
            : new HtmlPage(LinkPages.Answer(link.Language, await TitleAsync(link, addresses, cancellationToken), Path(request, token), chosen), inTeams: true, script: chosen is null ? null : LinkPages.AnswerScript);
    }

    private static async Task<IResult> AnswerAsync(
        string token, string answer, HttpRequest request, LinkReader links, ItemAddresses addresses, OutcomeRecorder outcomes, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!links.TryRead(request, token, LinkPurpose.Item, out var link, out var refusal))
        {
            return refusal;
        }

        if (AnswerOf(answer) is not { } kind)
        {
            return new HtmlPage(LinkPages.Unknown(link.Language), StatusCodes.Status404NotFound);
        }

        await outcomes.RecordAsync(link.Person, Outcome(link, kind, time), cancellationToken);
        return new HtmlPage(LinkPages.Answered(link.Language, await TitleAsync(link, addresses, cancellationToken), Path(request, token), kind), inTeams: true);
    }

    private static OutcomeKind? AnswerOf(string name) => EnumNames.Value<OutcomeKind>(name) is { } kind && Answers.All.Contains(kind) ? kind : null;

    private static async Task<string> TitleAsync(SignedLink link, ItemAddresses addresses, CancellationToken cancellationToken) =>
        (await addresses.FindAsync(link.Item!.Value, link.Person, link.Nudge!.Value, cancellationToken))?.Title ?? "";

    private static string Path(HttpRequest request, string token) => $"{request.PathBase}/l/{token}";

    private static Outcome Outcome(SignedLink link, OutcomeKind kind, TimeProvider time) =>
        new() { Kind = kind, At = time.GetUtcNow(), Item = link.Item!.Value, Nudge = link.Nudge };
}
