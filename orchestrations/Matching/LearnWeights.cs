using Microsoft.Extensions.Options;
using Nudges.Matching;
using Nudges.Matching.Weights;
using Nudges.Orchestrations.Durable;
using Nudges.Storage;

namespace Nudges.Orchestrations.Matching;

public sealed record LearnWeightsInput
{
    /// <summary>The learning's time, the same whenever it is tried again.</summary>
    public required DateTimeOffset AsOf { get; init; }
}

/// <summary>
/// Learns from outcomes how much each kind of signal should count, makes that the latest where it is clearly better, for the runs that start after it, and
/// writes a report of what it saw. The same outcomes give the same version. A second run for the same time finds what the first one adopted, and gives its report.
/// </summary>
public sealed class LearnWeights(WeightLessons lessons, LatestMatching matching, IDocumentStore documents, IOptions<NudgeOptions> options)
    : Activity<LearnWeightsInput, WeightsReport?>(Reference)
{
    private static readonly Dictionary<SignalKind, double> SettingsAlone = [];

    public static readonly ActivityRef<LearnWeightsInput, WeightsReport?> Reference = new(nameof(LearnWeights));

    /// <returns>Null where it is switched off, and nothing is written.</returns>
    public override async Task<WeightsReport?> RunAsync(LearnWeightsInput input, CancellationToken cancellationToken)
    {
        if (!options.Value.LearnWeights)
        {
            return null;
        }

        var current = await matching.WeightsAsync(cancellationToken);
        var report = current is not null && current.Report.AsOf == input.AsOf ? current.Report : await LearnAsync(input.AsOf, current, cancellationToken);
        await documents.WriteAsync(Documents.WeightsReport, report, cancellationToken);
        return report;
    }

    private async Task<WeightsReport> LearnAsync(DateTimeOffset asOf, LearntWeights? current, CancellationToken cancellationToken)
    {
        var settings = options.Value.Matching;
        var gathered = await lessons.ReadAsync(asOf, settings, cancellationToken);
        var report = WeightsLearner.Learn(gathered.Lessons, settings, current?.Multipliers ?? SettingsAlone, asOf) with
        {
            VersionBefore = current?.Version,
            Runs = gathered.Runs,
            Shards = gathered.Shards,
        };
        if (report.Decision == WeightsDecision.Adopted)
        {
            var learnt = LearntWeights.Of(report);
            await documents.WriteAsync(Documents.Weights(learnt.Version), learnt, cancellationToken);
            await documents.WriteAsync(Documents.LatestWeights, learnt.Version, cancellationToken);
        }

        return report;
    }
}
