namespace Nudges.Matching.Weights;

/// <summary>How well multipliers foretell what people like of whom nothing was learnt.</summary>
/// <param name="Measure">Over all of them.</param>
/// <param name="Losses">Each one's log loss per pair.</param>
internal sealed record WeightsJudge(WeightsMeasure Measure, IReadOnlyList<double> Losses)
{
    private const double Loose = 0.01;

    /// <summary>How strongly what a position does by itself is pulled to nothing.</summary>
    private const double PositionPull = 1;

    /// <param name="known">Tell what positions and a difference of scores do under these multipliers.</param>
    /// <param name="heldOut">Are judged.</param>
    /// <param name="multipliers">One for each part.</param>
    public static WeightsJudge Of(LessonPairs known, LessonPairs heldOut, double[] multipliers)
    {
        var fit = RidgeLogit.Fit([.. known.All.Select(pair => Row(pair, RidgeLogit.Dot(pair.Parts, multipliers)))], Ridge(Loose));
        double[] losses =
        [
            .. heldOut.People.Select(pairs => pairs.Average(pair =>
                -Math.Round(Math.Log(Math.Max(1e-12, RidgeLogit.Chance(RidgeLogit.Dot(Row(pair, RidgeLogit.Dot(pair.Parts, multipliers)), fit)))), 9))),
        ];
        var right = heldOut.People.Average(pairs => pairs.Average(pair => Math.Sign(RidgeLogit.Dot(pair.Parts, multipliers)) / 2.0 + 0.5));
        return new WeightsJudge(new WeightsMeasure(Math.Round(losses.Average(), 6), Math.Round(right, 6)), losses);
    }

    /// <summary>What is compared, and then where the two stood: the first position is what the others are compared with.</summary>
    public static double[] Row(LessonPair pair, params ReadOnlySpan<double> compared)
    {
        var row = new double[compared.Length + LessonPairs.LastPosition];
        compared.CopyTo(row);
        if (pair.Liked > 0)
        {
            row[compared.Length + pair.Liked - 1] += 1;
        }

        if (pair.Left > 0)
        {
            row[compared.Length + pair.Left - 1] -= 1;
        }

        return row;
    }

    /// <summary>The pull of each number of a row.</summary>
    public static double[] Ridge(params ReadOnlySpan<double> compared) => [.. compared, .. Enumerable.Repeat(PositionPull, LessonPairs.LastPosition)];
}
