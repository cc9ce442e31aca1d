using System.Buffers;
using Nudges.Content;

namespace Nudges.Matching;

/// <summary>
/// One version of the catalogue, ready to be picked from: 5,000 items take well under a second to prepare. Immutable; any
/// number of threads may pick at once.
/// </summary>
public sealed class CatalogueIndex
{
    internal const string English = "en";

    private readonly Dictionary<string, LanguageIndex> _languages;
    private readonly MatchingOptions _options;

    public CatalogueIndex(Catalogue catalogue, MatchingOptions? options = null)
    {
        _options = options ?? new MatchingOptions();
        _languages = catalogue.Items.GroupBy(item => item.Language, StringComparer.Ordinal)
            .ToDictionary(language => language.Key, language => new LanguageIndex(language.Key, [.. language]), StringComparer.Ordinal);
    }

    /// <summary>
    /// The best items for the person, best first, what is pinned before all else; none where nothing is relevant enough. At most <see cref="MatchRequest.Count"/>,
    /// none of <see cref="MatchRequest.Seen"/>, no two of one source or with one title, all in the person's language or in
    /// English. A match's score is the sum of its signals, times what the organisation makes of the item: without one of them it would be less by exactly that one's share, or
    /// not be picked. The same on any machine and in any culture: of equal scores the lower item id wins.
    /// </summary>
    public IReadOnlyList<Match> Pick(MatchRequest request)
    {
        var bestOfSource = new Dictionary<string, Candidate>(StringComparer.Ordinal);
        Collect(request, candidate =>
        {
            if (!bestOfSource.TryGetValue(candidate.Item.Source, out var best) || candidate.CompareTo(best) < 0)
            {
                bestOfSource[candidate.Item.Source] = candidate;
            }
        });
        return
        [
            .. bestOfSource.Values.Order()
                .DistinctBy(candidate => candidate.Item.Title, StringComparer.OrdinalIgnoreCase)
                .Take(request.Count)
                .Select(candidate => Explain(candidate, request.AsOf)),
        ];
    }

    /// <summary>
    /// All items that are relevant enough, as <see cref="Pick"/> weighs and orders them: also several of one source or title, and
    /// however many. For explaining one person's picks; it takes longer than picking.
    /// </summary>
    public IReadOnlyList<Match> Rank(MatchRequest request)
    {
        var candidates = new List<Candidate>();
        Collect(request, candidates.Add);
        return [.. candidates.Order().Select(candidate => Explain(candidate, request.AsOf))];
    }

    private void Collect(MatchRequest request, Action<Candidate> offer)
    {
        var signals = ProfileSignals.Of(request, _options);
        var language = request.Person.Language;
        Collect(language, 1, request, signals, offer);
        if (language != English)
        {
            Collect(English, _options.EnglishFactor, request, signals, offer);
        }
    }

    private void Collect(string language, double factor, MatchRequest request, List<PossibleSignal> signals, Action<Candidate> offer)
    {
        if (!_languages.TryGetValue(language, out var index))
        {
            return;
        }

        var read = signals
            .Select(signal => new ReadSignal(signal.Kind, signal.Term, signal.Weight * factor, index.Read(signal.Term)!))
            .Where(signal => signal.Phrase is not null)
            .ToList();
        var count = index.Items.Count;
        var rented = ArrayPool<double>.Shared.Rent(2 * count);
        var relevance = rented.AsSpan(0, count);
        var onTopic = rented.AsSpan(count, count);
        rented.AsSpan().Clear();
        foreach (var signal in read)
        {
            signal.Phrase.AddTo(relevance, signal.Weight);
            if (signal.Kind == SignalKind.Topic)
            {
                signal.Phrase.AddTo(onTopic, signal.Weight);
            }
        }

        for (var place = 0; place < count; place++)
        {
            var item = index.Items[place];
            var isPinned = item.Curation?.PinnedUntil >= request.AsOf;
            if (relevance[place] >= (isPinned ? double.Epsilon : _options.LeastRelevance)
                && (request.Topics.Count == 0 || onTopic[place] > 0)
                && !request.HasSeen(item))
            {
                var weight = OrganisationFactor.Of(item.Curation, request.Person, request.AsOf);
                offer(new Candidate(item, place, (relevance[place] + Freshness(item, request.AsOf)) * weight, weight, isPinned, read));
            }
        }

        ArrayPool<double>.Shared.Return(rented);
    }

    /// <summary>Rounded, as the last bits of a power differ between machines and picks must not.</summary>
    private double Freshness(ContentItem item, DateTimeOffset asOf)
    {
        var age = item.Published is { } published ? asOf - published : _options.UndatedAge;
        return Math.Round(_options.FreshnessWeight * Math.Pow(2, -Math.Max(0, age / _options.FreshnessHalfLife)), 6);
    }

    private Match Explain(Candidate candidate, DateTimeOffset asOf)
    {
        var signals = candidate.Signals
            .Select(signal => Share(signal.Kind, signal.Term, signal.Weight * signal.Phrase.ScoreOf(candidate.Place) * candidate.Factor))
            .Append(Share(SignalKind.Freshness, "", Freshness(candidate.Item, asOf) * candidate.Factor))
            .Where(signal => signal.Share > 0)
            .OrderByDescending(signal => signal.Share)
            .ThenBy(signal => signal.Kind)
            .ThenBy(signal => signal.Term, StringComparer.Ordinal);
        return new Match { Item = candidate.Item.Id, Score = candidate.Score, Signals = [.. signals] };

        Signal Share(SignalKind kind, string term, double part) => new() { Kind = kind, Term = term, Share = part / candidate.Score };
    }

    private readonly record struct ReadSignal(SignalKind Kind, string Term, double Weight, Phrase Phrase);

    /// <summary>Sorts best first, and what is pinned before all else.</summary>
    private sealed record Candidate(ContentItem Item, int Place, double Score, double Factor, bool IsPinned, List<ReadSignal> Signals) : IComparable<Candidate>
    {
        public int CompareTo(Candidate? other) => other is null ? -1
            : IsPinned != other.IsPinned ? other.IsPinned.CompareTo(IsPinned)
            : Score != other.Score ? other.Score.CompareTo(Score)
            : string.CompareOrdinal(Item.Id.Value, other.Item.Id.Value);
    }
}
