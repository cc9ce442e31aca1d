using Nudges.Orchestrations.Durable;
using Nudges.Storage;

namespace Nudges.Orchestrations.Runs;

/// <summary>The latest published versions; null where nothing was published yet.</summary>
public sealed record LatestVersions
{
    public string? Catalogue { get; init; }

    public string? People { get; init; }
}

/// <summary>Which content and people there are to run with. Reads only.</summary>
public sealed class FindVersions(IDocumentStore documents) : Activity<Nothing, LatestVersions>(Reference)
{
    public static readonly ActivityRef<Nothing, LatestVersions> Reference = new(nameof(FindVersions));

    public override async Task<LatestVersions> RunAsync(Nothing input, CancellationToken cancellationToken) => new()
    {
        Catalogue = (await documents.ReadAsync(Documents.LatestCatalogue, cancellationToken))?.Value,
        People = (await documents.ReadAsync(Documents.LatestPeople, cancellationToken))?.Value,
    };
}
