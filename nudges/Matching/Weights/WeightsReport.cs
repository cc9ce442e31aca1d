using System.Text.Json;

namespace Nudges.Matching.Weights;

/// <summary>What a learning did with the weights.</summary>
public enum WeightsDecision
{
    /// <summary>Too few people have answered for the outcomes to tell anything: everything stays.</summary>
    TooLittle,

    /// <summary>The outcomes speak for the weights as they are.</summary>
    NoChange,

    /// <summary>Other weights fit, but do not foretell better what people like of whom nothing was learnt: everything stays.</summary>
    NotBetter,

    /// <summary>The runs that start from now on weigh by them.</summary>
    Adopted,
}

/// <summary>How well weights foretell which item of a nudge somebody likes, of people of whom nothing was learnt; each person counts once.</summary>
/// <param name="LogLoss">Per pair of a liked and a left item, in nats; 0.693 is a guess. Lower is better.</param>
/// <param name="PairwiseAccuracy">The share of pairs of which the liked one has the greater score; 0.5 is a guess.</param>
public sealed record WeightsMeasure(double LogLoss, double PairwiseAccuracy);

/// <summary>One weight.</summary>
public sealed record WeightChange
{
    public required SignalKind Kind { get; init; }

    /// <summary>As the settings have it.</summary>
    public required double Setting { get; init; }

    /// <summary>What the setting is multiplied by, 0.5 to 2, before the learning.</summary>
    public required double Before { get; init; }

    /// <summary>What the outcomes speak for; in force only where it was adopted.</summary>
    public required double After { get; init; }

    /// <summary>False where too few people have met items that differ in it.</summary>
    public required bool IsFitted { get; init; }
}

/// <summary>What one learning of weights saw and decided: counts and averages, nobody by name.</summary>
public sealed record WeightsReport
{
    /// <summary>The learning's time: what was shown in the week before it does not count yet.</summary>
    public required DateTimeOffset AsOf { get; init; }

    public required WeightsDecision Decision { get; init; }

    /// <summary>In force before it; null: the settings alone.</summary>
    public string? VersionBefore { get; init; }

    public int Runs { get; init; }

    public int Shards { get; init; }

    /// <summary>Nudges of which something was liked and something left.</summary>
    public int Nudges { get; init; }

    /// <summary>Of whom was learnt.</summary>
    public int People { get; init; }

    /// <summary>On whom it was judged.</summary>
    public int HeldOutPeople { get; init; }

    /// <summary>Null where too little was known.</summary>
    public WeightsMeasure? Before { get; init; }

    public WeightsMeasure? After { get; init; }

    /// <summary>How much lower the log loss is, and the standard error of that over people.</summary>
    public double? Gain { get; init; }

    public double? StandardError { get; init; }

    public IReadOnlyList<WeightChange> Weights { get; init; } = [];
}

/// <summary>Learnt weights as they are stored, with the report of the learning that adopted them.</summary>
public sealed record LearntWeights
{
    /// <summary>A function of all else.</summary>
    public required string Version { get; init; }

    /// <summary>What the settings' weights are multiplied by; 1 where a kind is missing.</summary>
    public required IReadOnlyDictionary<SignalKind, double> Multipliers { get; init; }

    public required WeightsReport Report { get; init; }

    /// <summary>What was adopted.</summary>
    public static LearntWeights Of(WeightsReport report)
    {
        var multipliers = report.Weights.Where(weight => weight.After != 1).OrderBy(weight => weight.Kind).ToDictionary(weight => weight.Kind, weight => weight.After);
        var learnt = new LearntWeights { Version = "", Multipliers = multipliers, Report = report };
        return learnt with { Version = $"weights-{StableId.From("weights", JsonSerializer.Serialize(learnt, NudgesJson.Options))}" };
    }
}
