using Nudges.Campaigns;
using Nudges.Content;
using Nudges.Matching;
using Nudges.Outcomes;
using Nudges.People;

namespace Nudges.Tests.Matching.Weights;

/// <summary>Made-up people who were nudged with items and liked them for a known reason.</summary>
internal static class Lessons
{
    private static readonly SignalKind[] Kinds = [SignalKind.Skill, SignalKind.Role, SignalKind.Interest, SignalKind.Outcome, SignalKind.Freshness];

    /// <summary>When they are learnt of.</summary>
    public static readonly DateTimeOffset Now = new(2026, 11, 23, 6, 0, 0, TimeSpan.Zero);

    /// <summary>Each person's nudges with what the person did, likelier of items that the worth speaks for and of those that stand first.</summary>
    /// <param name="people">How many.</param>
    /// <param name="worth">Of one signal's part of the score, for the person.</param>
    /// <param name="firstIsClicked">How much likelier, in logits, the first is opened for standing first.</param>
    /// <param name="options">What the run weighed by.</param>
    /// <param name="seed">Of chance.</param>
    public static IEnumerable<(PersonPlan Plan, Run Run, IReadOnlyList<Outcome> Outcomes)> Of(
        int people, Func<SignalKind, double> worth, double firstIsClicked = 0, MatchingOptions? options = null, int seed = 7)
    {
        var random = new Random(seed);
        for (var number = 0; number < people; number++)
        {
            for (var week = 2; week < 5; week++)
            {
                var run = RunOf(week, options);
                Match[] picks = [.. Enumerable.Range(0, 6).Select(item => Pick(new ItemId($"{week}-{item}"), random)).OrderByDescending(pick => pick.Score).Take(3)];
                var outcomes = new List<Outcome>();
                foreach (var (position, pick) in picks.Index())
                {
                    var logit = pick.Signals.Sum(signal => worth(signal.Kind) * signal.Share * pick.Score) - 1.5 + (position == 0 ? firstIsClicked : 0);
                    if (random.NextDouble() < 1 / (1 + Math.Exp(-logit)))
                    {
                        outcomes.Add(new Outcome { Kind = OutcomeKind.Clicked, Item = pick.Item, At = run.Request.AsOf.AddHours(3) });
                    }
                }

                yield return (new PersonPlan { Person = new PersonId($"person-{number}"), Channel = "email", Picks = picks }, run, outcomes);
            }
        }
    }

    public static Run RunOf(int week, MatchingOptions? options = null) => new()
    {
        Request = new RunRequest { Id = new RunId($"daily-{week}"), Kind = RunKind.Daily, AsOf = Now.AddDays(-7 * week) },
        Status = RunStatus.Finished,
        StartedAt = Now.AddDays(-7 * week),
        Inputs = new RunInputs { CatalogueVersion = "c", PeopleVersion = "p", ShardBits = 0, Channels = ["email"], ItemsPerNudge = 3, Matching = options },
    };

    private static Match Pick(ItemId item, Random random)
    {
        double[] parts = [.. Kinds.Select(_ => random.NextDouble() * random.NextDouble())];
        var score = parts.Sum();
        return new Match { Item = item, Score = score, Signals = [.. Kinds.Zip(parts, (kind, part) => new Signal { Kind = kind, Term = "t", Share = part / score })] };
    }
}
