using Nudges.Content;
using Nudges.Outcomes;

namespace Nudges.Matching;

/// <summary>What a person's own outcomes say about what to pick for them.</summary>
internal sealed class Taste
{
    /// <summary>Below this an outcome is too old or too faint to look up.</summary>
    private const double LeastWorth = 0.01;

    /// <summary>Fewer finished items tell nothing of how long a person takes.</summary>
    private const int LeastFinished = 3;

    private static readonly Taste Empty = new([], [], new HashSet<ItemId>(), []);

    private Taste(List<Worth> liked, List<Worth> disliked, IReadOnlySet<ItemId> seen, List<ItemId> finished)
    {
        (Liked, Disliked, Seen, Finished) = (liked, disliked, seen, finished);
    }

    /// <summary>In the order of their ids; the squares of what they are worth add up to at most 1, so that who answers often is not ranked by answers alone.</summary>
    public List<Worth> Liked { get; }

    public List<Worth> Disliked { get; }

    /// <summary>What is not to be picked: nudged with before or acted upon, unless the person wants it again and some time has gone by.</summary>
    public IReadOnlySet<ItemId> Seen { get; }

    /// <summary>What the person finished; empty where that is too little to go by.</summary>
    public IReadOnlyList<ItemId> Finished { get; }

    public static Taste Of(MatchRequest request)
    {
        if (request.Outcomes.Count == 0)
        {
            return request.Seen.Count == 0 ? Empty : new Taste([], [], request.Seen, []);
        }

        var (liked, disliked) = (new List<Worth>(), new List<Worth>());
        var seen = request.Seen.ToHashSet();
        var finished = new List<ItemId>();
        Outcome[] outcomes = [.. request.Outcomes.OrderBy(outcome => outcome.Item.Value, StringComparer.Ordinal)];
        for (int start = 0, end; start < outcomes.Length; start = end)
        {
            var item = outcomes[start].Item;
            for (end = start + 1; end < outcomes.Length && outcomes[end].Item == item; end++)
            {
            }

            Add(item, new ArraySegment<Outcome>(outcomes, start, end - start));
        }

        var scale = Math.Sqrt(Math.Max(1, liked.Sum(item => item.Value)));
        for (var place = 0; place < liked.Count; place++)
        {
            liked[place] = liked[place] with { Value = liked[place].Value / scale };
        }

        return new Taste(liked, disliked, seen, finished.Count < LeastFinished ? [] : finished);

        void Add(ItemId item, ArraySegment<Outcome> itsOutcomes)
        {
            var last = itsOutcomes.MaxBy(outcome => outcome.At)!;
            var isDisliked = itsOutcomes.LastOpinion()?.Kind == OutcomeKind.NotForMe;
            var (worth, isFinished) = (0.0, false);
            foreach (var outcome in itsOutcomes)
            {
                isFinished |= outcome.Kind == OutcomeKind.Done;
                if (isDisliked == (outcome.Kind == OutcomeKind.NotForMe))
                {
                    worth = Math.Max(worth, Value(outcome.Kind) * Decay(outcome.At, request));
                }
            }

            if (worth >= LeastWorth)
            {
                (isDisliked ? disliked : liked).Add(new Worth(item, worth));
            }

            if (last.Kind == OutcomeKind.Later && request.AsOf - last.At >= request.Options.LaterAfter)
            {
                seen.Remove(item);
            }
            else
            {
                seen.Add(item);
            }

            if (isFinished)
            {
                finished.Add(item);
            }
        }
    }

    private static double Value(OutcomeKind kind) => kind switch
    {
        OutcomeKind.Useful or OutcomeKind.Kept or OutcomeKind.NotForMe => 1,
        OutcomeKind.Done => 0.8,
        OutcomeKind.Clicked or OutcomeKind.Later => 0.3,
        _ => 0,
    };

    /// <summary>Rounded, as the last bits of a power differ between machines and picks must not.</summary>
    private static double Decay(DateTimeOffset at, MatchRequest request) =>
        Math.Round(Math.Pow(2, -Math.Max(0, (request.AsOf - at) / request.Options.OutcomeHalfLife)), 6);

    /// <param name="Item">Any id.</param>
    /// <param name="Value">Above 0, at most 1.</param>
    internal readonly record struct Worth(ItemId Item, double Value);
}
