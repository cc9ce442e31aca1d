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

    /// <summary>Remembered at most: some 64 MB.</summary>
    private const int MostRemembered = 8_000_000;

    /// <summary>What a phrase takes beside its impacts, in impacts.</summary>
    private const int PhraseSize = 32;
    private const int MostMoments = 4;

    private readonly TextAnalysis _analysis = TextAnalysis.Of(stored.Language);
    private readonly ConcurrentDictionary<string, Impacts?> _phrases = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(DateTimeOffset, double, TimeSpan, TimeSpan), ItemFreshness> _moments = new();
    private readonly double[] _mostFactor = MostFactors(stored.Items);
    private int _remembered;

    public string Language => stored.Language;

    public ItemColumns Items => stored.Items;

    /// <summary>What items that were found useful give to these.</summary>
    public required NeighbourImpacts Neighbours { get; init; }

    public int Windows => WindowsOf(stored.Items.Ids.Length);

    public static int WindowsOf(int items) => (items + Impacts.Window - 1) / Impacts.Window;

    /// <summary>What the phrase gives by this language's rules; null where no item holds enough of it.</summary>
    public Impacts? Read(string phrase)
    {
        if (_phrases.TryGetValue(phrase, out var known))
        {
            return known;
        }

        var read = Analyse(phrase)?.Impacts();
        if (Interlocked.Add(ref _remembered, PhraseSize + (read?.Count ?? 0)) > MostRemembered)
        {
            _phrases.Clear();
            Interlocked.Exchange(ref _remembered, 0);
        }

        _phrases[phrase] = read;
        return read;
    }

    public ItemFreshness FreshnessAt(DateTimeOffset asOf, MatchingOptions options)
    {
        var moment = (asOf, options.FreshnessWeight, options.FreshnessHalfLife, options.UndatedAge);
        if (_moments.TryGetValue(moment, out var known))
        {
            return known;
        }

        if (_moments.Count >= MostMoments)
        {
            _moments.Clear();
        }

        return _moments[moment] = new ItemFreshness(stored.Items, options, asOf);
    }

    /// <summary>The most that the organisation can make of an item in the window, for anyone at any time.</summary>
    public double MostFactorIn(int window) => _mostFactor[window];

    private static double[] MostFactors(ItemColumns items)
    {
        var most = new double[WindowsOf(items.Ids.Length)];
        Array.Fill(most, 1);
        foreach (var (place, curation) in items.Curated)
        {
            ref var ofWindow = ref most[place / Impacts.Window];
            ofWindow = Math.Max(ofWindow, OrganisationFactor.Most(curation));
        }

        return most;
    }

    private Phrase? Analyse(string phrase)
    {
        var spelled = new List<string>();
        _analysis.AddWords(phrase, spelled);
        Word[] words = [.. spelled.Distinct(StringComparer.Ordinal).Select(Find)];
        var rarity = words.Sum(word => word.Rarity);
        var known = words.Where(word => !word.Items.IsEmpty).Sum(word => word.Rarity);
        return words.Length == 0 || known < Phrase.LeastCoverage * rarity
            ? null
            : new Phrase(words, LeastSpecificity + ((1 - LeastSpecificity) * rarity / words.Length / Rarity(0)));
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
