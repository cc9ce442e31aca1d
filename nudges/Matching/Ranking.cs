using System.Buffers;
using Nudges.Content;

namespace Nudges.Matching;

/// <summary>
/// The best few of all items for one request. Windows of items are visited in the order of the most that an item there could
/// score; where that is less than the last of the best few has, the rest is not looked at.
/// </summary>
/// <param name="request">The person's.</param>
/// <param name="seen">Is not ranked.</param>
/// <param name="most">How many are the best few.</param>
internal sealed class Ranking(MatchRequest request, IReadOnlySet<ItemId> seen, int most)
{
    /// <summary>More than rounding can make of a bound that is summed in another order than a score.</summary>
    private const double Slack = 1e-9;

    private static readonly Comparer<Candidate> WorstFirst = Comparer<Candidate>.Create((one, other) => other.CompareTo(one));

    [ThreadStatic]
    private static double[]? _relevance;

    [ThreadStatic]
    private static double[]? _onTopic;

    private readonly PriorityQueue<Candidate, Candidate> _best = new(Math.Min(most, Impacts.Window) + 1, WorstFirst);

    /// <summary>Best first, at most as many as were asked for.</summary>
    public List<Candidate> Best()
    {
        var best = new List<Candidate>(_best.Count);
        while (_best.TryDequeue(out var worst, out _))
        {
            best.Add(worst);
        }

        best.Reverse();
        return best;
    }

    public void Add(Reading reading)
    {
        var index = reading.Index;
        if (most <= 0 || reading.Signals.Count == 0)
        {
            return;
        }

        AddPinned(reading);
        var bounds = ArrayPool<double>.Shared.Rent(index.Windows);
        var order = ArrayPool<int>.Shared.Rent(index.Windows);
        var count = BoundWindows(reading, bounds.AsSpan(0, index.Windows), order);
        bounds.AsSpan(0, count).Sort(order.AsSpan(0, count));
        for (var next = count - 1; next >= 0 && bounds[next] + Slack >= Least(); next--)
        {
            AddWindow(reading, order[next]);
        }

        ArrayPool<double>.Shared.Return(bounds);
        ArrayPool<int>.Shared.Return(order);
    }

    /// <summary>The least that an item without a pin needs to become one of the best.</summary>
    private double Least() => _best.Count < most ? double.NegativeInfinity
        : _best.Peek().IsPinned ? double.PositiveInfinity
        : _best.Peek().Score;

    private void AddPinned(Reading reading)
    {
        foreach (var (place, curation) in reading.Index.Items.Curated)
        {
            if (curation.PinnedUntil >= request.AsOf)
            {
                var (relevance, onTopic) = (0.0, 0.0);
                foreach (var signal in reading.Signals)
                {
                    var part = signal.Weight * signal.Impacts.ScoreOf(place);
                    relevance += part;
                    onTopic += signal.Kind == SignalKind.Topic ? part : 0;
                }

                if (relevance > 0 && (request.Topics.Count == 0 || onTopic > 0))
                {
                    Offer(reading, place, relevance, OrganisationFactor.Of(curation, request.Person, request.AsOf), isPinned: true);
                }
            }
        }
    }

    /// <summary>Moves the bounds of the windows that can hold an item relevant enough to the front, and gives how many those are.</summary>
    private int BoundWindows(Reading reading, Span<double> bounds, Span<int> order)
    {
        bounds.Clear();
        foreach (var signal in reading.Signals)
        {
            signal.Impacts.AddBounds(bounds, signal.Weight);
        }

        var count = 0;
        for (var window = 0; window < bounds.Length; window++)
        {
            if (bounds[window] + Slack >= request.Options.LeastRelevance && bounds[window] > 0)
            {
                order[count] = window;
                bounds[count++] = (bounds[window] + reading.MostAddedIn(window)) * reading.Index.MostFactorIn(window);
            }
        }

        return count;
    }

    private void AddWindow(Reading reading, int window)
    {
        var relevance = _relevance ??= new double[Impacts.Window];
        var onTopic = _onTopic ??= new double[Impacts.Window];
        foreach (var signal in reading.Signals)
        {
            var items = signal.Impacts.In(window, out var scores);
            for (var place = 0; place < items.Length; place++)
            {
                relevance[items[place] % Impacts.Window] += signal.Weight * scores[place];
            }

            if (signal.Kind == SignalKind.Topic)
            {
                foreach (var item in items)
                {
                    onTopic[item % Impacts.Window] = 1;
                }
            }
        }

        // The second time over the same items offers each once and leaves the sums cleared.
        foreach (var signal in reading.Signals)
        {
            foreach (var item in signal.Impacts.In(window, out _))
            {
                ref var sum = ref relevance[item % Impacts.Window];
                if (sum > 0)
                {
                    if (sum >= request.Options.LeastRelevance && (request.Topics.Count == 0 || onTopic[item % Impacts.Window] > 0))
                    {
                        OfferUnpinned(reading, item, sum);
                    }

                    sum = 0;
                    onTopic[item % Impacts.Window] = 0;
                }
            }
        }
    }

    private void OfferUnpinned(Reading reading, int place, double relevance)
    {
        var factor = 1.0;
        if (reading.Index.Items.Curated.Count > 0 && reading.Index.Items.Curated.TryGetValue(place, out var curation))
        {
            if (curation.PinnedUntil >= request.AsOf)
            {
                return;
            }

            factor = OrganisationFactor.Of(curation, request.Person, request.AsOf);
        }

        Offer(reading, place, relevance, factor, isPinned: false);
    }

    private void Offer(Reading reading, int place, double relevance, double factor, bool isPinned)
    {
        // Most items end here, before what takes time.
        var sum = relevance + reading.Freshness.Of(place);
        if (!isPinned && (sum + request.Options.ExplorationWeight) * factor < Least())
        {
            return;
        }

        sum += reading.Exploration(place);
        if ((!isPinned && sum * factor < Least()) || (seen.Count > 0 && reading.Index.Items.IsIn(place, seen)))
        {
            return;
        }

        // Only ever less than the organisation's alone.
        factor = reading.Factor(place, factor);
        var candidate = new Candidate(reading, place, sum * factor, factor, isPinned);
        if (!isPinned && candidate.Score < Least())
        {
            return;
        }

        if (_best.Count < most)
        {
            _best.Enqueue(candidate, candidate);
        }
        else
        {
            _best.EnqueueDequeue(candidate, candidate);
        }
    }
}
