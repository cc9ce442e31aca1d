using Lucene.Net.Analysis.En;
using Lucene.Net.Analysis.TokenAttributes;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Search.Similarities;
using Lucene.Net.Store;
using Lucene.Net.Util;
using Nudges.Content;
using Nudges.People;

namespace Nudges.Bench.Match;

/// <summary>Lucene.NET as it comes: BM25 over all of an item's text, one query a person of all that the profile says.</summary>
internal sealed class LucenePicks : IDisposable
{
    private const string Text = "text";
    private readonly EnglishAnalyzer _analyzer = new(LuceneVersion.LUCENE_48);
    private readonly RAMDirectory _directory = new();
    private readonly DirectoryReader _reader;
    private readonly IndexSearcher _searcher;

    public LucenePicks(IReadOnlyList<ContentItem> items)
    {
        using (var writer = new IndexWriter(_directory, new IndexWriterConfig(LuceneVersion.LUCENE_48, _analyzer) { Similarity = new BM25Similarity() }))
        {
            foreach (var item in items)
            {
                writer.AddDocument([new TextField(Text, $"{item.Title}\n{string.Join('\n', item.Tags)}\n{item.Summary}", Field.Store.NO)]);
            }

            writer.ForceMerge(1);
        }

        _reader = DirectoryReader.Open(_directory);
        _searcher = new IndexSearcher(_reader) { Similarity = new BM25Similarity() };
    }

    /// <returns>How many were found.</returns>
    public int Pick(Person person, int count)
    {
        var query = new BooleanQuery();
        foreach (var phrase in person.Skills.Concat(person.Interests).Concat(person.Responsibilities).Append(person.JobTitle!).Append(person.Department!))
        {
            using var stream = _analyzer.GetTokenStream(Text, phrase);
            var term = stream.GetAttribute<ICharTermAttribute>();
            stream.Reset();
            while (stream.IncrementToken())
            {
                query.Add(new TermQuery(new Term(Text, term.ToString())), Occur.SHOULD);
            }

            stream.End();
        }

        return _searcher.Search(query, count).ScoreDocs.Length;
    }

    public void Dispose()
    {
        _reader.Dispose();
        _directory.Dispose();
        _analyzer.Dispose();
    }
}
