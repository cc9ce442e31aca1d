using Nudges.Content;

namespace Nudges.Matching;

/// <summary>
/// One version of the catalogue, ready to be picked from, with what is known of which items go together. Any number of
/// threads may pick at once; what is picked depends on the request alone.
/// </summary>
public sealed class CatalogueIndex
{
    internal const string English = "en";

    private static readonly List<int> NoTopics = [];

    private readonly Dictionary<string, LanguageIndex> _languages;

    /// <param name="catalogue">5,000 items take well under a second to prepare.</param>
    /// <param name="neighbours">Null where nobody has found anything useful yet.</param>
    public CatalogueIndex(Catalogue catalogue, ItemNeighbours? neighbours = null)
        : this(StoredIndex.Of(catalogue), neighbours)
    {
    }

    /// <param name="index">Of one version of the catalogue; several may be made of it, with other neighbours each.</param>
    /// <param name="neighbours">Null where nobody has found anything useful yet.</param>
    public CatalogueIndex(StoredIndex index, ItemNeighbours? neighbours = null)
    {
        neighbours ??= ItemNeighbours.None;
        var rows = neighbours.Liked.Index().ToDictionary(liked => liked.Item, liked => liked.Index);
        _languages = index.Languages.ToDictionary(
            language => language.Language,
            language => new LanguageIndex(language)
            {
                Neighbours = new NeighbourImpacts(neighbours, rows, language.Items),
                Favourites = new FavouriteImpacts(neighbours.Favourites, language.Items),
            },
            StringComparer.Ordinal);
    }

    /// <summary>
    /// The best items for the person, what is pinned before all else that is relevant; none where nothing is relevant enough. At most <see cref="MatchRequest.Count"/>,
    /// none that the person has muted, was nudged with or acted upon before under any of its ids, no two of one source or with one title, all in the person's language or in
    /// English. The first is the best; each next one is the best of those that are about something else, as far as <see cref="MatchingOptions.VarietyWeight"/> says. A match's score is the sum
    /// of its signals, times what the organisation makes of the item and what the person's past takes from it: without one of them it would be less by that one's share, or
    /// not be picked. Where fewer are relevant, what others of the person's role, department or organisation found useful comes after them. The same on any machine and in any culture: of equal scores the lower item id wins.
    /// </summary>
    public IReadOnlyList<Match> Pick(MatchRequest request)
    {
        var taste = Taste.Of(request);
        var hidden = Hidden(request, taste);
        var digest = new Digest(request.Options.VarietyWeight);
        var picks = new List<Match>();
        Choose(hidden, withFavourites: false);
        if (picks.Count < request.Count && HasFavourites(request))
        {
            Choose(hidden.Concat(picks.Select(pick => pick.Item)).ToHashSet(), withFavourites: true);
        }

        return picks;

        void Choose(IReadOnlySet<ItemId> left, bool withFavourites)
        {
            using var ranking = new Ranking(request, Read(request, taste, withFavourites), left);
            picks.AddRange(digest.Choose(ranking, request.Count - picks.Count).Select(candidate => candidate.Explain()));
        }
    }

    /// <summary>
    /// All items that are relevant enough, best first, as <see cref="Pick"/> weighs them before it looks for variety: also several of one source or title. For explaining one
    /// person's picks; it takes longer than picking. <see cref="MatchRequest.Count"/> does not matter.
    /// </summary>
    public IReadOnlyList<Match> Rank(MatchRequest request) => Rank(request, Hidden(request, Taste.Of(request)));

    /// <summary>The ids of the first so many of <see cref="Rank(MatchRequest)"/>; the fewer, the sooner.</summary>
    public IReadOnlyList<ItemId> RankIds(MatchRequest request, int most) => [.. RankBest(request, most).Select(candidate => candidate.Id)];

    /// <summary>As <see cref="Rank(MatchRequest)"/>, with the items that the person has seen or muted.</summary>
    internal IReadOnlyList<Match> RankWithSeen(MatchRequest request) => Rank(request, MatchRequest.NoItems);

    /// <summary>Whether the person was nudged with the item or acted upon it, under any id it stands for.</summary>
    internal static bool HasSeen(MatchRequest request, ContentItem item) => Taste.Of(request).Seen is var seen && (seen.Contains(item.Id) || item.OtherIds.Any(seen.Contains));

    /// <summary>The best so many of all unseen, relevant items, best first, also where they are of one source or have one title.</summary>
    internal IEnumerable<Candidate> RankBest(MatchRequest request, int most)
    {
        var taste = Taste.Of(request);
        var hidden = Hidden(request, taste);
        var ranked = new HashSet<ItemId>();
        foreach (var withFavourites in (bool[])(HasFavourites(request) ? [false, true] : [false]))
        {
            using var ranking = new Ranking(request, Read(request, taste, withFavourites), withFavourites ? hidden.Concat(ranked).ToHashSet() : hidden);
            for (var rank = 0; ranked.Count < most && ranking.TryGet(rank, out var candidate); rank++)
            {
                ranked.Add(candidate.Id);
                yield return candidate;
            }
        }
    }

    private List<Match> Rank(MatchRequest request, IReadOnlySet<ItemId> hidden)
    {
        var ranked = Rank(request, hidden, withFavourites: false);
        if (HasFavourites(request))
        {
            ranked.AddRange(Rank(request, hidden.Concat(ranked.Select(match => match.Item)).ToHashSet(), withFavourites: true));
        }

        return ranked;
    }

    private List<Match> Rank(MatchRequest request, IReadOnlySet<ItemId> hidden, bool withFavourites)
    {
        var candidates = new List<Candidate>();
        foreach (var reading in Read(request, Taste.Of(request), withFavourites))
        {
            using var read = reading;
            for (var place = 0; place < reading.Index.Items.Ids.Length; place++)
            {
                if (reading.TryScore(place, hidden, out var candidate))
                {
                    candidates.Add(candidate);
                }
            }
        }

        candidates.Sort();
        return [.. candidates.Select(candidate => candidate.Explain())];
    }

    private static IReadOnlySet<ItemId> Hidden(MatchRequest request, Taste taste) =>
        request.Muted.Count == 0 ? taste.Seen : taste.Seen.Count == 0 ? request.Muted : taste.Seen.Concat(request.Muted).ToHashSet();

    private bool HasFavourites(MatchRequest request) => request.Options.FavouriteWeight > 0 && _languages.Values.Any(language => language.Favourites.Read(request.Person).Count > 0);

    /// <summary>The items of each language that the person is offered, before the request.</summary>
    private List<Reading> Read(MatchRequest request, Taste taste, bool withFavourites)
    {
        var readings = new List<Reading>(2);
        var signals = ProfileSignals.Of(request);
        var recent = TopicsOf(request.Recent);
        var usual = UsualMinutes(taste) ?? request.Options.UsualMinutes;
        var language = request.Person.Language;
        Add(language, 1);
        if (language != English)
        {
            Add(English, request.Options.EnglishFactor);
        }

        return readings;

        void Add(string language, double factor)
        {
            if (_languages.TryGetValue(language, out var index))
            {
                readings.Add(new Reading(index, request, signals, taste, factor, recent, usual, withFavourites));
            }
        }
    }

    private List<int> TopicsOf(IReadOnlyCollection<ItemId> items) =>
        items.Count == 0 ? NoTopics : [.. items.SelectMany(Find).SelectMany(found => found.Index.Items.TopicsOf(found.Place).ToArray()).Distinct()];

    /// <summary>The geometric mean of the finished items' minutes, as far as they are in the catalogue.</summary>
    private double? UsualMinutes(Taste taste)
    {
        double[] known = [.. taste.Finished.SelectMany(Find).Select(found => found.Index.Items.Minutes[found.Place]).Where(minutes => minutes > 0).Select(minutes => Math.Log2(minutes))];
        return known.Length == 0 ? null : Math.Pow(2, known.Average());
    }

    private IEnumerable<(LanguageIndex Index, int Place)> Find(ItemId item) =>
        _languages.Values.Select(index => (index, index.Items.PlaceOf(item))).Where(found => found.Item2 >= 0);
}
