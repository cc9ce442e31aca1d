namespace Nudges.Matching;

/// <summary>
/// What one phrase gives to each item of a language, ascending by item, cut into windows of the same 256 places for every
/// phrase, each with the most that it gives there.
/// </summary>
internal sealed class Impacts
{
    /// <summary>Items in a window, a power of two.</summary>
    public const int Window = 256;

    private readonly int[] _items;
    private readonly float[] _scores;
    private readonly int[] _windows;
    private readonly int[] _starts;
    private readonly float[] _most;

    public Impacts(int[] items, float[] scores)
    {
        (_items, _scores) = (items, scores);
        var (windows, starts, most) = (new List<int>(), new List<int>(), new List<float>());
        for (var place = 0; place < items.Length; place++)
        {
            if (windows.Count == 0 || windows[^1] != items[place] / Window)
            {
                windows.Add(items[place] / Window);
                starts.Add(place);
                most.Add(0);
            }

            most[^1] = Math.Max(most[^1], scores[place]);
        }

        starts.Add(items.Length);
        (_windows, _starts, _most) = ([.. windows], [.. starts], [.. most]);
    }

    public int Count => _items.Length;

    /// <summary>Adds the most that the phrase gives in each window, times the weight.</summary>
    public void AddBounds(Span<double> bounds, double weight)
    {
        for (var window = 0; window < _windows.Length; window++)
        {
            bounds[_windows[window]] += weight * _most[window];
        }
    }

    /// <summary>The items in the window and what they get; empty where none gets anything.</summary>
    public ReadOnlySpan<int> In(int window, out ReadOnlySpan<float> scores)
    {
        var place = Array.BinarySearch(_windows, window);
        if (place < 0)
        {
            scores = [];
            return [];
        }

        var (start, end) = (_starts[place], _starts[place + 1]);
        scores = _scores.AsSpan(start, end - start);
        return _items.AsSpan(start, end - start);
    }

    public float ScoreOf(int item)
    {
        var place = Array.BinarySearch(_items, item);
        return place < 0 ? 0 : _scores[place];
    }
}
