using System.IO.Hashing;
using System.Text;

namespace Nudges.Matching;

/// <summary>A signal and what it gives to one language's items.</summary>
/// <param name="Kind">What about the person.</param>
/// <param name="Term">In the person's words.</param>
/// <param name="Weight">What <paramref name="Impacts"/> are multiplied by.</param>
/// <param name="Impacts">Of the signal's phrase, or of an item's neighbours.</param>
internal readonly record struct ReadSignal(SignalKind Kind, string Term, double Weight, Impacts Impacts);

/// <summary>One language's items before one request: what speaks for them, and what holds them back.</summary>
internal sealed class Reading
{
    private readonly MatchRequest _request;
    private readonly List<(double Weight, Impacts Impacts)> _disliked = [];
    private readonly IReadOnlySet<int> _recentTopics;
    private readonly double _usual;
    private readonly ulong _person;

    /// <param name="index">The language's.</param>
    /// <param name="request">The person's.</param>
    /// <param name="possible">Of the person's profile.</param>
    /// <param name="taste">Of the person's outcomes.</param>
    /// <param name="factor">What signals count in this language.</param>
    /// <param name="recentTopics">Numbers of what the person was nudged with lately.</param>
    /// <param name="usualMinutes">What the person takes for an item.</param>
    public Reading(
        LanguageIndex index, MatchRequest request, List<PossibleSignal> possible, Taste taste, double factor, IReadOnlySet<int> recentTopics, double usualMinutes)
    {
        (Index, _request, _recentTopics) = (index, request, recentTopics);
        _usual = Math.Log2(Math.Max(1, usualMinutes));
        Freshness = index.FreshnessAt(request.AsOf, request.Options);
        _person = XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(request.Person.Id.Value), (long)(request.AsOf.UtcTicks / TimeSpan.TicksPerDay / 7));
        Signals = new List<ReadSignal>(possible.Count + taste.Liked.Count);
        foreach (var signal in possible)
        {
            if (signal.Weight * factor > 0 && index.Read(signal.Term) is { } impacts)
            {
                Signals.Add(new ReadSignal(signal.Kind, signal.Term, signal.Weight * factor, impacts));
            }
        }

        foreach (var (item, worth) in taste.Liked)
        {
            if (request.Options.OutcomeWeight * worth * factor is var weight and > 0 && index.Neighbours.Read(item) is { } impacts)
            {
                Signals.Add(new ReadSignal(SignalKind.Outcome, index.Neighbours.TitleOf(item), weight, impacts));
            }
        }

        foreach (var (item, worth) in taste.Disliked)
        {
            if (index.Neighbours.Read(item) is { } impacts)
            {
                _disliked.Add((request.Options.DislikeWeight * worth, impacts));
            }
        }
    }

    public LanguageIndex Index { get; }

    public List<ReadSignal> Signals { get; }

    public ItemFreshness Freshness { get; }

    /// <summary>What is added to the relevance of any item of the window, at most.</summary>
    public double MostAddedIn(int window) => Freshness.MostIn(window) + _request.Options.ExplorationWeight;

    /// <summary>What a new item is added this week for this person; 0 where it is not new.</summary>
    public double Exploration(int place)
    {
        if (!Index.Neighbours.IsNew[place])
        {
            return 0;
        }

        // Both hashes are even already; a product of odd numbers keeps the pair so.
        var chance = (_person ^ Index.Items.Hashes[place]) * 0x9E3779B97F4A7C15;
        return Math.Round(_request.Options.ExplorationWeight * (chance >> 11) / (1UL << 53), 6);
    }

    /// <summary>What the organisation makes of the item and what the person's past takes from it.</summary>
    /// <param name="place">The item's.</param>
    /// <param name="organisation">By curators; 1 where they say nothing.</param>
    public double Factor(int place, double organisation)
    {
        var against = 0.0;
        foreach (var (weight, impacts) in _disliked)
        {
            against += weight * impacts.ScoreOf(place);
        }

        return organisation / (1 + against) * Fresh(place) * Length(place);
    }

    private double Fresh(int place) => _recentTopics.Count == 0 ? 1 : 1 - (_request.Options.VarietyWeight * Index.Items.ShareAmong(place, _recentTopics));

    /// <summary>Eight times as long as usual, or longer, loses all of the weight. Rounded, as the last bits of a logarithm differ between machines.</summary>
    private double Length(int place)
    {
        var minutes = Index.Items.Minutes[place];
        return minutes == 0 ? 1 : Math.Round(1 - (_request.Options.LengthWeight * Math.Clamp((Math.Log2(minutes) - _usual) / 3, 0, 1)), 6);
    }
}
