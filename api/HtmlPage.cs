using System.Text;
using Microsoft.AspNetCore.Http;

namespace Nudges.Api;

/// <summary>A whole page that loads nothing, is kept nowhere, stands in no frame, or in Teams' only, and posts to the site only.</summary>
internal sealed class HtmlPage(string html, int status = StatusCodes.Status200OK, bool inTeams = false) : IResult
{
    /// <summary>Teams on the web and on desktops (https://learn.microsoft.com/microsoftteams/platform/tabs/how-to/tab-requirements).</summary>
    private const string Teams = "https://teams.microsoft.com https://*.teams.microsoft.com https://teams.cloud.microsoft https://*.cloud.microsoft";

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var headers = httpContext.Response.Headers;
        headers.ContentSecurityPolicy = $"default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors {(inTeams ? Teams : "'none'")}";
        headers.CacheControl = "no-store";
        headers["Referrer-Policy"] = "no-referrer";
        headers.XContentTypeOptions = "nosniff";
        httpContext.Response.StatusCode = status;
        httpContext.Response.ContentType = "text/html; charset=utf-8";
        return httpContext.Response.WriteAsync(html, Encoding.UTF8, httpContext.RequestAborted);
    }
}
