using System.Globalization;
using System.Runtime.CompilerServices;
using Nudges.Campaigns;
using Nudges.Matching;
using Nudges.Matching.Weights;
using Nudges.Orchestrations.People;
using Nudges.Orchestrations.Runs;
using Nudges.Outcomes;
using Nudges.People;
using Nudges.Storage;

namespace Nudges.Orchestrations.Matching;

/// <summary>What was gathered, and of how much.</summary>
public sealed record GatheredLessons(IReadOnlyList<WeightLesson> Lessons, int Runs, int Shards);

/// <summary>
/// Gathers what people did with the nudges of the last weeks. However large the company: the nudges of at most 28 runs for at most 32 shards of about 1,000
/// people, one shard after the other, until 100,000 pairs of items are known; kept of each are some numbers. Which shards is a function of their
/// number, so that a company is learnt of by the same people each day.
/// </summary>
public sealed class WeightLessons(IRunStore runs, PeopleReader people, ShardHistories histories, IDocumentStore documents)
{
    private const int MostRuns = 28;
    private const int MostShards = 32;
    private const int EnoughPairs = 100_000;

    /// <summary>Newer runs than these are not looked for among.</summary>
    private const int MostListed = 1_000;

    /// <summary>What was shown later than this may still be opened.</summary>
    private static readonly TimeSpan TimeToAnswer = TimeSpan.FromDays(7);

    private static readonly TimeSpan Oldest = TimeSpan.FromDays(90);

    /// <param name="asOf">Runs are counted back from it.</param>
    /// <param name="settings">What signals gave is told by these.</param>
    /// <param name="cancellationToken">Stops between two documents.</param>
    public async Task<GatheredLessons> ReadAsync(DateTimeOffset asOf, MatchingOptions settings, CancellationToken cancellationToken)
    {
        if (await people.LatestAsync(cancellationToken) is not { } version)
        {
            return new GatheredLessons([], 0, 0);
        }

        List<Run> recent =
        [
            .. (await runs.ListAsync(MostListed, cancellationToken))
                .Where(run => run is { Status: RunStatus.Finished, Inputs: not null } && run.Inputs.ShardBits <= version.ShardBits
                    && run.Request.AsOf <= asOf - TimeToAnswer && run.Request.AsOf >= asOf - Oldest)
                .OrderByDescending(run => run.Request.AsOf).ThenBy(run => run.Request.Id.Value, StringComparer.Ordinal).Take(MostRuns),
        ];
        var lessons = new List<WeightLesson>();
        var (shards, pairs) = (0, 0);
        foreach (var shard in recent.Count == 0 ? [] : Chosen(version.Shards))
        {
            if (pairs >= EnoughPairs)
            {
                break;
            }

            shards++;
            await foreach (var lesson in OfShardAsync(version, shard, recent, settings, cancellationToken))
            {
                lessons.Add(lesson);
                pairs += lesson.Pairs;
                if (pairs >= EnoughPairs)
                {
                    break;
                }
            }
        }

        return new GatheredLessons(lessons, recent.Count, shards);
    }

    private static IEnumerable<int> Chosen(ShardCount shards) =>
        Enumerable.Range(0, shards.Value).OrderBy(shard => StableId.Bits("weights", shard.ToString(CultureInfo.InvariantCulture))).Take(MostShards);

    private async IAsyncEnumerable<WeightLesson> OfShardAsync(
        PeopleVersion version, int shard, IReadOnlyList<Run> recent, MatchingOptions settings, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var history = (await histories.ReadAsync(version, shard, cancellationToken)).Value;
        Dictionary<PersonId, IReadOnlyList<Outcome>> outcomes = history.Outcomes.Keys.Where(person => version.Shards.ShardOf(person) == shard)
            .ToDictionary(person => person, history.OutcomesOf);
        foreach (var run in outcomes.Count == 0 ? [] : recent)
        {
            // The shard may have been split since.
            var then = shard >> (version.ShardBits - run.Inputs!.ShardBits);
            var plan = (await documents.ReadAsync(Documents.Plan(run.Request.Id, then), cancellationToken))?.Value;
            foreach (var person in plan?.People ?? [])
            {
                if (outcomes.TryGetValue(person.Person, out var did) && WeightLesson.Of(person, run, settings, did) is { } lesson)
                {
                    yield return lesson;
                }
            }
        }
    }
}
