using Nudges.Content;

namespace Nudges.Matching;

/// <summary>One version of the catalogue, ready to be picked from. Immutable; any number of threads may pick at once.</summary>
public sealed class CatalogueIndex(Catalogue catalogue, MatchingOptions? options = null)
{
    private readonly MatchingOptions _options = options ?? new();

    /// <summary>
    /// The best items for the person, best first; none where nothing is relevant enough. At most <see cref="MatchRequest.Count"/>,
    /// none of <see cref="MatchRequest.Seen"/>, no two of one source. The same on any machine: ties are broken by item id.
    /// </summary>
    public IReadOnlyList<Match> Pick(MatchRequest request) => throw new NotImplementedException(request.Person.Id + catalogue.Version + _options);
}
