using Nudges.People;

namespace Nudges.Delivery;

/// <summary>Where a nudge stands in its batch.</summary>
public readonly record struct NudgePlace(BatchId Batch, int Position);

/// <summary>What a provider tells of a nudge after it took it. Names are stored; a name is never reused for something else.</summary>
public enum NudgeEventKind
{
    /// <summary>The provider has it.</summary>
    Processed,

    /// <summary>The receiver's server took it.</summary>
    Delivered,

    /// <summary>Its pictures were loaded: by the person, or by something that reads mail for them.</summary>
    Opened,

    /// <summary>A mail program is known to have loaded its pictures by itself: nobody need have seen it.</summary>
    OpenedByMachine,

    /// <summary>The address does not work, and will not.</summary>
    Bounced,

    /// <summary>The receiver's server refused it this time.</summary>
    Blocked,

    /// <summary>The provider did not send it on.</summary>
    Dropped,

    /// <summary>The person called it spam.</summary>
    ReportedAsSpam,

    /// <summary>The person unsubscribed at the provider.</summary>
    Unsubscribed,
}

/// <summary>One thing that a provider tells. Holds no address.</summary>
public sealed record NudgeEvent
{
    public required NudgePlace Place { get; init; }

    public required NudgeId Nudge { get; init; }

    public required NudgeEventKind Kind { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The provider's words, without addresses; null where it gives none.</summary>
    public string? Reason { get; init; }

    /// <summary>The mail address that it is about, as <see cref="MailBounce.Mark"/> makes it unreadable; only where the address is at fault.</summary>
    public string? AddressMark { get; init; }
}

/// <summary>One kind of thing that happened to a nudge: when first, and why.</summary>
public sealed record NudgeFact
{
    public required NudgeEventKind Kind { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The provider's words, without addresses.</summary>
    public string? Reason { get; init; }
}
