using System.Diagnostics;

namespace Nudges.Local.Evaluation;

/// <summary>How well one ranker found what people held out, means over all who held something out.</summary>
/// <param name="Recall">By k: the share of the held-out items that are among the first k.</param>
/// <param name="Ndcg">By k: the discounted gain of the first k by that of the best order there is, 0 to 1.</param>
/// <param name="HitRate">By k: the share of people who find at least one of theirs among the first k.</param>
/// <param name="Seconds">What ranking took for everyone, on all cores; preparing not counted.</param>
public sealed record RankerReport(IReadOnlyDictionary<int, double> Recall, IReadOnlyDictionary<int, double> Ndcg, IReadOnlyDictionary<int, double> HitRate, double Seconds);

/// <summary>What an evaluation found.</summary>
/// <param name="Items">All that are known.</param>
/// <param name="Candidates">Of which these may be ranked.</param>
/// <param name="People">Everyone.</param>
/// <param name="Evaluated">Who held something out.</param>
/// <param name="Unreachable">Held-out items that no ranking can find, over all people: they are no candidates, or among what the person liked. They count as not found.</param>
/// <param name="Rankers">By name.</param>
public sealed record EvaluationReport(int Items, int Candidates, int People, int Evaluated, int Unreachable, IReadOnlyDictionary<string, RankerReport> Rankers);

/// <summary>Ranks for everyone who holds something out, and counts.</summary>
public static class Evaluator
{
    /// <param name="set">What to rank.</param>
    /// <param name="ks">How many of the first count; 1 or more each.</param>
    /// <param name="progress">Is told what is being prepared or ranked.</param>
    public static EvaluationReport Evaluate(EvaluationSet set, IReadOnlyList<int> ks, Action<string> progress)
    {
        EvaluationSet.Person[] evaluated = [.. set.People.Where(person => person.Heldout.Count > 0)];
        var unreachable = evaluated.Sum(person => person.Heldout.Count(item => !set.Items[item].IsCandidate || person.Liked.Contains(item)));
        if (unreachable > 0)
        {
            progress($"{unreachable} held-out items are no candidates, or are among what their person liked: they count as not found");
        }

        var reports = new Dictionary<string, RankerReport>();
        foreach (var (name, make) in new (string, Func<IRanker>)[]
        {
            ("product", () => new ProductRanker(set)),
            ("popularity", () => new PopularityRanker(set)),
            ("bm25", () => new Bm25Ranker(set)),
            ("cosine", () => new CosineRanker(set)),
        })
        {
            progress($"Preparing {name}");
            var ranker = make();
            progress($"Ranking by {name}");
            reports.Add(name, Measure(ranker, evaluated, ks));
            (ranker as IDisposable)?.Dispose();
        }

        return new EvaluationReport(set.Items.Count, set.Items.Count(item => item.IsCandidate), set.People.Count, evaluated.Length, unreachable, reports);
    }

    private static RankerReport Measure(IRanker ranker, EvaluationSet.Person[] people, IReadOnlyList<int> ks)
    {
        var clock = Stopwatch.StartNew();
        var counted = new (double Recall, double Ndcg, double Hit)[people.Length][];
        Parallel.For(0, people.Length, person =>
        {
            var ranked = ranker.Rank(people[person], ks.Max());
            var sought = people[person].Heldout.ToHashSet();
            counted[person] = [.. ks.Select(k => Count(ranked, sought, k))];
        });
        return new RankerReport(Means(of => of.Recall), Means(of => of.Ndcg), Means(of => of.Hit), clock.Elapsed.TotalSeconds);

        IReadOnlyDictionary<int, double> Means(Func<(double Recall, double Ndcg, double Hit), double> of) =>
            ks.Index().ToDictionary(k => k.Item, k => counted.Length == 0 ? 0 : counted.Average(person => of(person[k.Index])));
    }

    private static (double Recall, double Ndcg, double Hit) Count(IReadOnlyList<int> ranked, HashSet<int> sought, int k)
    {
        int[] hits = [.. ranked.Take(k).Index().Where(place => sought.Contains(place.Item)).Select(place => place.Index)];
        var best = Enumerable.Range(0, Math.Min(k, sought.Count)).Sum(Gain);
        return ((double)hits.Length / sought.Count, hits.Sum(Gain) / best, hits.Length > 0 ? 1 : 0);
    }

    private static double Gain(int place) => 1 / Math.Log2(place + 2);
}
