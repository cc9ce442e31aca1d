using Lucene.Net.Analysis.En;
using Lucene.Net.Analysis.TokenAttributes;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Search.Similarities;
using Lucene.Net.Store;
using Lucene.Net.Util;
using Nudges.Content;
using Nudges.Matching;
using Nudges.People;

namespace Nudges.Bench.Match;

/// <summary>Lucene.NET as it comes: BM25 over all of an item's text, one query a person.</summary>
internal sealed class LucenePicks : IDisposable
{
    private const string Text = "text";
    private readonly EnglishAnalyzer _analyzer = new(LuceneVersion.LUCENE_48);
    private readonly RAMDirectory _directory = new();
    private readonly DirectoryReader _reader;
    private readonly IndexSearcher _searcher;
    private readonly Dictionary<ItemId, List<string>> _words;

    public LucenePicks(IReadOnlyList<ContentItem> items)
    {
        using (var writer = new IndexWriter(_directory, new IndexWriterConfig(LuceneVersion.LUCENE_48, _analyzer) { Similarity = new BM25Similarity() }))
        {
            foreach (var item in items)
            {
                writer.AddDocument([new TextField(Text, TextOf(item), Field.Store.NO)]);
            }

            writer.ForceMerge(1);
        }

        _reader = DirectoryReader.Open(_directory);
        _searcher = new IndexSearcher(_reader) { Similarity = new BM25Similarity() };
        _words = items.ToDictionary(item => item.Id, item => WordsIn(TextOf(item)).ToList());
        BooleanQuery.MaxClauseCount = int.MaxValue;
    }

    /// <summary>Asks for all that the profile says.</summary>
    /// <returns>How many were found.</returns>
    public int PickByProfile(MatchRequest request) => Pick(ProfileOf(request.Person), request.Count);

    /// <summary>Asks for all that the product asks for: what the profile says, and the words of the items that were useful, read before.</summary>
    /// <returns>How many were found.</returns>
    public int Pick(MatchRequest request) => Pick(ProfileOf(request.Person).Concat(request.Outcomes.SelectMany(outcome => _words[outcome.Item])), request.Count);

    public void Dispose()
    {
        _reader.Dispose();
        _directory.Dispose();
        _analyzer.Dispose();
    }

    private int Pick(IEnumerable<string> words, int count)
    {
        var query = new BooleanQuery(disableCoord: true);
        foreach (var (word, times) in words.CountBy(word => word))
        {
            query.Add(new TermQuery(new Term(Text, word)) { Boost = times }, Occur.SHOULD);
        }

        return _searcher.Search(query, count).ScoreDocs.Length;
    }

    private IEnumerable<string> ProfileOf(Person person) =>
        person.Skills.Concat(person.Interests).Concat(person.Responsibilities).Append(person.JobTitle!).Append(person.Department!).SelectMany(WordsIn);

    private static string TextOf(ContentItem item) => $"{item.Title}\n{string.Join('\n', item.Tags)}\n{item.Summary}";

    private List<string> WordsIn(string text)
    {
        var words = new List<string>();
        using var stream = _analyzer.GetTokenStream(Text, text);
        var term = stream.GetAttribute<ICharTermAttribute>();
        stream.Reset();
        while (stream.IncrementToken())
        {
            words.Add(term.ToString());
        }

        stream.End();
        return words;
    }
}
