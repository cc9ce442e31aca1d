namespace Nudges.Local.Engine;

/// <summary>What has happened since the last append: the lines to append, and what follows once they are stored.</summary>
internal sealed class Batch
{
    public List<Entry> Entries { get; } = [];

    /// <summary>Activities to run and timers to set.</summary>
    public List<(Instance Instance, Call Call)> Calls { get; } = [];

    public List<Instance> Ended { get; } = [];

    public HashSet<Instance> Touched { get; } = [];

    public Urgency Urgency { get; private set; }

    public void Add(Entry entry, Urgency urgency)
    {
        Entries.Add(entry);
        Raise(urgency);
    }

    public void Raise(Urgency urgency) => Urgency = urgency > Urgency ? urgency : Urgency;
}

/// <summary>How soon entries must be stored.</summary>
internal enum Urgency
{
    /// <summary>With whatever comes next: without them some work is done again after a restart.</summary>
    Whenever,

    /// <summary>Soon: results that let no orchestrator take a step.</summary>
    Soon,

    /// <summary>At once: steps wait to be taken, or a caller for an answer.</summary>
    Now,
}
