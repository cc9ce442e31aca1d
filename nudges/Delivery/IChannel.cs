using Nudges.Messages;
using Nudges.People;

namespace Nudges.Delivery;

/// <summary>
/// A way to reach a person. A new channel is one file, with its options record inside: it is found at start-up by its type.
/// </summary>
public interface IChannel
{
    /// <summary>Unique, lower case, letters only: "email". Two channels with one name fail the start.</summary>
    string Name { get; }

    /// <summary>The most nudges a batch holds, 1 to 1,000.</summary>
    int BatchSize { get; }

    /// <summary>
    /// How many nudges are claimed, sent and recorded together, 1 to <see cref="BatchSize"/>: what stays unconfirmed when a
    /// sender dies in between. A channel that sends many in one request has them all here.
    /// </summary>
    int ChunkSize { get; }

    /// <summary>Names whose limits it uses up: the account at the provider. All instances with one account share its pace.</summary>
    string Account => Name;

    /// <summary>The most requests a second that the account may make over all instances; null where the provider says in its answers.</summary>
    double? RequestsPerSecond => null;

    /// <summary>True where the provider tells later what became of each nudge, so that one of which nothing is told surely did not leave.</summary>
    bool ReportsEvents => false;

    /// <summary>True where this channel has an address for the person. Looks at nothing but the person.</summary>
    bool Reaches(Person person);

    /// <summary>
    /// The message as the channel's own JSON; a pure function of the draft. Called only where <see cref="Reaches"/> is true.
    /// </summary>
    MessageText Compose(NudgeDraft draft);

    /// <summary>
    /// Delivers the nudges once, in order. Never throws for what the provider or the network does: that is an outcome.
    /// Throws <see cref="OperationCanceledException"/> only before anything has left.
    /// </summary>
    Task<ChunkResult> SendAsync(IReadOnlyList<BatchedNudge> nudges, CancellationToken cancellationToken);
}

/// <summary>What became of a chunk.</summary>
public sealed record ChunkResult
{
    /// <summary>One for each nudge, in order.</summary>
    public required IReadOnlyList<NudgeOutcome> Outcomes { get; init; }

    /// <summary>How long to wait before the <see cref="NudgeOutcome.NotSent"/> ones are tried again: the provider's Retry-After, or null for the sender's own back-off.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>
    /// The account's limit is used up for so long: nobody is to send before. Null: as <see cref="RetryAfter"/> says; zero: others may send at once, as
    /// that is for some people only.
    /// </summary>
    public TimeSpan? HoldOff { get; init; }
}

/// <summary>What became of one nudge.</summary>
public abstract record NudgeOutcome
{
    private NudgeOutcome()
    {
    }

    /// <summary>The provider took it.</summary>
    /// <param name="Note">How, where that is not the channel's usual way; kept with the nudge.</param>
    public sealed record Sent(string? Note = null) : NudgeOutcome;

    /// <summary>It will never be taken; trying again changes nothing.</summary>
    /// <param name="Reason">The provider's words, without addresses.</param>
    public sealed record Rejected(string Reason) : NudgeOutcome;

    /// <summary>It surely did not leave (refused connection, 429, 503 before acceptance): safe to try again.</summary>
    /// <param name="Reason">What to say if trying again never helps.</param>
    public sealed record NotSent(string Reason) : NudgeOutcome;

    /// <summary>It may have been taken: the answer was lost. Never sent again blindly.</summary>
    public sealed record Unconfirmed(string Reason) : NudgeOutcome;
}
