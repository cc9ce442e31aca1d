using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Nudges.Orchestrations.Durable;
using Nudges.People;
using Nudges.Storage;

namespace Nudges.Orchestrations.People;

public sealed record MergePeopleInput
{
    public required string Version { get; init; }

    /// <summary>From 0; which shards are in it follows from the round.</summary>
    public required int Part { get; init; }
}

/// <summary>What merging a part came to.</summary>
public sealed record MergedPeople
{
    public required int People { get; init; }

    /// <summary>The shards that differ from before: stored under the new version's name.</summary>
    public required IReadOnlyList<int> Shards { get; init; }

    /// <summary>Whether its part of the organisation differs from before.</summary>
    public required bool Organisation { get; init; }

    /// <summary>Profiles that were read.</summary>
    public int Profiles { get; init; }

    /// <summary>A sentence where profiles could not be read; null where they could.</summary>
    public string? Problem { get; init; }
}

/// <summary>
/// Makes one part of a new version: each of its shards from the shard before and the changes read, with the night's share of
/// profiles. A shard is in memory, not the part; what does not change is not written. A document is written once: a second run
/// keeps what the first one wrote.
/// </summary>
public sealed class MergePeople(IDirectory directory, PeopleReader reader, IDocumentStore documents, IOptions<NudgeOptions> options, TimeProvider time)
    : Activity<MergePeopleInput, MergedPeople>(Reference)
{
    public static readonly ActivityRef<MergePeopleInput, MergedPeople> Reference = new(nameof(MergePeople));

    private const int ShardsAtOnce = 4;

    public override async Task<MergedPeople> RunAsync(MergePeopleInput input, CancellationToken cancellationToken)
    {
        var round = (await documents.ReadAsync(Documents.DirectoryRound(input.Version), cancellationToken))?.Value
            ?? throw new InvalidOperationException($"Nothing was read for people version {input.Version}.");
        var part = new Part(
            input.Version,
            round,
            round.From is null ? null : await reader.VersionAsync(round.From, cancellationToken),
            await ChangesAsync(input, round, cancellationToken),
            new ProfileBudget(options.Value.ProfilesPerNight, 1 << round.ShardBits, round.StartedAt));
        var bits = round.ShardBits - round.PartBits;
        var merged = new ConcurrentBag<Merged>();
        await Parallel.ForEachAsync(
            Enumerable.Range(input.Part << bits, 1 << bits),
            new ParallelOptions { MaxDegreeOfParallelism = ShardsAtOnce, CancellationToken = cancellationToken },
            async (shard, cancel) => merged.Add(await MergeAsync(part, shard, cancel)));

        var organisation = merged.Any(shard => shard.EntriesDiffer) || part.Former?.PartPlaces.Count != round.Parts.Value;
        if (organisation)
        {
            await documents.TryWriteAsync(
                Documents.OrganisationPart(input.Version, input.Part),
                new OrganisationPart { Entries = [.. merged.OrderBy(shard => shard.Index).SelectMany(shard => shard.Entries)] },
                version: null,
                cancellationToken);
        }

        return new MergedPeople
        {
            People = merged.Sum(shard => shard.Entries.Count),
            Shards = [.. merged.Where(shard => shard.Differs).Select(shard => shard.Index).Order()],
            Organisation = organisation,
            Profiles = merged.Sum(shard => shard.Profiles),
            Problem = part.Problem,
        };
    }

    /// <summary>The part's changes by shard, in order.</summary>
    private async Task<ILookup<int, DirectoryChange>> ChangesAsync(MergePeopleInput input, DirectoryRound round, CancellationToken cancellationToken)
    {
        var changes = new List<DirectoryChange>();
        foreach (var spill in round.Spills)
        {
            foreach (var part in spill.PartsOf(round.PartBits, input.Part))
            {
                var stored = await documents.ReadAsync(Documents.DirectoryChanges(input.Version, spill.Name, part), cancellationToken);
                changes.AddRange((stored?.Value ?? []).Where(change => round.Parts.ShardOf(change.Id) == input.Part));
            }
        }

        var shards = new ShardCount(round.ShardBits);
        return changes.ToLookup(change => shards.ShardOf(change.Id));
    }

    private async Task<Merged> MergeAsync(Part part, int shard, CancellationToken cancellationToken)
    {
        var (former, isSame) = await FormerAsync(part, shard, cancellationToken);
        var people = ShardMerge.Apply(former, part.Changes[shard], part.Round.Everyone);
        (people, var profiles) = await WithProfilesAsync(part, shard, people, cancellationToken);
        var differs = !isSame || !people.SequenceEqual(former);
        var key = Documents.PeopleShard(part.Version, shard);
        if (differs && !await documents.TryWriteAsync(key, new PeopleShard { Index = shard, People = people }, version: null, cancellationToken))
        {
            people = (await documents.ReadAsync(key, cancellationToken))!.Value.People;
        }

        List<OrganisationEntry> entries = [.. people.Select(OrganisationEntry.Of)];
        return new Merged(shard, entries, differs, differs && !entries.SequenceEqual(former.Select(OrganisationEntry.Of)), profiles);
    }

    /// <summary>Whom the shard held before, and whether it is the same shard: one that was split off begins with its half.</summary>
    private async Task<(IReadOnlyList<Person> People, bool IsSame)> FormerAsync(Part part, int shard, CancellationToken cancellationToken)
    {
        if (part.Former is not { } former)
        {
            return ([], false);
        }

        var split = part.Round.ShardBits - former.ShardBits;
        var people = (await reader.ShardAsync(former, shard >> split, cancellationToken)).People;
        var shards = new ShardCount(part.Round.ShardBits);
        return split == 0 ? (people, true) : ([.. people.Where(person => shards.ShardOf(person.Id) == shard)], false);
    }

    private async Task<(IReadOnlyList<Person> People, int Read)> WithProfilesAsync(Part part, int shard, IReadOnlyList<Person> people, CancellationToken cancellationToken)
    {
        var chosen = part.Budget.Choose(shard, people);
        if (chosen.Count == 0 || part.Problem is not null)
        {
            return (people, 0);
        }

        try
        {
            var reads = (await directory.ReadProfilesAsync(chosen, cancellationToken)).ToDictionary(read => read.Id);
            var now = time.GetUtcNow();
            return ([.. people.Select(person => reads.TryGetValue(person.Id, out var read) ? read.ApplyTo(person, now) : person)], reads.Values.Count(read => read.Read));
        }
        catch (DirectoryUnavailableException e)
        {
            // Who is there is worth more than what they know: that is read another night.
            part.Problem = e.Message;
            return (people, 0);
        }
    }

    /// <param name="Version">The new version.</param>
    /// <param name="Round">What was read for it.</param>
    /// <param name="Former">What it is merged into; null: nothing.</param>
    /// <param name="Changes">By shard, in order.</param>
    /// <param name="Budget">How many profiles may be read.</param>
    private sealed record Part(string Version, DirectoryRound Round, PeopleVersion? Former, ILookup<int, DirectoryChange> Changes, ProfileBudget Budget)
    {
        public string? Problem { get; set; }
    }

    private sealed record Merged(int Index, IReadOnlyList<OrganisationEntry> Entries, bool Differs, bool EntriesDiffer, int Profiles);
}
