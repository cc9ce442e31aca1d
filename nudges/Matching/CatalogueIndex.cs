using Nudges.Content;

namespace Nudges.Matching;

/// <summary>
/// One version of the catalogue, ready to be picked from: 5,000 items take well under a second to prepare. Any number of
/// threads may pick at once; what is picked depends on the request alone.
/// </summary>
public sealed class CatalogueIndex
{
    internal const string English = "en";

    /// <summary>How many are ranked for each one to pick, at first: several of the best may be of one source.</summary>
    private const int RankedForOne = 4;

    private readonly Dictionary<string, LanguageIndex> _languages;
    private readonly MatchingOptions _options;
    private readonly int _items;

    public CatalogueIndex(Catalogue catalogue, MatchingOptions? options = null)
        : this(Build(catalogue), options)
    {
    }

    internal CatalogueIndex(IEnumerable<LanguageIndex> languages, MatchingOptions? options)
    {
        _options = options ?? new MatchingOptions();
        _languages = languages.ToDictionary(index => index.Language, StringComparer.Ordinal);
        _items = _languages.Values.Sum(index => index.Items.Ids.Length);
    }

    internal IReadOnlyCollection<LanguageIndex> Languages => _languages.Values;

    /// <summary>
    /// The best items for the person, best first, what is pinned before all else; none where nothing is relevant enough. At most <see cref="MatchRequest.Count"/>,
    /// none of <see cref="MatchRequest.Seen"/> under any of its ids, no two of one source or with one title, all in the person's language or in
    /// English. A match's score is the sum of its signals, times what the organisation makes of the item: without one of them it would be less by exactly that one's share, or
    /// not be picked. The same on any machine and in any culture: of equal scores the lower item id wins.
    /// </summary>
    public IReadOnlyList<Match> Pick(MatchRequest request)
    {
        var count = Math.Min(request.Count, _items);
        for (var most = RankedForOne * (count + 1); ; most *= 4)
        {
            var ranked = Rank(request, most);
            var picked = OneOfASource(ranked, count);
            if (picked.Count >= count || ranked.Count < most)
            {
                return [.. picked.Select(Explain)];
            }
        }
    }

    /// <summary>
    /// All items that are relevant enough, as <see cref="Pick"/> weighs and orders them: also several of one source or title, and
    /// however many. For explaining one person's picks; it takes longer than picking.
    /// </summary>
    public IReadOnlyList<Match> Rank(MatchRequest request) => [.. Rank(request, _items).Select(Explain)];

    /// <summary>The best so many of all unseen, relevant items, best first, also where they are of one source or have one title.</summary>
    internal List<Candidate> Rank(MatchRequest request, int most)
    {
        var signals = ProfileSignals.Of(request, _options);
        var ranking = new Ranking(request, _options, most);
        var language = request.Person.Language;
        Add(language, 1);
        if (language != English)
        {
            Add(English, _options.EnglishFactor);
        }

        return ranking.Best();

        void Add(string language, double factor)
        {
            if (_languages.TryGetValue(language, out var index))
            {
                ranking.Add(Read(index, signals, factor, request.AsOf));
            }
        }
    }

    /// <summary>The candidate's signals, as shares of its score.</summary>
    internal static Match Explain(Candidate candidate)
    {
        var signals = new List<Signal>();
        foreach (var signal in candidate.Reading.Signals)
        {
            Add(signal.Kind, signal.Term, signal.Weight * signal.Impacts.ScoreOf(candidate.Place));
        }

        Add(SignalKind.Freshness, "", candidate.Reading.Freshness.Of(candidate.Place));
        signals.Sort((one, other) => one.Share != other.Share ? other.Share.CompareTo(one.Share)
            : one.Kind != other.Kind ? one.Kind.CompareTo(other.Kind)
            : string.CompareOrdinal(one.Term, other.Term));
        return new Match { Item = candidate.Id, Score = candidate.Score, Signals = signals };

        void Add(SignalKind kind, string term, double part)
        {
            if (part * candidate.Factor / candidate.Score is var share and > 0)
            {
                signals.Add(new Signal { Kind = kind, Term = term, Share = share });
            }
        }
    }

    private static List<LanguageIndex> Build(Catalogue catalogue)
    {
        var sources = new Dictionary<string, int>(StringComparer.Ordinal);
        var titles = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        return [.. catalogue.Items.GroupBy(item => item.Language, StringComparer.Ordinal).Select(Build)];

        LanguageIndex Build(IGrouping<string, ContentItem> language)
        {
            List<ContentItem> items = [.. language.OrderByDescending(item => item.Published?.UtcTicks ?? ItemColumns.Undated).ThenBy(item => item.Id.Value, StringComparer.Ordinal)];
            return LanguageIndexBuilder.Build(language.Key, items, ItemColumns.Of(items, sources, titles));
        }
    }

    private Reading Read(LanguageIndex index, List<PossibleSignal> signals, double factor, DateTimeOffset asOf)
    {
        var read = new List<ReadSignal>(signals.Count);
        foreach (var signal in signals)
        {
            if (signal.Weight * factor > 0 && index.Read(signal.Term) is { } impacts)
            {
                read.Add(new ReadSignal(signal.Kind, signal.Term, signal.Weight * factor, impacts));
            }
        }

        return new Reading(index, read, index.FreshnessAt(asOf, _options));
    }

    /// <summary>The best of each source, and of those with one title the best.</summary>
    private static List<Candidate> OneOfASource(List<Candidate> ranked, int count)
    {
        var (sources, titles) = (new HashSet<int>(), new HashSet<int>());
        var picked = new List<Candidate>(count);
        foreach (var candidate in ranked)
        {
            if (picked.Count < count && sources.Add(candidate.Source) && titles.Add(candidate.Title))
            {
                picked.Add(candidate);
            }
        }

        return picked;
    }
}
