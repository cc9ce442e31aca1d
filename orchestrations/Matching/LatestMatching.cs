using Microsoft.Extensions.Options;
using Nudges.Matching;
using Nudges.Matching.Weights;
using Nudges.Storage;

namespace Nudges.Orchestrations.Matching;

/// <summary>What a run that starts now picks from, and how it weighs it.</summary>
public sealed record MatchingChoice
{
    public required string CatalogueVersion { get; init; }

    /// <summary>Null where nothing was learnt of which items go together.</summary>
    public string? NeighboursVersion { get; init; }

    /// <summary>Null where the weights are as the settings say.</summary>
    public string? WeightsVersion { get; init; }

    /// <summary>The settings' weights, with what outcomes have made of them.</summary>
    public required MatchingOptions Options { get; init; }
}

/// <summary>Chooses for a run what it pins, and for whoever asks what a run would pick.</summary>
public sealed class LatestMatching(IDocumentStore documents, IOptions<NudgeOptions> options)
{
    /// <summary>Null where no catalogue was published yet.</summary>
    public async Task<MatchingChoice?> ReadAsync(CancellationToken cancellationToken)
    {
        if (await documents.ReadAsync(Documents.LatestCatalogue, cancellationToken) is not { } catalogue)
        {
            return null;
        }

        var settings = options.Value.Matching;
        var weights = options.Value.LearnWeights ? await WeightsAsync(cancellationToken) : null;
        return new MatchingChoice
        {
            CatalogueVersion = catalogue.Value,
            NeighboursVersion = (await documents.ReadAsync(Documents.LatestNeighbours, cancellationToken))?.Value,
            WeightsVersion = weights?.Version,
            Options = weights is null ? settings : settings.Times(weights.Multipliers),
        };
    }

    /// <summary>The weights that were adopted last; null where none were.</summary>
    public async Task<LearntWeights?> WeightsAsync(CancellationToken cancellationToken) =>
        await documents.ReadAsync(Documents.LatestWeights, cancellationToken) is not { } latest
            ? null
            : (await documents.ReadAsync(Documents.Weights(latest.Value), cancellationToken))?.Value
                ?? throw new InvalidOperationException($"What was learnt of the weights, {latest.Value}, is not in storage.");
}
