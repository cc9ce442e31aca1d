using System.Text.Json.Nodes;
using Nudges.People;
using Nudges.Privacy;

namespace Nudges.Orchestrations.Privacy;

/// <summary>A place that keeps something of people. Whatever keeps something new is registered as one, and is then exported and erased.</summary>
public interface IPersonalRecords
{
    /// <summary>As docs/privacy.md lists it: lower case, one word.</summary>
    string Place { get; }

    /// <summary>All that is kept of the person there.</summary>
    IAsyncEnumerable<PersonalRecord> FindAsync(PersonId person, CancellationToken cancellationToken);

    /// <summary>Erases it. Doing it again erases what has come since.</summary>
    Task<ErasedRecords> EraseAsync(PersonId person, CancellationToken cancellationToken);
}

/// <summary>Something kept of a person.</summary>
/// <param name="Where">The document, row or message.</param>
/// <param name="Content">As it is stored.</param>
public sealed record PersonalRecord(string Where, JsonNode Content);
