using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Nudges.Functions.Durable;
using Nudges.Orchestrations.Matching;

namespace Nudges.Functions.Workflows;

/// <summary>The activities of learning, under their tokens' names.</summary>
public sealed class MatchingActivities(LearnNeighbours neighbours, LearnWeights weights)
{
    [Function(nameof(LearnNeighbours))]
    public Task<JsonElement> LearnNeighbours([ActivityTrigger] JsonElement input, CancellationToken cancellationToken) =>
        neighbours.RunAsync(input, cancellationToken);

    [Function(nameof(LearnWeights))]
    public Task<JsonElement> LearnWeights([ActivityTrigger] JsonElement input, CancellationToken cancellationToken) =>
        weights.RunAsync(input, cancellationToken);
}
