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
    public IReadOnlyList<Worth> Liked { get; }

    public IReadOnlyList<Worth> Disliked { get; }

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
        foreach (var item in request.Outcomes.GroupBy(outcome => outcome.Item).OrderBy(item => item.Key.Value, StringComparer.Ordinal))
        {
            Sort(item.Key, [.. item], request, liked, disliked);
            var last = item.MaxBy(outcome => outcome.At)!;
            if (last.Kind == OutcomeKind.Later && request.AsOf - last.At >= request.Options.LaterAfter)
            {
                seen.Remove(item.Key);
            }
            else
            {
                seen.Add(item.Key);
            }

            if (item.Any(outcome => outcome.Kind == OutcomeKind.Done))
            {
                finished.Add(item.Key);
            }
        }

        var sum = Math.Sqrt(Math.Max(1, liked.Sum(item => item.Value)));
        return new Taste([.. liked.Select(item => item with { Value = item.Value / sum })], disliked, seen, finished.Count < LeastFinished ? [] : finished);
    }

    private static void Sort(ItemId item, IReadOnlyList<Outcome> outcomes, MatchRequest request, List<Worth> liked, List<Worth> disliked)
    {
        var isDisliked = outcomes.LastOpinion()?.Kind == OutcomeKind.NotForMe;
        var worth = outcomes.Where(outcome => isDisliked == (outcome.Kind == OutcomeKind.NotForMe)).Max(outcome => Value(outcome.Kind) * Decay(outcome.At, request));
        if (worth >= LeastWorth)
        {
            (isDisliked ? disliked : liked).Add(new Worth(item, worth));
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
