using Microsoft.Extensions.FileProviders;

namespace Nudges.Local.Hosting;

/// <summary>Serves the console's built files.</summary>
internal static class Site
{
    private const string ContentSecurityPolicy =
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: https:; frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'";

    private static readonly string Folder = Path.Combine(Repository.Root, "web", "dist");

    public static void UseSite(this WebApplication app)
    {
        app.Use((context, next) =>
        {
            context.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
            context.Response.Headers.XContentTypeOptions = "nosniff";
            context.Response.Headers["Referrer-Policy"] = "no-referrer";
            return next(context);
        });
        app.UseFileServer(new FileServerOptions { FileProvider = new PhysicalFileProvider(Folder) });
    }

    /// <summary>Every address that is not a file or an endpoint is a page of the console.</summary>
    public static void MapSite(this WebApplication app) =>
        app.MapFallbackToFile("index.html", new StaticFileOptions { FileProvider = new PhysicalFileProvider(Folder) }).AllowAnonymous();
}
