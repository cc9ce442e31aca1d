using Nudges.Content;
using Nudges.Matching;
using Nudges.Outcomes;
using Nudges.People;

namespace Nudges.Local.Evaluation;

/// <summary>
/// The product's own matching, as a run ranks: liked items are outcomes, the profile and tags are a person's. Nothing is too little
/// relevant to be ranked, and new items are given no chance beyond what speaks for them, as only accuracy is asked for.
/// </summary>
public sealed class ProductRanker : IRanker
{
    private static readonly MatchingOptions Options = new() { LeastRelevance = 0, ExplorationWeight = 0 };

    private readonly CatalogueIndex _index;
    private readonly EvaluationSet _set;
    private readonly DateTimeOffset _asOf;
    private readonly Dictionary<ItemId, int> _places;

    public ProductRanker(EvaluationSet set)
    {
        _set = set;
        List<ContentItem> items = [.. set.Items.Select(ToContent)];
        List<ContentItem> candidates = [.. items.Where((_, place) => set.Items[place].IsCandidate)];
        _places = items.Index().ToDictionary(item => item.Item.Id, item => item.Index);
        _asOf = set.Items.Max(item => item.Published) ?? DateTimeOffset.UnixEpoch;
        var rankable = candidates.Select(item => item.Id).ToHashSet();
        List<PersonsLikes> likes = [.. set.People.Select(person => new PersonsLikes(JobTitle: null, Department: null, [.. person.Liked.Select(place => items[place].Id)]))];
        var neighbours = new ItemNeighboursBuilder(items, rankable).Build(likes.Select(person => person.Items)) with { Favourites = Favourites.Of(likes, candidates) };
        _index = new CatalogueIndex(new Catalogue { Version = "evaluated", Items = candidates }, neighbours);
    }

    public string Name => "product";

    public IReadOnlyList<int> Rank(EvaluationSet.Person person, int most) =>
        [.. _index.RankIds(RequestFor(person, most), most).Select(item => _places[item])];

    private MatchRequest RequestFor(EvaluationSet.Person person, int most) => new()
    {
        Person = new Person
        {
            Id = new PersonId(person.Line.Id),
            DisplayName = person.Line.Id,
            Language = "en",
            Interests = [.. (person.Line.Tags ?? []).OfType<string>()],
            About = person.Line.Profile,
        },
        AsOf = _asOf,
        Count = most,
        Options = Options,
        Outcomes = [.. person.Liked.Select(place => new Outcome { Kind = OutcomeKind.Useful, At = _asOf, Item = new ItemId(_set.Items[place].Id) })],
    };

    private static ContentItem ToContent(EvaluationItem item) => new()
    {
        Id = new ItemId(item.Id),
        Address = new Uri("https://evaluation.invalid/"),
        Title = item.Title ?? "",
        Summary = item.Text ?? "",
        Tags = [.. (item.Tags ?? []).OfType<string>()],
        Source = "evaluation",
        Published = item.Published,
    };
}
