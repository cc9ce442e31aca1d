using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Nudges.Matching;
using Nudges.Matching.Weights;
using Nudges.Orchestrations;
using Nudges.Orchestrations.Matching;
using Nudges.Storage;

namespace Nudges.Api;

/// <summary>How items are weighed, and what outcomes had to say to it.</summary>
public sealed record WeightsView
{
    /// <summary>Whether outcomes change weights: the setting Nudges:LearnWeights.</summary>
    public required bool Learns { get; init; }

    /// <summary>The version that a run pins now; null where the weights are as the settings say.</summary>
    public string? Version { get; init; }

    public required IReadOnlyList<WeightView> Weights { get; init; }

    /// <summary>Of the last learning, whether it was adopted or not; null before the first.</summary>
    public WeightsReport? LastReport { get; init; }

    /// <summary>Of the learning that the version comes from; null where there is none.</summary>
    public WeightsReport? AdoptedReport { get; init; }
}

/// <summary>One weight: the setting times what was learnt.</summary>
public sealed record WeightView(SignalKind Kind, double Setting, double Multiplier, double Weight);

internal static class WeightsEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/matching/weights", GetAsync).RequireAuthorization(Access.LearningProfessional)
            .WithSummary("How each kind of signal is weighed, what outcomes have made of the settings, and the report of the last learning");

    private static async Task<WeightsView> GetAsync(
        LatestMatching matching, IDocumentStore documents, IOptions<NudgeOptions> options, CancellationToken cancellationToken)
    {
        var settings = options.Value.Matching;
        var learnt = options.Value.LearnWeights ? await matching.WeightsAsync(cancellationToken) : null;
        return new WeightsView
        {
            Learns = options.Value.LearnWeights,
            Version = learnt?.Version,
            Weights =
            [
                .. SignalWeights.Learnable.Select(kind => (Kind: kind, Setting: SignalWeights.Of(settings, kind), Multiplier: learnt?.Multipliers.GetValueOrDefault(kind, 1) ?? 1))
                    .Select(weight => new WeightView(weight.Kind, weight.Setting, weight.Multiplier, weight.Setting * weight.Multiplier)),
            ],
            LastReport = (await documents.ReadAsync(Documents.WeightsReport, cancellationToken))?.Value,
            AdoptedReport = learnt?.Report,
        };
    }
}
