using Nudges.Orchestrations.Durable;
using Nudges.People;
using Nudges.Storage;

namespace Nudges.Orchestrations.People;

/// <summary>
/// Lists the directory into shards under the given version, not yet enriched, with who reports to whom. A second run
/// overwrites; nothing reads the version before it is published.
/// </summary>
public sealed class ListPeople(IDirectory directory, PeopleReader reader, IDocumentStore documents, TimeProvider time) : Activity<string, SyncedPeople>(Reference)
{
    public static readonly ActivityRef<string, SyncedPeople> Reference = new(nameof(ListPeople));

    private const int WritesAtOnce = 8;

    public override async Task<SyncedPeople> RunAsync(string input, CancellationToken cancellationToken)
    {
        var people = new List<Person>();
        await foreach (var person in directory.ListAsync(cancellationToken))
        {
            people.Add(person);
        }

        people.Sort((left, right) => string.CompareOrdinal(left.Id.Value, right.Id.Value));
        // The number of shards never shrinks: what a shard remembers is found under its own bits or fewer.
        var previous = await reader.LatestAsync(cancellationToken);
        var shards = ShardCount.For(people.Count, atLeast: previous?.Shards ?? default);
        var byShard = people.ToLookup(person => shards.ShardOf(person.Id));
        await Parallel.ForEachAsync(
            Enumerable.Range(0, shards.Value),
            new ParallelOptions { MaxDegreeOfParallelism = WritesAtOnce, CancellationToken = cancellationToken },
            async (shard, cancel) => await documents.WriteAsync(
                Documents.PeopleShard(input, shard), new PeopleShard { Index = shard, People = [.. byShard[shard]] }, cancel));
        await documents.WriteAsync(Documents.Organisation(input), OrganisationOf(people), cancellationToken);
        await documents.WriteAsync(Documents.People(input), new PeopleVersion
        {
            Version = input,
            ShardBits = shards.Bits,
            FirstShardBits = previous is null ? shards.Bits : previous.FirstShardBits,
            People = people.Count,
            SyncedAt = time.GetUtcNow(),
            SharedAddresses = SharedAddressesOf(people),
        }, cancellationToken);
        return new SyncedPeople { Version = input, ShardBits = shards.Bits, People = people.Count };
    }

    private static Organisation OrganisationOf(List<Person> people)
    {
        var accounts = new Dictionary<string, PersonId>(StringComparer.Ordinal);
        foreach (var person in people)
        {
            foreach (var name in new[] { person.UserPrincipalName, person.Mail }.OfType<string>())
            {
                accounts.TryAdd(name.ToLowerInvariant(), person.Id);
            }
        }

        return new Organisation
        {
            Accounts = accounts,
            ManagerOf = people.Where(person => person.Manager is { } manager && manager != person.Id)
                .ToDictionary(person => person.Id, person => person.Manager!.Value),
        };
    }

    /// <summary>Of several accounts with one address, the one to nudge: an enabled employee before others, then the lowest id.</summary>
    private static Dictionary<string, PersonId> SharedAddressesOf(List<Person> people) =>
        people.Where(person => person.Mail is not null)
            .GroupBy(person => person.Mail!.ToLowerInvariant())
            .Where(same => same.Skip(1).Any())
            .ToDictionary(same => same.Key, same => same
                .OrderByDescending(person => person is { Enabled: true, Kind: PersonKind.Employee }).First().Id);
}
