using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Nudges.Delivery;
using Nudges.Messages.Pages;

namespace Nudges.Api;

/// <summary>Reads the links of nudges. The link itself is the permission.</summary>
internal sealed class LinkReader(LinkSigner signer, TimeProvider time)
{
    /// <summary>The link, or the page that says why it does not work.</summary>
    public bool TryRead(HttpRequest request, string token, LinkPurpose purpose, [NotNullWhen(true)] out SignedLink? link, [NotNullWhen(false)] out IResult? refusal)
    {
        link = signer.Read(token);
        refusal = link switch
        {
            null => new HtmlPage(LinkPages.Unknown(LanguageOf(request)), StatusCodes.Status404NotFound),
            _ when link.Purpose != purpose => new HtmlPage(LinkPages.Unknown(link.Language), StatusCodes.Status404NotFound),
            _ when link.HasExpired(time.GetUtcNow()) => new HtmlPage(LinkPages.Expired(link.Language), StatusCodes.Status410Gone),
            _ => null,
        };
        return refusal is null;
    }

    private static string LanguageOf(HttpRequest request) =>
        request.GetTypedHeaders().AcceptLanguage.OrderByDescending(language => language.Quality ?? 1).FirstOrDefault()?.Value.Value is { Length: >= 2 } language
            ? language[..2].ToLowerInvariant()
            : "en";
}
