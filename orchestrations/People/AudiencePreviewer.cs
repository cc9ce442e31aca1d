using Microsoft.Extensions.Options;
using Nudges.Campaigns.Audiences;
using Nudges.Delivery;
using Nudges.Orchestrations.Runs;
using Nudges.People;

namespace Nudges.Orchestrations.People;

/// <summary>An audience before it is used.</summary>
public sealed record AudiencePreview
{
    public required int People { get; init; }

    /// <summary>At most 10 of them, the same each time.</summary>
    public required IReadOnlyList<SampledPerson> Sample { get; init; }

    /// <summary>How many of them would not be nudged, by rule, as far as it is known before a run chooses items.</summary>
    public required IReadOnlyDictionary<string, int> Suppressed { get; init; }

    /// <summary>What may not be meant, as sentences.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }
}

/// <summary>Enough to recognise someone by.</summary>
public sealed record SampledPerson
{
    public required string Name { get; init; }

    public string? Title { get; init; }

    public string? Department { get; init; }
}

/// <summary>Counts audiences over the latest people; changes nothing.</summary>
public sealed class AudiencePreviewer(
    PeopleReader reader, AudienceResolver resolver, IPreferenceStore preferences, Channels channels, IOptions<NudgeOptions> options, TimeProvider time)
{
    private const int MostSampled = 10;
    private static readonly TimeSpan Stale = TimeSpan.FromDays(2);

    /// <summary>Null while no people are known. Throws as <see cref="AudienceResolver.ResolveAsync"/> does.</summary>
    public async Task<AudiencePreview?> PreviewAsync(Audience audience, CancellationToken cancellationToken)
    {
        if (await reader.LatestAsync(cancellationToken) is not { } version)
        {
            return null;
        }

        var now = time.GetUtcNow();
        var reaching = options.Value.ChannelNames.Select(name => channels[name]).ToList();
        var sample = new List<Person>();
        var suppressed = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var count = 0;
        await foreach (var shard in resolver.ResolveAsync(audience, version, now, cancellationToken))
        {
            count += shard.People.Count;
            sample.AddRange(shard.People.Take(MostSampled - sample.Count));
            var asked = await preferences.OfShardAsync(version.Shards, shard.Index, cancellationToken);
            foreach (var rule in shard.People.Select(RuleAgainst).OfType<string>())
            {
                suppressed[rule] = suppressed.GetValueOrDefault(rule) + 1;
            }

            // What they were sent this week is known to runs only, so "too-often" is not counted.
            string? RuleAgainst(Person person)
            {
                var wishes = asked.GetValueOrDefault(person.Id, Preferences.None);
                return ShardPlanner.Reach(person, wishes, reaching, version, now).Rule ?? SendTime.Of(person, wishes, options.Value.Timing, now).Rule;
            }
        }

        return new AudiencePreview
        {
            People = count,
            Sample = [.. sample.Select(person => new SampledPerson { Name = person.DisplayName, Title = person.JobTitle, Department = person.Department })],
            Suppressed = suppressed,
            Warnings = [.. Warnings(count, suppressed.Values.Sum(), version, now)],
        };
    }

    private static IEnumerable<string> Warnings(int count, int suppressed, PeopleVersion version, DateTimeOffset now)
    {
        if (count == 0)
        {
            yield return "Nobody is in this audience.";
        }
        else if (suppressed == count)
        {
            yield return "Nobody in this audience would be nudged.";
        }
        else if (count == version.People)
        {
            yield return "This audience is everyone in the directory.";
        }

        if (now - version.SyncedAt > Stale)
        {
            yield return $"People were last read on {version.SyncedAt:yyyy-MM-dd}.";
        }
    }
}
