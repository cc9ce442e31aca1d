using System.Security.Cryptography;
using System.Text;
using Microsoft.Net.Http.Headers;

namespace Nudges.Local.StandIns;

/// <summary>A web server with feeds: the files of a folder as they are, with ETag and the type of what they hold.</summary>
internal static class ContentStandIn
{
    public static void MapContentStandIn(this IEndpointRouteBuilder endpoints, string folder, Faults faults)
    {
        var group = endpoints.MapGroup("/content").WithFaults(faults, StandInService.Content, _ => new { });
        group.MapGet("/{name}", (string name) =>
        {
            var file = new FileInfo(Path.Combine(folder, Path.GetFileName(name)));
            if (!file.Exists)
            {
                return Results.NotFound();
            }

            var bytes = File.ReadAllBytes(file.FullName);
            var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8))}\"");
            return Results.File(bytes, TypeOf(file.Extension, bytes), lastModified: file.LastWriteTimeUtc, entityTag: tag);
        });
    }

    private static string TypeOf(string extension, byte[] bytes)
    {
        var start = Encoding.UTF8.GetString(bytes.AsSpan(0, Math.Min(bytes.Length, 2_000)));
        return extension switch
        {
            ".json" when start.Contains("jsonfeed.org", StringComparison.Ordinal) => "application/feed+json",
            ".json" => "application/json",
            ".xml" when start.Contains("<rss", StringComparison.Ordinal) => "application/rss+xml",
            ".xml" when start.Contains("<feed", StringComparison.Ordinal) => "application/atom+xml",
            ".xml" => "application/xml",
            ".html" => "text/html",
            _ => "application/octet-stream",
        };
    }
}
