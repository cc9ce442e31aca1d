namespace Nudges.Matching.Weights;

/// <summary>
/// Logistic regression without an intercept of pairs of which the first was preferred: P = 1 / (1 + e^-(x·w)), with a pull of each
/// coefficient to 0. The same rows in the same order give the same coefficients on any machine.
/// </summary>
internal static class RidgeLogit
{
    private const int Steps = 30;

    /// <summary>The most that a coefficient moves in a step: far from the best, Newton's steps overshoot.</summary>
    private const double LongestStep = 2;

    /// <param name="rows">The pairs' differences, each of as many numbers as there are coefficients.</param>
    /// <param name="ridge">How strongly each coefficient is pulled; above 0.</param>
    public static double[] Fit(IReadOnlyList<double[]> rows, double[] ridge)
    {
        var count = ridge.Length;
        var coefficients = new double[count];
        var gradient = new double[count];
        var curvature = new double[count, count];
        for (var step = 0; step < Steps; step++)
        {
            Array.Clear(gradient);
            Array.Clear(curvature);
            foreach (var row in rows)
            {
                var chance = Chance(Dot(row, coefficients));
                var spread = chance * (1 - chance);
                for (var one = 0; one < count; one++)
                {
                    if (row[one] is not 0 and var value)
                    {
                        gradient[one] += (1 - chance) * value;
                        for (var other = 0; other <= one; other++)
                        {
                            curvature[one, other] += spread * value * row[other];
                        }
                    }
                }
            }

            for (var one = 0; one < count; one++)
            {
                gradient[one] -= ridge[one] * coefficients[one];
                curvature[one, one] += ridge[one];
            }

            Solve(curvature, gradient);
            for (var one = 0; one < count; one++)
            {
                coefficients[one] += Math.Clamp(gradient[one], -LongestStep, LongestStep);
            }
        }

        return coefficients;
    }

    /// <summary>Of the first being preferred. Rounded, as the last bits of an exponential differ between machines.</summary>
    public static double Chance(double difference) => Math.Round(1 / (1 + Math.Exp(-difference)), 12);

    public static double Dot(double[] one, double[] other)
    {
        var sum = 0.0;
        for (var place = 0; place < one.Length; place++)
        {
            sum += one[place] * other[place];
        }

        return sum;
    }

    /// <summary>Leaves the solution in <paramref name="right"/>, and the Cholesky factor in the lower half of <paramref name="matrix"/>, which is positive definite.</summary>
    private static void Solve(double[,] matrix, double[] right)
    {
        var count = right.Length;
        for (var row = 0; row < count; row++)
        {
            for (var column = 0; column <= row; column++)
            {
                var sum = matrix[row, column];
                for (var place = 0; place < column; place++)
                {
                    sum -= matrix[row, place] * matrix[column, place];
                }

                matrix[row, column] = row == column ? Math.Sqrt(sum) : sum / matrix[column, column];
            }
        }

        for (var row = 0; row < count; row++)
        {
            for (var place = 0; place < row; place++)
            {
                right[row] -= matrix[row, place] * right[place];
            }

            right[row] /= matrix[row, row];
        }

        for (var row = count - 1; row >= 0; row--)
        {
            for (var place = row + 1; place < count; place++)
            {
                right[row] -= matrix[place, row] * right[place];
            }

            right[row] /= matrix[row, row];
        }
    }
}
