namespace Nudges.Content;

/// <summary>What was found where an item's link leads.</summary>
public enum LinkAnswer
{
    Alive,

    /// <summary>The server says that there is nothing (404 or 410).</summary>
    Missing,

    /// <summary>There is no server of that name.</summary>
    NoServer,

    /// <summary>Nothing that says anything about the page: no connection, an error of the server, a refusal.</summary>
    Unclear,
}

/// <summary>Looks whether a page is still there.</summary>
public interface ILinkProbe
{
    /// <summary>Asks without reading the page. Never throws for what the other side does wrong.</summary>
    Task<LinkAnswer> AskAsync(Uri address, CancellationToken cancellationToken);
}

/// <summary>When an item's link was asked last, and what it answered.</summary>
public sealed record LinkStatus
{
    /// <summary>Answers in a row that there is nothing until an item counts as dead: a server may be moving.</summary>
    private const int MissingUntilDead = 2;

    /// <summary>The same for a name that is gone, which a network in trouble looks like as well.</summary>
    private const int NoServerUntilDead = 4;

    private static readonly TimeSpan WhileAlive = TimeSpan.FromDays(7);
    private static readonly TimeSpan WhileInDoubt = TimeSpan.FromHours(20);

    public required DateTimeOffset AskedAt { get; init; }

    public required LinkAnswer Answer { get; init; }

    /// <summary>How often in a row it was that answer.</summary>
    public required int Times { get; init; }

    /// <summary>Whether the item is to be retired.</summary>
    public bool IsDead => Answer switch
    {
        LinkAnswer.Missing => Times >= MissingUntilDead,
        LinkAnswer.NoServer => Times >= NoServerUntilDead,
        _ => false,
    };

    /// <summary>Asked once a week, daily where the last answer was not that it is there.</summary>
    public static bool IsDue(LinkStatus? status, DateTimeOffset now) =>
        status is null || now - status.AskedAt >= (status.Answer == LinkAnswer.Alive || status.IsDead ? WhileAlive : WhileInDoubt);

    /// <summary>The status after one more answer.</summary>
    public static LinkStatus After(LinkStatus? before, LinkAnswer answer, DateTimeOffset now) =>
        new() { AskedAt = now, Answer = answer, Times = before?.Answer == answer ? before.Times + 1 : 1 };
}
