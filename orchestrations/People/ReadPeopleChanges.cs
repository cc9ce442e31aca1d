using Nudges.Orchestrations.Durable;
using Nudges.People;
using Nudges.Storage;

namespace Nudges.Orchestrations.People;

/// <summary>How far reading has come.</summary>
public sealed record PeopleChangesRead
{
    /// <summary>False: call it again, to go on.</summary>
    public required bool IsOver { get; init; }

    /// <summary>In how many parts the changes are stored; each is merged by itself.</summary>
    public int Parts { get; init; }
}

/// <summary>
/// Reads the directory's changes since the latest version, or everyone, into spills for a new version, for about two minutes a
/// call; it goes on from the last spill. Only spills that the round lists count, and a spill is listed once, so that a second run
/// at any time changes nothing but costs reads.
/// </summary>
public sealed class ReadPeopleChanges(IDirectory directory, PeopleReader reader, IDocumentStore documents, TimeProvider time)
    : Activity<string, PeopleChangesRead>(Reference)
{
    public static readonly ActivityRef<string, PeopleChangesRead> Reference = new(nameof(ReadPeopleChanges));

    /// <summary>About 20 MB.</summary>
    private const int ChangesPerSpill = 16_384;

    /// <summary>Shards in a part: 16 of them, or about 16,000 people.</summary>
    private const int ShardBitsPerPart = 4;

    private const int WritesAtOnce = 8;
    private const int MostRestarts = 3;
    private static readonly TimeSpan Slice = TimeSpan.FromMinutes(2);

    public override async Task<PeopleChangesRead> RunAsync(string input, CancellationToken cancellationToken)
    {
        var until = time.GetUtcNow() + Slice;
        var latest = await reader.LatestAsync(cancellationToken);
        for (var stored = await ReadAsync(); ; stored = await ReadAsync())
        {
            var round = stored?.Value ?? new DirectoryRound
            {
                From = latest?.Version,
                StartedAt = time.GetUtcNow(),
                Everyone = latest?.DeltaLink is null,
                Link = latest?.DeltaLink,
            };
            if (round.IsOver || (stored is not null && time.GetUtcNow() >= until))
            {
                return new PeopleChangesRead { IsOver = round.IsOver, Parts = round.Parts.Value };
            }

            var former = round.From is null ? null : round.From == latest?.Version ? latest : await reader.VersionAsync(round.From, cancellationToken);
            var next = await SpillAsync(input, round, former, until, cancellationToken);
            // Where another run of this was faster, its spill counts and this one's does not.
            await documents.TryWriteAsync(Documents.DirectoryRound(input), next, stored?.Version, cancellationToken);
        }

        Task<Document<DirectoryRound>?> ReadAsync() => documents.ReadAsync(Documents.DirectoryRound(input), cancellationToken);
    }

    /// <summary>The round after one spill more.</summary>
    private async Task<DirectoryRound> SpillAsync(string version, DirectoryRound round, PeopleVersion? former, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var changes = new List<DirectoryChange>();
        do
        {
            if (round.Restarts > MostRestarts)
            {
                throw new DirectoryUnavailableException("The directory asks again and again for everyone to be read anew. Try again later.");
            }

            var page = await directory.ReadAsync(round.Link, cancellationToken);
            if (page.Restart)
            {
                (round, changes) = (round.Again(), []);
                continue;
            }

            changes.AddRange(page.Changes);
            round = round with { Link = page.Next, Delta = page.Delta, Known = round.Known + page.Changes.Count(change => change.Person is not null) };
        }
        while (!round.IsOver && changes.Count < ChangesPerSpill && time.GetUtcNow() < until);

        if (round.IsOver)
        {
            var people = Math.Max(former?.People ?? 0, round.Everyone ? round.Known : 0);
            var bits = ShardCount.For(people, former?.Shards ?? default).Bits;
            round = round with { ShardBits = bits, PartBits = Math.Max(former?.PartBits ?? 0, bits - ShardBitsPerPart) };
        }

        if (changes.Count == 0)
        {
            return round;
        }

        var spill = new DirectorySpill(Guid.CreateVersion7(time.GetUtcNow()).ToString("N"), ShardCount.For(changes.Count).Bits);
        await Parallel.ForEachAsync(
            changes.GroupBy(change => new ShardCount(spill.PartBits).ShardOf(change.Id)),
            new ParallelOptions { MaxDegreeOfParallelism = WritesAtOnce, CancellationToken = cancellationToken },
            async (part, cancel) => await documents.WriteAsync(Documents.DirectoryChanges(version, spill.Name, part.Key), [.. part], cancel));
        return round with { Spills = [.. round.Spills, spill] };
    }
}
