using System.Text.Json;
using Microsoft.Extensions.Options;
using Nudges.Delivery;
using Nudges.Messages;
using Nudges.People;

namespace Nudges.Integrations.Teams;

/// <summary>Cards in the person's chat with the bot, one request each, in order; stops where Teams asks to wait. Where the bot may not write, a notification in the activity feed.</summary>
internal sealed class TeamsChannel(PersonalChats chats, ActivityFeed feed, IOptions<TeamsOptions> options) : IChannel
{
    public string Name => "teams";

    public int BatchSize => 100;

    public int ChunkSize => 20;

    public string Account => $"{options.Value.TenantId}/{options.Value.BotId}";

    public double? RequestsPerSecond => options.Value.RequestsPerSecond;

    public bool Reaches(Person person) => options.Value.Enabled && person.HasTeams;

    public MessageText Compose(NudgeDraft draft)
    {
        using var card = JsonDocument.Parse(CardComposer.Compose(draft));
        return JsonSerializer.Serialize(new TeamsMessage { Summary = CardComposer.Summary(draft), Card = card.RootElement, Feed = FeedComposer.Compose(draft) }, NudgesJson.Options);
    }

    public async Task<ChunkResult> SendAsync(IReadOnlyList<BatchedNudge> nudges, CancellationToken cancellationToken)
    {
        List<NudgeOutcome> outcomes = [];
        TimeSpan? retryAfter = null;
        // What Graph asks for is for those who need it: the bot may go on.
        TimeSpan? later = null;
        string? stopped = null;
        foreach (var nudge in nudges)
        {
            if (stopped is not null)
            {
                outcomes.Add(new NudgeOutcome.NotSent(stopped));
                continue;
            }

            switch (await SendAsync(nudge, outcomes.Count == 0, cancellationToken))
            {
                case TeamsAnswer.Done done:
                    outcomes.Add(new NudgeOutcome.Sent(done.Note));
                    break;
                case TeamsAnswer.Refused refused:
                    outcomes.Add(new NudgeOutcome.Rejected(refused.Reason));
                    break;
                case TeamsAnswer.Later theirs:
                    outcomes.Add(new NudgeOutcome.NotSent(theirs.Reason));
                    later = Longer(later, theirs.RetryAfter);
                    break;
                case TeamsAnswer.PutOff putOff:
                    outcomes.Add(new NudgeOutcome.NotSent(putOff.Reason));
                    (stopped, retryAfter) = (putOff.Reason, putOff.RetryAfter);
                    break;
                case TeamsAnswer.Lost lost:
                    // The next answer would likely be lost as well, and what is lost is never sent again.
                    outcomes.Add(new NudgeOutcome.Unconfirmed(lost.Reason));
                    stopped = lost.Alone ? null : lost.Reason;
                    break;
            }
        }

        return new ChunkResult { Outcomes = outcomes, RetryAfter = Longer(retryAfter, later), HoldOff = later is null ? null : retryAfter ?? TimeSpan.Zero };
    }

    private static TimeSpan? Longer(TimeSpan? one, TimeSpan? other) => one is null || other > one ? other : one;

    /// <summary>Throws when cancelled before anything of the chunk was tried; later, that is one more reason to stop.</summary>
    private async Task<TeamsAnswer> SendAsync(BatchedNudge nudge, bool first, CancellationToken cancellationToken)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            var message = JsonSerializer.Deserialize<TeamsMessage>(nudge.Message.Utf8.Span, NudgesJson.Options)!;
            var answer = await chats.PostAsync(nudge, message, cancellationToken);
            return answer is TeamsAnswer.Closed closed ? await feed.NotifyAsync(nudge, message.Feed, closed) : answer;
        }
        catch (OperationCanceledException) when (!first)
        {
            return new TeamsAnswer.PutOff("Sending was stopped.");
        }
    }
}
