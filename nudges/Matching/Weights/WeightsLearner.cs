using Nudges.People;

namespace Nudges.Matching.Weights;

/// <summary>
/// Learns from what people liked and left of their nudges how much each kind of signal should count. Compares only items of one nudge, so
/// that it does not matter how often someone answers; what the first place in a nudge does by itself is fitted beside the weights and
/// dropped. Learns of seven people in ten and judges on the others. The same lessons in any order give the same report on any machine.
/// </summary>
public static class WeightsLearner
{
    /// <summary>With fewer people nothing is learnt.</summary>
    public const int FewestPeople = 200;

    /// <summary>With fewer people nothing is judged.</summary>
    public const int FewestHeldOut = 100;

    /// <summary>A weight of which fewer people's nudges tell anything stays.</summary>
    public const int FewestPeopleOfAKind = 50;

    public const double LeastMultiplier = 0.5;
    public const double MostMultiplier = 2;

    /// <summary>How many standard errors the gain must be above 0: as it is asked every day, chance would be lucky soon with fewer.</summary>
    private const double Sure = 3;

    /// <summary>How far multipliers are from 1 before anything is known, as a standard deviation.</summary>
    private const double PriorSpread = 0.5;

    private const double LeastScale = 1;
    private const double Loose = 0.01;

    /// <param name="lessons">Any.</param>
    /// <param name="settings">The weights that the lessons are told by.</param>
    /// <param name="current">The multipliers in force.</param>
    /// <param name="asOf">The learning's time.</param>
    /// <returns>A report without what only the reader of the lessons knows.</returns>
    public static WeightsReport Learn(
        IEnumerable<WeightLesson> lessons, MatchingOptions settings, IReadOnlyDictionary<SignalKind, double> current, DateTimeOffset asOf)
    {
        List<WeightLesson> ordered = [.. lessons.OrderBy(lesson => lesson.Person.Value, StringComparer.Ordinal).ThenBy(lesson => lesson.Run.Value, StringComparer.Ordinal)];
        var unit = ordered.Count == 0 ? 1 : ordered.Average(lesson => lesson.Items.Average(item => item.Parts.Sum()));
        var halves = ordered.ToLookup(lesson => IsHeldOut(lesson.Person));
        var (known, heldOut) = (LessonPairs.Of(halves[false], unit), LessonPairs.Of(halves[true], unit));
        var report = new WeightsReport
        {
            AsOf = asOf,
            Decision = WeightsDecision.TooLittle,
            Nudges = ordered.Count,
            People = known.People.Count,
            HeldOutPeople = heldOut.People.Count,
        };
        if (known.People.Count < FewestPeople || heldOut.People.Count < FewestHeldOut)
        {
            return report;
        }

        bool[] isFitted = [.. SignalWeights.Learnable.Select((_, kind) => known.People.Count(pairs => pairs.Any(pair => pair.Parts[kind] != 0)) >= FewestPeopleOfAKind)];
        double[] before = [.. SignalWeights.Learnable.Select(kind => current.GetValueOrDefault(kind, 1)), 1];
        var after = Multipliers(known, isFitted, [.. Enumerable.Range(0, before.Length).Select(kind => ordered.Average(lesson => lesson.Items.Average(item => item.Parts[kind])))]);
        var (old, better) = (WeightsJudge.Of(known, heldOut, before), WeightsJudge.Of(known, heldOut, after));
        var (gain, error) = Gain(old.Losses, better.Losses);
        return report with
        {
            Decision = after.SequenceEqual(before) ? WeightsDecision.NoChange : gain > Sure * error ? WeightsDecision.Adopted : WeightsDecision.NotBetter,
            Before = old.Measure,
            After = better.Measure,
            Gain = Math.Round(gain, 6),
            StandardError = Math.Round(error, 6),
            Weights =
            [
                .. SignalWeights.Learnable.Select((kind, place) => new WeightChange
                {
                    Kind = kind,
                    Setting = SignalWeights.Of(settings, kind),
                    Before = before[place],
                    After = after[place],
                    IsFitted = isFitted[place],
                }),
            ],
        };
    }

    internal static bool IsHeldOut(PersonId person) => StableId.Bits("weights", person.Value) % 10 >= 7;

    /// <summary>Each kind's, of two decimals, and 1 for the rest; such that the average item's score stays as it is, so that what is relevant enough does too.</summary>
    private static double[] Multipliers(LessonPairs known, bool[] isFitted, double[] average)
    {
        // First how much the score as it is tells, which says what a multiplier is worth; then what each kind tells beside it.
        var scale = RidgeLogit.Fit([.. known.All.Select(pair => WeightsJudge.Row(pair, pair.Parts.Sum()))], WeightsJudge.Ridge(Loose))[0];
        var pull = 1 / Math.Pow(PriorSpread * Math.Max(scale, LeastScale), 2);
        int[] fitted = [.. isFitted.Index().Where(kind => kind.Item).Select(kind => kind.Index)];
        var coefficients = RidgeLogit.Fit(
            [.. known.All.Select(pair => WeightsJudge.Row(pair, [pair.Parts.Sum(), .. fitted.Select(kind => pair.Parts[kind])]))],
            WeightsJudge.Ridge([Loose, .. fitted.Select(_ => pull)]));
        var multipliers = Enumerable.Repeat(1.0, isFitted.Length + 1).ToArray();
        if (coefficients[0] <= Loose)
        {
            return multipliers;
        }

        foreach (var (place, kind) in fitted.Index())
        {
            multipliers[kind] = Math.Clamp(1 + (coefficients[place + 1] / coefficients[0]), LeastMultiplier, MostMultiplier);
        }

        var level = average.Sum() / RidgeLogit.Dot(average, multipliers);
        foreach (var kind in fitted)
        {
            multipliers[kind] = Math.Round(Math.Clamp(multipliers[kind] * level, LeastMultiplier, MostMultiplier), 2);
        }

        return multipliers;
    }

    /// <summary>How much less the second's losses are on average, and the standard error of that.</summary>
    private static (double Gain, double Error) Gain(IReadOnlyList<double> before, IReadOnlyList<double> after)
    {
        double[] gains = [.. before.Zip(after, (one, other) => one - other)];
        var mean = gains.Average();
        return (mean, Math.Sqrt(gains.Sum(gain => (gain - mean) * (gain - mean)) / (gains.Length - 1) / gains.Length));
    }
}
