using Nudges.Campaigns;

namespace Nudges.Outcomes;

/// <summary>What came of a run's nudges, as a group: never of one person.</summary>
public sealed record RunOutcomes
{
    /// <summary>Of fewer people than these nothing is told.</summary>
    public const int FewestPeople = 5;

    /// <summary>Those who were nudged by the run.</summary>
    public required int People { get; init; }

    /// <summary>How many of them did what, each person once a kind; null where they are fewer than <see cref="FewestPeople"/>.</summary>
    public IReadOnlyDictionary<OutcomeKind, int>? Counts { get; init; }
}

/// <summary>Adds up what came of a run, shard by shard.</summary>
public sealed class RunOutcomeCount(RunId run)
{
    private readonly SortedDictionary<OutcomeKind, int> _counts = [];
    private int _people;

    public RunOutcomes Total => new() { People = _people, Counts = _people < RunOutcomes.FewestPeople ? null : _counts };

    /// <summary>Each shard once. Clicks of machines do not count.</summary>
    public void Add(ShardHistory shard)
    {
        foreach (var (person, nudges) in shard.Nudges)
        {
            if (nudges.FirstOrDefault(past => past.Run == run)?.IdFor(person) is not { } nudge)
            {
                continue;
            }

            _people++;
            foreach (var kind in shard.OutcomesOf(person).Where(outcome => outcome.Nudge == nudge).Select(outcome => outcome.Kind).Distinct())
            {
                _counts[kind] = _counts.GetValueOrDefault(kind) + 1;
            }
        }
    }
}
