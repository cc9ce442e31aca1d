using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Nudges.Content;
using Nudges.Storage;

namespace Nudges.Api;

/// <summary>The content there is to pick from.</summary>
public sealed record ContentView
{
    /// <summary>The latest catalogue's version; null before the first gathering.</summary>
    public string? Version { get; init; }

    public required IReadOnlyList<SourceStatus> Sources { get; init; }

    /// <summary>Newest first; undated ones last.</summary>
    public required IReadOnlyList<ContentItem> Items { get; init; }
}

internal static class ContentEndpoints
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/content", GetAsync).RequireAuthorization(Access.LearningProfessional)
            .WithSummary("The latest catalogue and how each source fared");

    private static async Task<ContentView> GetAsync(IDocumentStore documents, CancellationToken cancellationToken)
    {
        var version = await documents.ReadAsync(Documents.LatestCatalogue, cancellationToken);
        var catalogue = version is null ? null : await documents.ReadAsync(Documents.Catalogue(version.Value), cancellationToken);
        var sources = await documents.ReadAsync(Documents.SourceStatuses, cancellationToken);
        return new ContentView
        {
            Version = version?.Value,
            Sources = sources?.Value ?? [],
            Items = [.. (catalogue?.Value.Items ?? []).OrderByDescending(item => item.Published)],
        };
    }
}
