using Nudges.Campaigns;
using Nudges.Outcomes;
using Nudges.People;

namespace Nudges.Matching.Weights;

/// <summary>
/// One nudge of which the person liked some items and left others: the only kind that tells anything of weights, as whether and how often
/// someone answers at all tells of the person.
/// </summary>
public sealed record WeightLesson
{
    public required PersonId Person { get; init; }

    public required RunId Run { get; init; }

    /// <summary>In the order in which they were shown; at least one liked and one left.</summary>
    public required IReadOnlyList<LessonItem> Items { get; init; }

    /// <summary>How many pairs of a liked and a left item there are.</summary>
    public int Pairs => Items.Count(item => item.IsLiked) * Items.Count(item => !item.IsLiked);

    /// <summary>Null where the nudge tells nothing: all of its items fared alike.</summary>
    /// <param name="plan">The nudge.</param>
    /// <param name="run">That planned it, with its inputs.</param>
    /// <param name="settings">Today's; what each signal gave is told as it would have been under these.</param>
    /// <param name="outcomes">All of the person's, without the clicks of machines.</param>
    public static WeightLesson? Of(PersonPlan plan, Run run, MatchingOptions settings, IReadOnlyList<Outcome> outcomes)
    {
        var then = run.Inputs?.Matching ?? new MatchingOptions();
        var items = new List<LessonItem>(plan.Picks.Count);
        foreach (var (position, pick) in plan.Picks.Index())
        {
            if (IsLiked([.. outcomes.Where(outcome => outcome.Item == pick.Item && outcome.At >= run.Request.AsOf)]) is { } isLiked)
            {
                items.Add(new LessonItem(position, isLiked, PartsOf(pick, then, settings)));
            }
        }

        return items.Any(item => item.IsLiked) && items.Any(item => !item.IsLiked)
            ? new WeightLesson { Person = plan.Person, Run = run.Request.Id, Items = items }
            : null;
    }

    /// <summary>Null where the person has put it off: that says neither.</summary>
    private static bool? IsLiked(IReadOnlyList<Outcome> outcomes) =>
        outcomes.LastOpinion() is { } opinion ? opinion.Kind != OutcomeKind.NotForMe
        : outcomes.Any(outcome => outcome.Kind == OutcomeKind.Clicked) ? true
        : outcomes.Count > 0 ? null
        : false;

    private static double[] PartsOf(Match pick, MatchingOptions then, MatchingOptions settings)
    {
        var parts = new double[SignalWeights.Learnable.Count + 1];
        foreach (var signal in pick.Signals)
        {
            var weight = SignalWeights.Of(then, signal.Kind);
            parts[SignalWeights.PlaceOf(signal.Kind) ?? (parts.Length - 1)] += weight > 0 ? pick.Score * signal.Share * SignalWeights.Of(settings, signal.Kind) / weight : 0;
        }

        return parts;
    }
}

/// <summary>How one item of a nudge fared.</summary>
/// <param name="Position">Where it stood, from 0.</param>
/// <param name="IsLiked">Opened, or found useful, done or kept; not where the person left it or said that it is not for them.</param>
/// <param name="Parts">What each of <see cref="SignalWeights.Learnable"/> gave to its score, and last what the rest gave.</param>
public sealed record LessonItem(int Position, bool IsLiked, IReadOnlyList<double> Parts);
