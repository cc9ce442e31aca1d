using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Nudges.Api;

/// <summary>A whole page that loads nothing, is kept nowhere, stands in no frame, or in Teams' only, and posts to the site only.</summary>
/// <param name="html">The document.</param>
/// <param name="status">Of the answer.</param>
/// <param name="inTeams">Whether Teams may show it.</param>
/// <param name="script">The one script that may run in it, as it stands there; null for none.</param>
internal sealed class HtmlPage(string html, int status = StatusCodes.Status200OK, bool inTeams = false, string? script = null) : IResult
{
    /// <summary>Teams on the web and on desktops (https://learn.microsoft.com/microsoftteams/platform/tabs/how-to/tab-requirements).</summary>
    private const string Teams = "https://teams.microsoft.com https://*.teams.microsoft.com https://teams.cloud.microsoft https://*.cloud.microsoft";

    private string ScriptSource => script is null ? "" : $"script-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)))}'; ";

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var headers = httpContext.Response.Headers;
        headers.ContentSecurityPolicy = $"default-src 'none'; {ScriptSource}style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors {(inTeams ? Teams : "'none'")}";
        headers.CacheControl = "no-store";
        headers["Referrer-Policy"] = "no-referrer";
        headers.XContentTypeOptions = "nosniff";
        httpContext.Response.StatusCode = status;
        httpContext.Response.ContentType = "text/html; charset=utf-8";
        return httpContext.Response.WriteAsync(html, Encoding.UTF8, httpContext.RequestAborted);
    }
}
