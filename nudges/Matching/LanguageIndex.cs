using System.Collections.Concurrent;

namespace Nudges.Matching;

/// <summary>
/// The items of one language by the words in them: which items have a word, and how much each is about it. Flat arrays, no
/// object per word. Its content is immutable; it remembers what phrases came to, as people share skills and titles.
/// </summary>
internal sealed class LanguageIndex(StoredLanguage stored)
{
    /// <summary>How much the commonest word tells; the rarest tells 1.</summary>
    private const double LeastSpecificity = 0.3;

    /// <summary>Remembered at most: some 8 MB. Beyond what people share, it is what only one of them has.</summary>
    private const int MostRemembered = 1_000_000;

    /// <summary>What a phrase takes beside its impacts, or a word, in impacts.</summary>
    private const int PhraseSize = 32;
    private const int MostMoments = 4;
    private const int MostFactorsKept = 64;
    private const int LengthsADoubling = 8;

    private readonly TextAnalysis _analysis = TextAnalysis.Of(stored.Language);
    private readonly ConcurrentDictionary<string, Impacts?> _phrases = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (string Spelled, Word Word)[]> _pieces = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(int Step, double Weight), float[]> _factors = new();
    private volatile ItemFreshness[] _moments = [];
    private int _remembered;

    public string Language => stored.Language;

    public ItemColumns Items => stored.Items;

    /// <summary>What items that were found useful give to these.</summary>
    public required NeighbourImpacts Neighbours { get; init; }

    /// <summary>What others of a person's groups found useful among these.</summary>
    public required FavouriteImpacts Favourites { get; init; }

    public AudienceImpacts Audiences { get; } = new(stored.Items);

    /// <summary>What the phrase gives by this language's rules; null where no item holds enough of it.</summary>
    public Impacts? Read(string phrase)
    {
        if (_phrases.TryGetValue(phrase, out var known))
        {
            return known;
        }

        var read = Analyse(phrase)?.Impacts();
        Remember(PhraseSize + (read?.Count ?? 0));
        return _phrases[phrase] = read;
    }

    public ItemFreshness FreshnessAt(DateTimeOffset asOf, MatchingOptions options)
    {
        foreach (var known in _moments)
        {
            if (known.IsOf(asOf, options))
            {
                return known;
            }
        }

        // Two threads may forget each other's moment, which costs time only.
        var moment = new ItemFreshness(stored.Items, Neighbours.IsNew, options, asOf);
        _moments = [moment, .. _moments.Take(MostMoments - 1)];
        return moment;
    }

    /// <summary>By place, the most that the organisation can make of an item for anyone at any time, times what its length leaves of it. Padded to whole vectors.</summary>
    /// <param name="usual">Minutes that someone takes, as a logarithm to base 2.</param>
    /// <param name="weight">What an item loses that is far longer.</param>
    public float[] MostFactors(double usual, double weight)
    {
        // Of a little more than usual, so that people share the columns.
        var step = (int)Math.Ceiling(usual * LengthsADoubling);
        if (_factors.TryGetValue((step, weight), out var known))
        {
            return known;
        }

        if (_factors.Count >= MostFactorsKept)
        {
            _factors.Clear();
        }

        var factors = Lanes.Column(Items.Ids.Length);
        for (var place = 0; place < Items.Ids.Length; place++)
        {
            factors[place] = (float)((Items.Curated.TryGetValue(place, out var curation) ? OrganisationFactor.Most(curation) : 1)
                * Items.LengthFactor(place, step / (double)LengthsADoubling, weight));
        }

        return _factors[(step, weight)] = factors;
    }

    private Phrase? Analyse(string phrase)
    {
        var words = new List<Word>(4);
        var spelled = new List<string>(4);
        foreach (var piece in phrase.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            foreach (var (spelling, word) in WordsOf(piece))
            {
                if (!spelled.Contains(spelling))
                {
                    spelled.Add(spelling);
                    words.Add(word);
                }
            }
        }

        var rarity = words.Sum(word => word.Rarity);
        var known = words.Sum(word => word.Items.IsEmpty ? 0 : word.Rarity);
        return words.Count == 0 || known < Phrase.LeastCoverage * rarity
            ? null
            : new Phrase(words, LeastSpecificity + ((1 - LeastSpecificity) * rarity / words.Count / Rarity(0)));
    }

    /// <summary>The words in a piece of text without white space, mostly one: people's phrases differ more than the words in them.</summary>
    private (string Spelled, Word Word)[] WordsOf(string piece)
    {
        if (_pieces.TryGetValue(piece, out var known))
        {
            return known;
        }

        var spelled = new List<string>();
        _analysis.AddWords(piece, spelled);
        Remember(PhraseSize);
        return _pieces[piece] = [.. spelled.Select(word => (word, Find(word)))];
    }

    private void Remember(int size)
    {
        if (Interlocked.Add(ref _remembered, size) > MostRemembered)
        {
            _phrases.Clear();
            _pieces.Clear();
            Interlocked.Exchange(ref _remembered, 0);
        }
    }

    private Word Find(string word)
    {
        var term = stored.Terms.Find(word);
        if (term < 0)
        {
            return new Word(Rarity(0), default, default);
        }

        var (start, count) = (stored.Starts[term], stored.Starts[term + 1] - stored.Starts[term]);
        return new Word(Rarity(count), stored.Postings.AsMemory(start, count), stored.Presence.AsMemory(start, count));
    }

    /// <summary>Rounded, as the last bits of a logarithm differ between machines and picks must not.</summary>
    private double Rarity(int count) => Math.Round(Math.Log(1 + ((stored.Items.Ids.Length - count + 0.5) / (count + 0.5))), 6);
}
