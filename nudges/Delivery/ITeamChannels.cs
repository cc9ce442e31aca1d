namespace Nudges.Delivery;

/// <summary>The channels of teams that may be told of a run. Their addresses are secrets: nobody but this knows them.</summary>
public interface ITeamChannels
{
    /// <summary>What they are called, in order of the alphabet.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>
    /// Posts an Adaptive Card, once. Never throws for what the provider or the network does: that is an outcome. Throws
    /// <see cref="OperationCanceledException"/> only before it has left.
    /// </summary>
    Task<TeamPost> PostAsync(string team, string card, CancellationToken cancellationToken);
}

/// <summary>What became of a card for a team.</summary>
/// <param name="Outcome">As of a nudge.</param>
/// <param name="RetryAfter">How long the provider asks to wait before one that was not sent is tried again.</param>
public sealed record TeamPost(NudgeOutcome Outcome, TimeSpan? RetryAfter = null);
