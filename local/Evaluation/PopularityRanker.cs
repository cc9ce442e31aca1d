namespace Nudges.Local.Evaluation;

/// <summary>By how many people liked it: the same for everyone.</summary>
public sealed class PopularityRanker(EvaluationSet set) : IRanker
{
    private readonly double[] _likes = Count(set);

    public string Name => "popularity";

    public IReadOnlyList<int> Rank(EvaluationSet.Person person, int most) => Best.Of([.. _likes], set, person, most);

    private static double[] Count(EvaluationSet set)
    {
        var likes = new double[set.Items.Count];
        foreach (var place in set.People.SelectMany(person => person.Liked))
        {
            likes[place]++;
        }

        return likes;
    }
}
