using Lucene.Net.Analysis.En;
using Lucene.Net.Analysis.TokenAttributes;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;

namespace Nudges.Local.Evaluation;

/// <summary>Texts as the baselines read them: English stems without stop words.</summary>
internal static class Words
{
    public static readonly EnglishAnalyzer Analyzer = new(LuceneVersion.LUCENE_48);

    /// <summary>How often each word is in what is known of the person: profile, tags and the words of liked items.</summary>
    public static Dictionary<string, int> Of(EvaluationSet set, EvaluationSet.Person person) =>
        Of([person.Line.Profile ?? "", .. (person.Line.Tags ?? []).OfType<string>(), .. person.Liked.Select(place => set.Items[place].Words)]);

    /// <summary>Any of the words, each by as often as it is there.</summary>
    public static BooleanQuery Query(string field, IReadOnlyDictionary<string, int> words)
    {
        BooleanQuery.MaxClauseCount = int.MaxValue;
        var query = new BooleanQuery(disableCoord: true);
        foreach (var (word, times) in words)
        {
            query.Add(new TermQuery(new Term(field, word)) { Boost = times }, Occur.SHOULD);
        }

        return query;
    }

    public static Dictionary<string, int> Of(params IEnumerable<string> texts)
    {
        var times = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            using var stream = Analyzer.GetTokenStream("", text);
            var term = stream.GetAttribute<ICharTermAttribute>();
            stream.Reset();
            while (stream.IncrementToken())
            {
                times[term.ToString()] = times.GetValueOrDefault(term.ToString()) + 1;
            }

            stream.End();
        }

        return times;
    }
}
