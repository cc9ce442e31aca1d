using Nudges.People;
using Nudges.Storage;

namespace Nudges.Orchestrations.People;

/// <summary>Reads people from the directory's published versions.</summary>
public sealed class PeopleReader(IDocumentStore documents)
{
    /// <summary>The version that new runs pin; null before the directory was first read.</summary>
    public async Task<PeopleVersion?> LatestAsync(CancellationToken cancellationToken) =>
        await documents.ReadAsync(Documents.LatestPeople, cancellationToken) is { } latest
            ? (await documents.ReadAsync(Documents.People(latest.Value), cancellationToken))?.Value
            : null;

    public async Task<PeopleVersion> VersionAsync(string version, CancellationToken cancellationToken) =>
        (await documents.ReadAsync(Documents.People(version), cancellationToken))?.Value
        ?? throw new InvalidOperationException($"People version {version} is not in storage.");

    public async Task<PeopleShard> ShardAsync(PeopleVersion version, int shard, CancellationToken cancellationToken) =>
        (await documents.ReadAsync(Documents.PeopleShard(version.PlaceOf(shard), shard), cancellationToken))?.Value
        ?? throw new InvalidOperationException($"Shard {shard} of people version {version.Version} is not in storage.");

    /// <summary>The person of that id; null where there is none.</summary>
    public async Task<Person?> PersonAsync(PeopleVersion version, PersonId id, CancellationToken cancellationToken) =>
        (await ShardAsync(version, version.Shards.ShardOf(id), cancellationToken)).People.FirstOrDefault(person => person.Id == id);

    public Organisation Organisation(PeopleVersion version) => new(documents, this, version);

    /// <summary>Of the version that new runs pin; null before the directory was first read.</summary>
    public async Task<Organisation?> LatestOrganisationAsync(CancellationToken cancellationToken) =>
        await LatestAsync(cancellationToken) is { } latest ? Organisation(latest) : null;
}

/// <summary>A person was named that the directory does not have.</summary>
public sealed class UnknownPersonException(string person)
    : Exception($"Nobody in the directory has the id, user name or address '{person}'.");
