namespace Nudges.Local.Evaluation;

/// <summary>A way to rank a set's candidates for its people. Any number of threads may ask at once.</summary>
public interface IRanker
{
    /// <summary>As it is shown.</summary>
    string Name { get; }

    /// <summary>Places of the best candidates, best first, none that the person liked; fewer than asked for where nothing speaks for the rest.</summary>
    IReadOnlyList<int> Rank(EvaluationSet.Person person, int most);
}

internal static class Best
{
    /// <summary>The places of the highest scores above 0 of candidates that the person has not liked; of equal ones the first in the file.</summary>
    public static IReadOnlyList<int> Of(double[] scores, EvaluationSet set, EvaluationSet.Person person, int most)
    {
        foreach (var place in person.Liked)
        {
            scores[place] = 0;
        }

        return [.. Enumerable.Range(0, scores.Length).Where(place => scores[place] > 0 && set.Items[place].IsCandidate).OrderByDescending(place => scores[place]).Take(most)];
    }
}
