namespace Nudges.Delivery;

/// <summary>What the queue of events carries: one of its members.</summary>
public sealed record EventMessage
{
    /// <summary>The events themselves, where they are few.</summary>
    public IReadOnlyList<NudgeEvent>? Events { get; init; }

    /// <summary>Names the document of the events, where they are many.</summary>
    public string? Document { get; init; }

    /// <summary>A batch whose ledger row is to be brought in line with its events, when its sender is done with it.</summary>
    public BatchId? Reconcile { get; init; }

    /// <summary>A batch whose run is to be counted again, when it has ended.</summary>
    public BatchId? Recount { get; init; }

    /// <summary>How often it was put off.</summary>
    public int PutOff { get; init; }
}

/// <summary>The queue that events wait in until they are worked on, at least once. It has a poison queue, as the Functions host names it.</summary>
public interface IEventQueue
{
    const string Name = "nudge-events";

    const string PoisonName = Name + "-poison";

    /// <summary>Bytes of JSON that a message may hold at most; the storage takes 65,536.</summary>
    const int MostBytes = 48_000;

    /// <summary>Puts the message in the queue, seen after <paramref name="delay"/> (0 to 7 days).</summary>
    Task EnqueueAsync(EventMessage message, TimeSpan delay, CancellationToken cancellationToken);

    /// <summary>Puts back what is in the poison queue; how many messages. One that is put back twice does nothing the second time.</summary>
    Task<int> RedriveAsync(CancellationToken cancellationToken);
}
