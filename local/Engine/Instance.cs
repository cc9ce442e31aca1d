using Nudges.Orchestrations.Durable;

namespace Nudges.Local.Engine;

/// <summary>An instance in memory: its history while it runs, only <see cref="End"/> after that.</summary>
internal sealed class Instance
{
    private volatile OrchestrationMetadata? _published;

    /// <summary>How the present execution began; null of one that was read ended.</summary>
    public Started? Start { get; set; }

    /// <summary>What has reached the present execution and is in the journal; the first is <see cref="Start"/>.</summary>
    public List<Arrival> Arrivals { get; private set; } = [];

    /// <summary>What it has asked for, as in the journal.</summary>
    public List<Call> Calls { get; private set; } = [];

    /// <summary>What has reached it since its last turn.</summary>
    public List<Arrival> Inbox { get; private set; } = [];

    /// <summary>The numbers of the calls whose answer is neither in <see cref="Arrivals"/> nor in <see cref="Inbox"/>.</summary>
    public HashSet<int> Open { get; set; } = [];

    /// <summary>So many arrivals had their turn.</summary>
    public int Told { get; set; }

    public Ended? End { get; private set; }

    public ParentCall? Parent => End is null ? Start!.Parent : End.Parent;

    /// <summary>What the outside sees: only what is stored. Null until the start is.</summary>
    public OrchestrationMetadata? Published
    {
        get => _published;
        set => _published = value;
    }

    /// <summary>The lines of the journal that say all of this but <see cref="Inbox"/>.</summary>
    public IEnumerable<Entry> Lines => End is null ? [.. Arrivals, .. Calls] : [End];

    public void Apply(Entry entry)
    {
        switch (entry)
        {
            case Started start:
                (Start, Arrivals, Calls, Told, End) = (start, [start], [], 0, null);
                break;
            case Arrival arrival:
                Arrivals.Add(arrival);
                break;
            case Call call:
                Calls.Add(call);
                break;
            case Ended end:
                (Arrivals, Calls, Inbox, Open, End) = ([], [], [], [], end);
                break;
        }
    }
}
