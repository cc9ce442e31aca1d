using Nudges.Content;

namespace Nudges.Matching;

/// <summary>
/// Learns which items go together, of everybody's outcomes and of the items' words. Pure: the same input gives the same on any
/// machine of one kind. Work grows with the sum of squares of what people found useful, and with how many items share a word.
/// </summary>
/// <param name="known">All items that may be liked or picked, no two with one id; the order does not matter.</param>
/// <param name="candidates">Which of them may be picked.</param>
public sealed class ItemNeighboursBuilder(IReadOnlyCollection<ContentItem> known, IReadOnlySet<ItemId> candidates)
{
    private const int Kept = 300;

    /// <summary>Of one person at most; who found everything useful tells nothing.</summary>
    private const int MostLikes = 500;

    /// <summary>How many people stand against chance: an item that one or two found useful tells less.</summary>
    private const double Doubt = 3;

    /// <summary>Alike in words, from whom an item inherits company.</summary>
    private const int Kin = 20;

    /// <summary>How much the words alone count in what is inherited, and at the end.</summary>
    private const float OwnWords = 0.6f;
    private const float Words = 0.05f;
    private const float Inherited = 0.5f;

    private readonly ContentItem[] _items = [.. known.OrderBy(item => item.Id.Value, StringComparer.Ordinal)];

    /// <param name="likes">What each person found useful; unknown ids are passed over.</param>
    public ItemNeighbours Build(IEnumerable<IReadOnlyCollection<ItemId>> likes)
    {
        var places = _items.Index().ToDictionary(item => item.Item.Id, item => item.Index);
        int[][] liked =
        [
            .. likes.Select(items => items.Where(places.ContainsKey).Select(item => places[item]).Distinct().Take(MostLikes).Order().ToArray()).Where(items => items.Length > 0),
        ];
        var likers = new List<int>[_items.Length];
        for (var person = 0; person < liked.Length; person++)
        {
            foreach (var item in liked[person])
            {
                (likers[item] ??= []).Add(person);
            }
        }

        var alike = Rows(new TermVectors(_items).AddLikeness, Enumerable.Range(0, _items.Length), _ => true);
        int[] rows = [.. Enumerable.Range(0, _items.Length).Where(item => likers[item] is not null)];
        var company = Rows((item, scores) => AddCompany(item, scores, liked, likers), rows, _ => true);
        var heirs = Heirs(alike);
        var all = Rows((item, scores) => Add(item, scores, alike, company, heirs), rows, item => candidates.Contains(_items[item].Id));
        return Flatten(rows, all);
    }

    /// <summary>A walk from an item to those who found it useful and to what else they did, with what many people or whom much is useful to held back.</summary>
    private static void AddCompany(int item, float[] scores, int[][] liked, List<int>?[] likers)
    {
        foreach (var person in likers[item]!)
        {
            var step = (float)(1 / Math.Sqrt(liked[person].Length));
            foreach (var other in liked[person])
            {
                scores[other] += step / (float)Math.Sqrt((likers[other]!.Count + Doubt) * likers[item]!.Count);
            }
        }
    }

    private static void Add(int item, float[] scores, Neighbour[][] alike, Neighbour[][] company, List<Neighbour>[] heirs)
    {
        foreach (var (heir, weight) in heirs[item])
        {
            scores[heir] += Inherited * OwnWords * weight;
        }

        foreach (var (friend, near) in company[item])
        {
            scores[friend] += near;
            foreach (var (heir, weight) in heirs[friend])
            {
                scores[heir] += Inherited * near * weight;
            }
        }

        foreach (var (other, near) in alike[item])
        {
            scores[other] += Words * near;
        }
    }

    /// <summary>For each item those that inherit from it, with their share of all that they inherit from.</summary>
    private static List<Neighbour>[] Heirs(Neighbour[][] alike)
    {
        var heirs = alike.Select(_ => new List<Neighbour>()).ToArray();
        for (var heir = 0; heir < alike.Length; heir++)
        {
            var kin = alike[heir].OrderByDescending(other => other.Weight).ThenBy(other => other.Item).Take(Kin).ToList();
            var sum = kin.Sum(other => other.Weight * other.Weight);
            foreach (var (item, near) in kin)
            {
                heirs[item].Add(new Neighbour(heir, near * near / sum));
            }
        }

        return heirs;
    }

    private Neighbour[][] Rows(Action<int, float[]> add, IEnumerable<int> items, Func<int, bool> isMeant)
    {
        var rows = new Neighbour[_items.Length][];
        Parallel.ForEach(items, () => new float[_items.Length], (item, _, scores) =>
        {
            Array.Clear(scores);
            add(item, scores);
            scores[item] = 0;
            rows[item] = Best(scores, isMeant);
            return scores;
        }, _ => { });
        return rows;
    }

    /// <summary>Ascending by item.</summary>
    private static Neighbour[] Best(float[] scores, Func<int, bool> isMeant)
    {
        // The worst that is kept comes out first.
        var kept = new PriorityQueue<Neighbour, (float Score, int Later)>(Kept + 1);
        for (var item = 0; item < scores.Length; item++)
        {
            if (scores[item] > 0 && (kept.Count < Kept || scores[item] > kept.Peek().Weight) && isMeant(item))
            {
                kept.Enqueue(new Neighbour(item, scores[item]), (scores[item], -item));
                if (kept.Count > Kept)
                {
                    kept.Dequeue();
                }
            }
        }

        return [.. kept.UnorderedItems.Select(item => item.Element).OrderBy(item => item.Item)];
    }

    private ItemNeighbours Flatten(int[] rows, Neighbour[][] all)
    {
        var items = rows.SelectMany(row => all[row]).Select(neighbour => neighbour.Item).Distinct().Order().ToList();
        var numbers = items.Index().ToDictionary(item => item.Item, item => item.Index);
        var starts = new int[rows.Length + 1];
        var (places, weights) = (new List<int>(), new List<float>());
        for (var row = 0; row < rows.Length; row++)
        {
            float[] near = [.. all[rows[row]].Select(neighbour => neighbour.Weight)];

            // Halfway to equal lengths: an item in much company is not to outvote the rest.
            var scale = near.Length == 0 ? 1 : MathF.Sqrt(MathF.Sqrt(near.Sum(weight => weight * weight)));
            places.AddRange(all[rows[row]].Select(neighbour => numbers[neighbour.Item]));
            weights.AddRange(near.Select(weight => weight / scale));
            starts[row + 1] = places.Count;
        }

        return new ItemNeighbours(
            "", [.. rows.Select(row => _items[row].Id)], [.. rows.Select(row => _items[row].Title)], [.. items.Select(item => _items[item].Id)], starts, [.. places], [.. weights]);
    }

    private readonly record struct Neighbour(int Item, float Weight);
}
