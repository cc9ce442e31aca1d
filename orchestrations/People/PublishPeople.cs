using Nudges.Orchestrations.Durable;
using Nudges.Orchestrations.Privacy;
using Nudges.Storage;

namespace Nudges.Orchestrations.People;

/// <summary>Makes a version, without those who were erased, the one that new runs pin. A second run changes nothing.</summary>
public sealed class PublishPeople(IDocumentStore documents, ErasedPeople erased) : Activity<string, SyncedPeople>(Reference)
{
    public static readonly ActivityRef<string, SyncedPeople> Reference = new(nameof(PublishPeople));

    public override async Task<SyncedPeople> RunAsync(string input, CancellationToken cancellationToken)
    {
        var version = await documents.ReadAsync(Documents.People(input), cancellationToken)
            ?? throw new InvalidOperationException($"People version {input} is not in storage.");
        await erased.KeepOutAsync(input, cancellationToken);
        await documents.WriteAsync(Documents.LatestPeople, input, cancellationToken);
        return new SyncedPeople { Version = input, ShardBits = version.Value.ShardBits, People = version.Value.People };
    }
}
