using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Search.Similarities;
using Lucene.Net.Store;
using Lucene.Net.Util;
using Nudges.Content;
using Nudges.Local.Evaluation;
using Nudges.Matching;
using Nudges.People;

namespace Nudges.Bench.Match;

/// <summary>Lucene.NET as it comes: BM25 over all of an item's text, one query a person.</summary>
internal sealed class LucenePicks : IDisposable
{
    private const string Text = "text";
    private readonly RAMDirectory _directory = new();
    private readonly DirectoryReader _reader;
    private readonly IndexSearcher _searcher;
    private readonly Dictionary<ItemId, Dictionary<string, int>> _words;

    public LucenePicks(IReadOnlyList<ContentItem> items)
    {
        using (var writer = new IndexWriter(_directory, new IndexWriterConfig(LuceneVersion.LUCENE_48, Words.Analyzer) { Similarity = new BM25Similarity() }))
        {
            foreach (var item in items)
            {
                writer.AddDocument([new TextField(Text, TextOf(item), Field.Store.NO)]);
            }

            writer.ForceMerge(1);
        }

        _reader = DirectoryReader.Open(_directory);
        _searcher = new IndexSearcher(_reader) { Similarity = new BM25Similarity() };
        _words = items.ToDictionary(item => item.Id, item => Words.Of(TextOf(item)));
    }

    /// <summary>Asks for all that the profile says.</summary>
    /// <returns>How many were found.</returns>
    public int PickByProfile(MatchRequest request) => Pick(ProfileOf(request.Person), request.Count);

    /// <summary>Asks for all that the product asks for: what the profile says, and the words of the items that were useful, read before.</summary>
    /// <returns>How many were found.</returns>
    public int Pick(MatchRequest request)
    {
        var words = ProfileOf(request.Person);
        foreach (var (word, times) in request.Outcomes.SelectMany(outcome => _words[outcome.Item]))
        {
            words[word] = words.GetValueOrDefault(word) + times;
        }

        return Pick(words, request.Count);
    }

    public void Dispose()
    {
        _reader.Dispose();
        _directory.Dispose();
    }

    private int Pick(Dictionary<string, int> words, int count) => _searcher.Search(Words.Query(Text, words), count).ScoreDocs.Length;

    private static Dictionary<string, int> ProfileOf(Person person) =>
        Words.Of(person.Skills.Concat(person.Interests).Concat(person.Responsibilities).Append(person.JobTitle!).Append(person.Department!));

    private static string TextOf(ContentItem item) => $"{item.Title}\n{string.Join('\n', item.Tags)}\n{item.Summary}";
}
