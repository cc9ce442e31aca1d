namespace Nudges.Campaigns;

/// <summary>Where a run's audience ended. Everyone is in exactly one place, so the parts add up to <see cref="People"/> once it is finished.</summary>
public sealed record RunCounts
{
    private const int MostReasons = 10;
    private const string OtherReasons = "other reasons";

    /// <summary>Everyone in the audience.</summary>
    public int People { get; init; }

    /// <summary>Accepted by the provider, by channel.</summary>
    public IReadOnlyDictionary<string, int> Sent { get; init; } = new Dictionary<string, int>();

    /// <summary>Not nudged, by rule (the names in Delivery.Suppression).</summary>
    public IReadOnlyDictionary<string, int> Suppressed { get; init; } = new Dictionary<string, int>();

    /// <summary>
    /// Planned but not known to be delivered, by reason. At most ten reasons are told apart, the most frequent ones, so that a
    /// thousand different provider answers do not swell what an orchestration remembers.
    /// </summary>
    public IReadOnlyDictionary<string, int> Failed { get; init; } = new Dictionary<string, int>();

    /// <summary>True when every person is accounted for.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool AddsUp => People == Sent.Values.Sum() + Suppressed.Values.Sum() + Failed.Values.Sum();

    public static RunCounts operator +(RunCounts left, RunCounts right) => new()
    {
        People = left.People + right.People,
        Sent = Add(left.Sent, right.Sent),
        Suppressed = Add(left.Suppressed, right.Suppressed),
        Failed = MostFrequent(Add(left.Failed, right.Failed)),
    };

    /// <summary>The ten most frequent reasons, and how many there are of all others together.</summary>
    public static IReadOnlyDictionary<string, int> MostFrequent(IEnumerable<KeyValuePair<string, int>> reasons)
    {
        var ordered = reasons.OrderBy(reason => reason.Key == OtherReasons).ThenByDescending(reason => reason.Value).ThenBy(reason => reason.Key, StringComparer.Ordinal).ToList();
        var others = ordered.Skip(MostReasons).Sum(reason => reason.Value);
        var kept = new SortedDictionary<string, int>(ordered.Take(MostReasons).ToDictionary(), StringComparer.Ordinal);
        if (others > 0)
        {
            kept[OtherReasons] = others;
        }

        return kept;
    }

    private static SortedDictionary<string, int> Add(IReadOnlyDictionary<string, int> left, IReadOnlyDictionary<string, int> right)
    {
        var sum = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var (name, count) in left.Concat(right))
        {
            sum[name] = sum.GetValueOrDefault(name) + count;
        }

        return sum;
    }
}
