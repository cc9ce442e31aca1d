using Nudges.Matching;
using Nudges.Orchestrations.Content;
using Nudges.Orchestrations.Matching;
using Nudges.Orchestrations.People;
using Nudges.People;

namespace Nudges.Orchestrations.Runs;

/// <summary>What a run that starts now would ask the matcher for one person.</summary>
/// <param name="Choice">What the run would pin.</param>
/// <param name="Catalogue">Of the choice.</param>
/// <param name="Request">The person's, for one item.</param>
public sealed record PersonalRequest(MatchingChoice Choice, PreparedCatalogue Catalogue, MatchRequest Request);

/// <summary>Ranks for one person as a run for everyone would, outside of any run.</summary>
public sealed class PersonalMatches(
    PeopleReader people, ShardHistories histories, IPreferenceStore preferences, CatalogueCache catalogues, LatestMatching matching, TimeProvider time)
{
    /// <summary>Null where there is no such person or nothing is published.</summary>
    public async Task<PersonalRequest?> RequestAsync(PersonId id, CancellationToken cancellationToken)
    {
        if (await people.LatestAsync(cancellationToken) is not { } version
            || await matching.ReadAsync(cancellationToken) is not { } choice
            || await people.PersonAsync(version, id, cancellationToken) is not { } person)
        {
            return null;
        }

        var round = new MatchingRound
        {
            AsOf = time.GetUtcNow(),
            Count = 1,
            Options = choice.Options,
            Catalogue = await catalogues.GetAsync(choice.CatalogueVersion, choice.NeighboursVersion, cancellationToken),
        };
        var history = await histories.ReadAsync(version, version.Shards.ShardOf(id), cancellationToken);
        return new PersonalRequest(choice, round.Catalogue, round.For(person, await preferences.ReadAsync(id, cancellationToken), history));
    }
}
