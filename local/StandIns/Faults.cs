using System.Collections.Concurrent;

namespace Nudges.Local.StandIns;

internal enum StandInService
{
    Graph,

    /// <summary>Single parts inside a <c>$batch</c>: <see cref="FaultKind.Throttle"/> and <see cref="FaultKind.Fail"/> only.</summary>
    GraphPart,

    /// <summary>Whole <c>$batch</c> requests, and no others.</summary>
    GraphBatch,

    /// <summary>Rounds of <c>users/delta</c>: any fault is 410, which asks for everything to be read again.</summary>
    GraphDelta,

    /// <summary>Apps installed for people, and no other requests to Graph.</summary>
    GraphInstall,

    /// <summary>Notifications in activity feeds, and no other requests to Graph.</summary>
    GraphActivity,
    SendGrid,
    Smtp,
    Bot,

    /// <summary>Webhooks of Teams' Workflows.</summary>
    Workflows,
    Content,
}

internal enum FaultKind
{
    /// <summary>429 with Retry-After; nothing was taken.</summary>
    Throttle,

    /// <summary>503; nothing was taken.</summary>
    Fail,

    /// <summary>No answer, ever; nothing was taken.</summary>
    Stall,

    /// <summary>Answered as ever, but late.</summary>
    Slow,

    /// <summary>The connection is cut and nothing was taken.</summary>
    DropBefore,

    /// <summary>It was taken, and the connection is cut before the answer.</summary>
    DropAfter,
}

/// <summary>What shall go wrong.</summary>
internal sealed record Fault
{
    public required StandInService Service { get; init; }

    public required FaultKind Kind { get; init; }

    /// <summary>How many of the next requests; default 1.</summary>
    public int Count { get; init; } = 1;

    /// <summary>What a throttled request is told to wait; default 1.</summary>
    public int RetryAfterSeconds { get; init; } = 1;

    /// <summary>How late a slow answer comes; default 5.</summary>
    public int DelaySeconds { get; init; } = 5;
}

/// <summary>What shall go wrong with the next requests, in the order it was asked for.</summary>
internal sealed class Faults
{
    private readonly ConcurrentDictionary<StandInService, ConcurrentQueue<Fault>> _next = new();
    private readonly ConcurrentDictionary<StandInService, int> _requests = new();

    /// <summary>How many requests have come to a service, faulty or not.</summary>
    public int RequestsTo(StandInService service) => _requests.GetValueOrDefault(service);

    public void Add(Fault fault)
    {
        var queue = _next.GetOrAdd(fault.Service, _ => new ConcurrentQueue<Fault>());
        for (var request = 0; request < fault.Count; request++)
        {
            queue.Enqueue(fault);
        }
    }

    public void Clear() => _next.Clear();

    /// <summary>Counts a request and says what shall go wrong with it; null for nothing.</summary>
    public Fault? Take(StandInService service)
    {
        _requests.AddOrUpdate(service, 1, (_, count) => count + 1);
        return _next.TryGetValue(service, out var queue) && queue.TryDequeue(out var fault) ? fault : null;
    }

    /// <summary>What is still to go wrong, by service and kind.</summary>
    public IReadOnlyList<Fault> Pending() =>
        [.. _next.SelectMany(queue => queue.Value).GroupBy(fault => (fault.Service, fault.Kind)).Select(group => group.First() with { Count = group.Count() })];
}
