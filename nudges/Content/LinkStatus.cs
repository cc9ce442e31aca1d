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

/// <summary>What asking a link came to.</summary>
public sealed record FoundLink
{
    public required LinkAnswer Answer { get; init; }

    /// <summary>The page's own address, canonical, where the link leads to it by redirects that are to last and it is there; else null.</summary>
    public Uri? LeadsTo { get; init; }
}

/// <summary>Looks whether a page is still there.</summary>
public interface ILinkProbe
{
    /// <summary>Asks without reading the page. Never throws for what the other side does wrong.</summary>
    Task<FoundLink> AskAsync(Uri address, CancellationToken cancellationToken);
}

/// <summary>When an item's link was asked last, and what it answered.</summary>
public sealed record LinkStatus
{
    /// <summary>Answers in a row that there is no such host until an item counts as dead: a network in trouble looks like that as well.</summary>
    private const int NoServerUntilDead = 4;

    /// <summary>Answers in a row after which an item that does not come back is asked as seldom as one that is there.</summary>
    private const int GivenUp = 7;

    private static readonly TimeSpan WhileAlive = TimeSpan.FromDays(7);
    private static readonly TimeSpan WhileInDoubt = TimeSpan.FromHours(20);

    public required DateTimeOffset AskedAt { get; init; }

    public required LinkAnswer Answer { get; init; }

    /// <summary>How often in a row it was that answer.</summary>
    public required int Times { get; init; }

    /// <summary>The address that takes the place of the item's own; null where that is none. It stays until another is found.</summary>
    public Uri? LeadsTo { get; init; }

    /// <summary>The item's own address, which the first <see cref="LeadsTo"/> was found by; null where it leads nowhere else.</summary>
    public Uri? First { get; init; }

    /// <summary>Whether the item is not to be nudged with. The next answer may be another.</summary>
    public bool IsDead => Answer == LinkAnswer.Missing || (Answer == LinkAnswer.NoServer && Times >= NoServerUntilDead);

    /// <summary>Asked once a week; daily for a week where the last answer was not that it is there.</summary>
    public static bool IsDue(LinkStatus? status, DateTimeOffset now) =>
        status is null || now - status.AskedAt >= (status.Answer == LinkAnswer.Alive || status.Times >= GivenUp ? WhileAlive : WhileInDoubt);

    /// <summary>The status after one more answer.</summary>
    /// <param name="before">Null for the first.</param>
    /// <param name="asked">What was asked.</param>
    /// <param name="found">What it answered.</param>
    /// <param name="now">When.</param>
    public static LinkStatus After(LinkStatus? before, Uri asked, FoundLink found, DateTimeOffset now) => new()
    {
        AskedAt = now,
        Answer = found.Answer,
        Times = before?.Answer == found.Answer ? before.Times + 1 : 1,
        LeadsTo = found.LeadsTo ?? before?.LeadsTo,
        First = before?.First ?? (found.LeadsTo is null ? null : asked),
    };
}
