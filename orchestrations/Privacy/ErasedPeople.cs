using Nudges.Orchestrations.Content;
using Nudges.People;
using Nudges.Storage;

namespace Nudges.Orchestrations.Privacy;

/// <summary>Who was erased: so that reading the directory again does not bring back what it says of them.</summary>
public sealed class ErasedPeople(IDocumentStore documents, DirectoryRecords directory)
{
    public Task AddAsync(PersonId person, DateTimeOffset at, CancellationToken cancellationToken) => documents.UpdateAsync(
        Documents.Erased,
        erased => erased?.ContainsKey(person) == true ? null : new Dictionary<PersonId, DateTimeOffset>(erased ?? new Dictionary<PersonId, DateTimeOffset>()) { [person] = at },
        cancellationToken);

    public Task RemoveAsync(PersonId person, CancellationToken cancellationToken) => documents.UpdateAsync(
        Documents.Erased,
        erased => erased?.ContainsKey(person) == true ? erased.Where(one => one.Key != person).ToDictionary() : null,
        cancellationToken);

    /// <summary>Leaves of everyone who was erased only the id in a version of people. Costs one request where nobody was.</summary>
    public async Task KeepOutAsync(string version, CancellationToken cancellationToken)
    {
        foreach (var person in (await documents.ReadAsync(Documents.Erased, cancellationToken))?.Value.Keys ?? [])
        {
            await directory.EraseVersionAsync(version, person, cancellationToken);
        }
    }
}
