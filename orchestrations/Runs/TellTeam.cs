using Nudges.Campaigns;
using Nudges.Delivery;
using Nudges.Messages;
using Nudges.Orchestrations.Durable;
using Nudges.Storage;

namespace Nudges.Orchestrations.Runs;

public sealed record ToldTeam
{
    /// <summary>Why the team was not told, or may not have been, as a sentence; null where it was, and where there was nothing to tell.</summary>
    public string? Problem { get; init; }
}

/// <summary>The team's channel took nothing: to be tried again.</summary>
public sealed class TeamNotToldException(string message) : Exception(message);

/// <summary>
/// Posts what a run did to the channel of the team that it names, once: claimed before it is posted, so that a second run posts nothing
/// unless the first surely did not. Throws <see cref="TeamNotToldException"/> where trying again may help.
/// </summary>
public sealed class TellTeam(IDocumentStore documents, TeamDigestReader digests, ITeamChannels teams, TimeProvider time) : Activity<Run, ToldTeam>(Reference)
{
    public static readonly ActivityRef<Run, ToldTeam> Reference = new(nameof(TellTeam));

    /// <summary>From this version on a run tells its team.</summary>
    internal const string FirstVersion = "1.4";

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    public override async Task<ToldTeam> RunAsync(Run input, CancellationToken cancellationToken)
    {
        var team = input.Request.Team!;
        var key = Documents.TeamNotice(input.Request.Id);
        var stored = await documents.ReadAsync(key, cancellationToken);
        if (stored?.Value.State is { } state and not TeamNoticeState.Open)
        {
            return Ended(team, state, stored.Value.Reason);
        }

        if (await digests.ReadAsync(input, cancellationToken) is not { } digest)
        {
            return new ToldTeam();
        }

        if (!await documents.TryWriteAsync(key, Notice(team, TeamNoticeState.Claimed), stored?.Version, cancellationToken))
        {
            return Ended(team, TeamNoticeState.Claimed, reason: null);
        }

        var post = await PostAsync(key, team, TeamDigestComposer.Compose(digest), cancellationToken);
        var (ended, reason) = post.Outcome switch
        {
            NudgeOutcome.Sent => (TeamNoticeState.Sent, null),
            NudgeOutcome.Rejected rejected => (TeamNoticeState.Failed, rejected.Reason),
            NudgeOutcome.Unconfirmed unconfirmed => (TeamNoticeState.Unconfirmed, unconfirmed.Reason),
            NudgeOutcome.NotSent notSent => (TeamNoticeState.Open, notSent.Reason),
            _ => throw new InvalidOperationException($"Unknown outcome {post.Outcome.GetType().Name}."),
        };
        // Not to be cancelled: what became of it is known here and nowhere else.
        await documents.WriteAsync(key, Notice(team, ended, reason), CancellationToken.None);
        if (ended != TeamNoticeState.Open)
        {
            return Ended(team, ended, reason);
        }

        await Task.Delay(post.RetryAfter < LongestWait ? post.RetryAfter.Value : TimeSpan.Zero, time, cancellationToken);
        throw new TeamNotToldException($"Team '{team}' could not be told. {reason}");
    }

    /// <summary>What is cancelled before it has left is given back.</summary>
    private async Task<TeamPost> PostAsync(DocumentKey<TeamNotice> key, string team, string card, CancellationToken cancellationToken)
    {
        try
        {
            return await teams.PostAsync(team, card, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await documents.WriteAsync(key, Notice(team, TeamNoticeState.Open), CancellationToken.None);
            throw;
        }
    }

    private static ToldTeam Ended(string team, TeamNoticeState state, string? reason) => new()
    {
        Problem = state switch
        {
            TeamNoticeState.Sent => null,
            TeamNoticeState.Failed => $"Team '{team}' was not told. {reason}",
            _ => $"Whether team '{team}' was told is not known; it is not told again. {reason ?? "Posting was interrupted."}",
        },
    };

    private TeamNotice Notice(string team, TeamNoticeState state, string? reason = null) => new() { Team = team, State = state, At = time.GetUtcNow(), Reason = reason };
}
