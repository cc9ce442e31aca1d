using System.Buffers;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using Nudges.Content;

namespace Nudges.Matching;

/// <summary>A signal and what it gives to one language's items.</summary>
/// <param name="Kind">What about the person.</param>
/// <param name="Term">In the person's words.</param>
/// <param name="Weight">What <paramref name="Impacts"/> are multiplied by.</param>
/// <param name="Impacts">Of the signal's phrase, or of an item's neighbours.</param>
internal readonly record struct ReadSignal(SignalKind Kind, string Term, double Weight, Impacts Impacts);

/// <summary>One language's items before one request: what speaks for them, and what holds them back.</summary>
internal sealed class Reading : IDisposable
{
    private readonly MatchRequest _request;
    private readonly List<ReadSignal> _signals;
    private readonly List<(double Weight, Impacts Impacts)> _disliked = [];
    private readonly List<int> _recentTopics;
    private readonly double _usual;

    // By place, whole vectors; rented.
    private readonly float[] _relevance;
    private ulong? _person;

    /// <param name="index">The language's.</param>
    /// <param name="request">The person's.</param>
    /// <param name="possible">Of the person's profile.</param>
    /// <param name="taste">Of the person's outcomes.</param>
    /// <param name="factor">What signals count in this language.</param>
    /// <param name="recentTopics">Numbers of what the person was nudged with lately.</param>
    /// <param name="usualMinutes">What the person takes for an item.</param>
    /// <param name="withFavourites">Whether what others of the person's groups found useful counts as well.</param>
    public Reading(
        LanguageIndex index, MatchRequest request, List<PossibleSignal> possible, Taste taste, double factor, List<int> recentTopics, double usualMinutes, bool withFavourites)
    {
        (Index, _request, _recentTopics) = (index, request, recentTopics);
        _usual = Math.Log2(Math.Max(1, usualMinutes));
        Freshness = index.FreshnessAt(request.AsOf, request.Options);
        var signals = new List<ReadSignal>(possible.Count + taste.Liked.Count + 4);
        foreach (var signal in possible)
        {
            // What a topic adds may be nothing: it still says what the campaign is about.
            if ((signal.Weight * factor > 0 || signal.Kind == SignalKind.Topic) && index.Read(signal.Term) is { } impacts)
            {
                signals.Add(new ReadSignal(signal.Kind, signal.Term, signal.Weight * factor, impacts));
            }
        }

        foreach (var (item, worth) in taste.Liked)
        {
            if (request.Options.OutcomeWeight * worth * factor is var weight and > 0 && index.Neighbours.Read(item) is { } impacts)
            {
                signals.Add(new ReadSignal(SignalKind.Outcome, index.Neighbours.TitleOf(item), weight, impacts));
            }
        }

        if (request.Options.AudienceWeight * factor is var meant and > 0)
        {
            foreach (var (word, impacts) in index.Audiences.Read(request.Person))
            {
                signals.Add(new ReadSignal(SignalKind.Audience, word, meant, impacts));
            }
        }

        if (withFavourites && request.Options.FavouriteWeight * factor is var favoured and > 0)
        {
            foreach (var (kind, impacts) in index.Favourites.Read(request.Person))
            {
                signals.Add(new ReadSignal(kind, Favourites.GroupOf(kind, request.Person)!, favoured, impacts));
            }
        }

        _signals = signals;
        _relevance = Relevance();
        foreach (var (item, worth) in taste.Disliked)
        {
            if (index.Neighbours.Read(item) is { } impacts)
            {
                _disliked.Add((request.Options.DislikeWeight * worth, impacts));
            }
        }
    }

    public LanguageIndex Index { get; }

    public ReadOnlySpan<ReadSignal> Signals => CollectionsMarshal.AsSpan(_signals);

    public ItemFreshness Freshness { get; }

    /// <summary>Of the items that could be picked. What is taken away there is not relevant here any more.</summary>
    // As a float the least may be a little above the least that counts.
    public Bounds Bounds() => new(
        _relevance.AsMemory(0, Freshness.MostAdded.Length),
        Freshness.MostAdded,
        Index.MostFactors(_usual, _request.Options.LengthWeight),
        Math.Max((float)_request.Options.LeastRelevance * 0.9999f, float.Epsilon));

    /// <summary>The item as it stands for the person; false where it may not be picked.</summary>
    public bool TryScore(int place, IReadOnlySet<ItemId> hidden, out Candidate candidate)
    {
        candidate = default;
        double relevance = _relevance[place];
        var curation = Index.Items.Curated.Count > 0 ? Index.Items.Curated.GetValueOrDefault(place) : null;
        var isPinned = curation?.PinnedUntil >= _request.AsOf;
        if (relevance <= 0 || (relevance < _request.Options.LeastRelevance && !isPinned) || (hidden.Count > 0 && Index.Items.IsIn(place, hidden)))
        {
            return false;
        }

        // 0 where its length takes all of it.
        var factor = Factor(place, OrganisationFactor.Of(curation, _request.Person, _request.AsOf));
        if (factor <= 0)
        {
            return false;
        }

        candidate = new Candidate(this, place, (relevance + Freshness.Of(place) + Exploration(place)) * factor, factor, isPinned);
        return true;
    }

    public void Dispose() => ArrayPool<float>.Shared.Return(_relevance);

    private float[] Relevance()
    {
        var relevance = Rent();
        foreach (ref readonly var signal in Signals)
        {
            signal.Impacts.AddTo(relevance, (float)signal.Weight);
        }

        return _request.Topics.Count == 0 ? relevance : OnTopic(relevance);
    }

    /// <summary>Where the request has topics, what is off them is never picked.</summary>
    private float[] OnTopic(float[] relevance)
    {
        var onTopic = Rent();
        foreach (ref readonly var signal in Signals)
        {
            if (signal.Kind == SignalKind.Topic)
            {
                foreach (var place in signal.Impacts.Items)
                {
                    onTopic[place] = relevance[place];
                }
            }
        }

        ArrayPool<float>.Shared.Return(relevance);
        return onTopic;
    }

    private float[] Rent()
    {
        var column = ArrayPool<float>.Shared.Rent(Freshness.MostAdded.Length);
        Array.Clear(column, 0, Freshness.MostAdded.Length);
        return column;
    }

    /// <summary>What a new item is added this week for this person; 0 where it is not new.</summary>
    public double Exploration(int place)
    {
        if (!Index.Neighbours.IsNew[place])
        {
            return 0;
        }

        // Both hashes are even already; a product of odd numbers keeps the pair so.
        var chance = (Person() ^ Index.Items.Hashes[place]) * 0x9E3779B97F4A7C15;
        return Math.Round(_request.Options.ExplorationWeight * (chance >> 11) / (1UL << 53), 6);
    }

    /// <summary>What the organisation makes of the item and what the person's past takes from it: never more than the organisation's alone.</summary>
    private double Factor(int place, double organisation)
    {
        var against = 0.0;
        foreach (var (weight, impacts) in _disliked)
        {
            against += weight * impacts.ScoreOf(place);
        }

        return organisation / (1 + against) * Fresh(place) * Index.Items.LengthFactor(place, _usual, _request.Options.LengthWeight);
    }

    private double Fresh(int place) => _recentTopics.Count == 0 ? 1 : 1 - (_request.Options.VarietyWeight * Index.Items.ShareAmong(place, CollectionsMarshal.AsSpan(_recentTopics)));

    private ulong Person() => _person ??= XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(_request.Person.Id.Value), (long)(_request.AsOf.UtcTicks / TimeSpan.TicksPerDay / 7));
}
