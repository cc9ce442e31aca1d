using Microsoft.Extensions.Options;
using Nudges.Matching;
using Nudges.Storage;

namespace Nudges.Orchestrations.Matching;

/// <summary>What a run that starts now picks from, and how it weighs it.</summary>
public sealed record MatchingChoice
{
    public required string CatalogueVersion { get; init; }

    /// <summary>Null where nothing was learnt of which items go together.</summary>
    public string? NeighboursVersion { get; init; }

    public required MatchingOptions Options { get; init; }
}

/// <summary>Chooses for a run what it pins, and for whoever asks what a run would pick.</summary>
public sealed class LatestMatching(IDocumentStore documents, IOptions<NudgeOptions> options)
{
    /// <summary>Null where no catalogue was published yet.</summary>
    public async Task<MatchingChoice?> ReadAsync(CancellationToken cancellationToken) =>
        await documents.ReadAsync(Documents.LatestCatalogue, cancellationToken) is not { } catalogue ? null : new MatchingChoice
        {
            CatalogueVersion = catalogue.Value,
            NeighboursVersion = (await documents.ReadAsync(Documents.LatestNeighbours, cancellationToken))?.Value,
            Options = options.Value.Matching,
        };
}
