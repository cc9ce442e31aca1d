using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Search.Similarities;
using Lucene.Net.Store;
using Lucene.Net.Util;

namespace Nudges.Local.Evaluation;

/// <summary>By Lucene.NET's BM25 as it comes, all that is known of the person as the query, a word as often as it is there.</summary>
public sealed class Bm25Ranker : IRanker, IDisposable
{
    private const string Text = "text";
    private const string Candidate = "candidate";

    private readonly EvaluationSet _set;
    private readonly RAMDirectory _directory = new();
    private readonly DirectoryReader _reader;
    private readonly IndexSearcher _searcher;
    private readonly CachingWrapperFilter _candidates = new(new QueryWrapperFilter(new TermQuery(new Term(Candidate, "yes"))));

    public Bm25Ranker(EvaluationSet set)
    {
        _set = set;
        using (var writer = new IndexWriter(_directory, new IndexWriterConfig(LuceneVersion.LUCENE_48, Words.Analyzer) { Similarity = new BM25Similarity() }))
        {
            foreach (var item in set.Items)
            {
                writer.AddDocument([new TextField(Text, item.Words, Field.Store.NO), new StringField(Candidate, item.IsCandidate ? "yes" : "no", Field.Store.NO)]);
            }

            // One segment, so that a document's number is the item's place.
            writer.ForceMerge(1);
        }

        _reader = DirectoryReader.Open(_directory);
        _searcher = new IndexSearcher(_reader) { Similarity = new BM25Similarity() };
    }

    public string Name => "bm25";

    public IReadOnlyList<int> Rank(EvaluationSet.Person person, int most)
    {
        var query = Words.Query(Text, Words.Of(_set, person));
        var liked = person.Liked.ToHashSet();
        return [.. _searcher.Search(query, _candidates, Math.Min(most + liked.Count, _set.Items.Count)).ScoreDocs.Select(found => found.Doc).Where(place => !liked.Contains(place)).Take(most)];
    }

    public void Dispose()
    {
        _reader.Dispose();
        _directory.Dispose();
    }
}
