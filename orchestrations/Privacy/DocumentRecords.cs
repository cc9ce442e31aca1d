using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Nudges.Orchestrations.Content;
using Nudges.People;
using Nudges.Privacy;
using Nudges.Storage;

namespace Nudges.Orchestrations.Privacy;

/// <summary>What documents under a prefix say of people. Of those named by a shard, or by a part of shards, only the person's are read.</summary>
public abstract partial class DocumentRecords(IDocumentStore documents, TimeProvider time, params string[] prefixes) : IPersonalRecords
{
    private const int MostShardBits = 16;

    public abstract string Place { get; }

    public async IAsyncEnumerable<PersonalRecord> FindAsync(PersonId person, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var path in PathsAsync(prefixes, person, cancellationToken))
        {
            if (await documents.ReadAsync(new DocumentKey<JsonNode>(path), cancellationToken) is { } stored)
            {
                foreach (var piece in PersonTraces.Find(stored.Value, person))
                {
                    yield return new PersonalRecord(path, piece);
                }
            }
        }
    }

    public Task<ErasedRecords> EraseAsync(PersonId person, CancellationToken cancellationToken) => EraseAsync(prefixes, person, cancellationToken);

    protected async Task<ErasedRecords> EraseAsync(IEnumerable<string> under, PersonId person, CancellationToken cancellationToken)
    {
        var erased = new ErasedRecords { Place = Place };
        var waiting = new SortedSet<string>(StringComparer.Ordinal);
        var inUse = await InUseAsync(cancellationToken);
        await foreach (var path in PathsAsync(under, person, cancellationToken))
        {
            if (inUse(path) is { } user)
            {
                waiting.Add(user);
                continue;
            }

            var records = await EraseAsync(path, person, cancellationToken);
            erased = erased with { Documents = erased.Documents + (records > 0 ? 1 : 0), Records = erased.Records + records };
        }

        return erased with { Waiting = [.. waiting] };
    }

    /// <summary>Says of a document by whom it is in use, so that it has to wait; null where by nobody.</summary>
    protected virtual Task<Func<string, string?>> InUseAsync(CancellationToken cancellationToken) => Task.FromResult<Func<string, string?>>(_ => null);

    private async Task<int> EraseAsync(string path, PersonId person, CancellationToken cancellationToken)
    {
        var records = 0;
        await documents.UpdateAsync(
            new DocumentKey<JsonNode>(path),
            stored => (records = PersonTraces.Erase(stored, person, time.GetUtcNow())) > 0 ? stored : null,
            cancellationToken);
        return records;
    }

    private async IAsyncEnumerable<string> PathsAsync(IEnumerable<string> under, PersonId person, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // A shard, and a part of shards, is named by the first bits of the person's place among all.
        var numbers = Enumerable.Range(0, MostShardBits + 1).Select(bits => new ShardCount(bits).ShardOf(person)).ToHashSet();
        foreach (var prefix in under)
        {
            await foreach (var path in documents.ListAsync(prefix, cancellationToken))
            {
                var number = ShardNumber().Match(path);
                if (!number.Success || numbers.Contains(int.Parse(number.ValueSpan, System.Globalization.CultureInfo.InvariantCulture)))
                {
                    yield return path;
                }
            }
        }
    }

    /// <summary>As in "history/03/00005.json", "runs/RUN/batches/RUN.04-00005.email.0.json" and "runs/RUN/batches/RUN.00005.email.0.json".</summary>
    [GeneratedRegex(@"(?<=/)\d{5}(?=\.json$)|(?<=\.(?:\d{2}-)?)\d{5}(?=\.[a-z]+\.\d+\.json$)")]
    private static partial Regex ShardNumber();
}
