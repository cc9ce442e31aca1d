using Nudges.People;

namespace Nudges.Matching.Weights;

/// <summary>A liked and a left item of one nudge.</summary>
/// <param name="Parts">What each signal gave more to the liked one, in average scores.</param>
/// <param name="Liked">Where the liked one stood.</param>
/// <param name="Left">Where the other stood.</param>
internal readonly record struct LessonPair(double[] Parts, int Liked, int Left);

/// <summary>The pairs of some people's nudges.</summary>
internal sealed class LessonPairs
{
    /// <summary>Positions from 0 to this one are told apart; nudges have at most ten items.</summary>
    public const int LastPosition = 9;

    private LessonPairs(IReadOnlyList<IReadOnlyList<LessonPair>> people) => People = people;

    /// <summary>Each one's.</summary>
    public IReadOnlyList<IReadOnlyList<LessonPair>> People { get; }

    public IEnumerable<LessonPair> All => People.SelectMany(pairs => pairs);

    /// <param name="lessons">In the order of people.</param>
    /// <param name="unit">What parts are divided by.</param>
    public static LessonPairs Of(IEnumerable<WeightLesson> lessons, double unit)
    {
        var people = new List<IReadOnlyList<LessonPair>>();
        PersonId? last = null;
        foreach (var lesson in lessons)
        {
            if (lesson.Person != last)
            {
                people.Add(new List<LessonPair>());
                last = lesson.Person;
            }

            ((List<LessonPair>)people[^1]).AddRange(Pairs(lesson, unit));
        }

        return new LessonPairs(people);
    }

    private static IEnumerable<LessonPair> Pairs(WeightLesson lesson, double unit) =>
        from liked in lesson.Items
        where liked.IsLiked
        from left in lesson.Items
        where !left.IsLiked
        select new LessonPair(
            [.. liked.Parts.Zip(left.Parts, (one, other) => (one - other) / unit)],
            Math.Min(liked.Position, LastPosition),
            Math.Min(left.Position, LastPosition));
}
