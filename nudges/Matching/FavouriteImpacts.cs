using System.Collections.Concurrent;
using Nudges.People;

namespace Nudges.Matching;

/// <summary>What the favourites of a person's groups give to one language's items. Remembers what it was asked for.</summary>
internal sealed class FavouriteImpacts
{
    /// <summary>Remembered at most: some 15 MB.</summary>
    private const int MostRead = 10_000;

    private readonly Dictionary<(SignalKind, string), int> _groups = [];
    private readonly IReadOnlyList<Favourites> _all;
    private readonly ItemColumns _items;
    private readonly ConcurrentDictionary<(int Role, int Department), IReadOnlyList<GroupImpacts>> _read = new();

    /// <param name="all">Of all languages.</param>
    /// <param name="items">One language's.</param>
    public FavouriteImpacts(IReadOnlyList<Favourites> all, ItemColumns items)
    {
        (_all, _items) = (all, items);
        foreach (var (number, favourites) in all.Index())
        {
            _groups.Add((favourites.Kind, favourites.Group), number);
        }
    }

    /// <summary>Of people with the person's job title, in their department and of everyone: each item by the narrowest group that has it.</summary>
    public IReadOnlyList<GroupImpacts> Read(Person person)
    {
        if (_all.Count == 0)
        {
            return [];
        }

        if (_read.Count > MostRead)
        {
            _read.Clear();
        }

        return _read.GetOrAdd((Find(SignalKind.RoleFavourite, person), Find(SignalKind.DepartmentFavourite, person)), Make);
    }

    private int Find(SignalKind kind, Person person) =>
        Favourites.KeyOf(kind, person) is { } group && _groups.TryGetValue((kind, group), out var number) ? number : -1;

    private List<GroupImpacts> Make((int Role, int Department) groups)
    {
        var (made, given) = (new List<GroupImpacts>(3), new HashSet<int>());
        foreach (var number in (int[])[groups.Role, groups.Department, _groups.GetValueOrDefault((SignalKind.CompanyFavourite, ""), -1)])
        {
            if (number < 0)
            {
                continue;
            }

            var favourites = _all[number];
            var own = favourites.Items.Select(_items.PlaceOf).Zip(favourites.Weights).Where(item => item.First >= 0 && given.Add(item.First)).Order().ToList();
            if (own.Count > 0)
            {
                made.Add(new GroupImpacts(favourites.Kind, new Impacts([.. own.Select(item => item.First)], [.. own.Select(item => item.Second)])));
            }
        }

        return made;
    }
}

/// <summary>What one group's favourites give.</summary>
internal readonly record struct GroupImpacts(SignalKind Kind, Impacts Impacts);
