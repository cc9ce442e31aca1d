using System.Text.Json;
using Microsoft.Extensions.Options;
using Nudges.Delivery;
using Nudges.Messages;
using Nudges.People;

namespace Nudges.Integrations.Teams;

/// <summary>Cards in the person's chat with the bot, one request each, in order; stops where Teams asks to wait.</summary>
internal sealed class TeamsChannel(BotClient bot, IOptions<TeamsOptions> options) : IChannel
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
        return JsonSerializer.Serialize(new TeamsMessage { Summary = CardComposer.Summary(draft), Card = card.RootElement }, NudgesJson.Options);
    }

    public async Task<ChunkResult> SendAsync(IReadOnlyList<BatchedNudge> nudges, CancellationToken cancellationToken)
    {
        List<NudgeOutcome> outcomes = [];
        TimeSpan? retryAfter = null;
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
                case BotAnswer.Done:
                    outcomes.Add(new NudgeOutcome.Sent());
                    break;
                case BotAnswer.Refused refused:
                    outcomes.Add(new NudgeOutcome.Rejected(refused.Reason));
                    break;
                case BotAnswer.Gone:
                    outcomes.Add(new NudgeOutcome.NotSent("The person's chat with the bot is not there."));
                    break;
                case BotAnswer.PutOff putOff:
                    outcomes.Add(new NudgeOutcome.NotSent(putOff.Reason));
                    (stopped, retryAfter) = (putOff.Reason, putOff.RetryAfter);
                    break;
                case BotAnswer.Lost lost:
                    // The next answer would likely be lost as well, and what is lost is never sent again.
                    outcomes.Add(new NudgeOutcome.Unconfirmed(lost.Reason));
                    stopped = lost.Reason;
                    break;
            }
        }

        return new ChunkResult { Outcomes = outcomes, RetryAfter = retryAfter };
    }

    /// <summary>Throws when cancelled before anything of the chunk was tried; later, that is one more reason to stop.</summary>
    private async Task<BotAnswer> SendAsync(BatchedNudge nudge, bool first, CancellationToken cancellationToken)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            var message = JsonSerializer.Deserialize<TeamsMessage>(nudge.Message.Utf8.Span, NudgesJson.Options)!;
            switch (await bot.OpenAsync(nudge.Person, cancellationToken))
            {
                case BotAnswer.Done conversation:
                    var answer = await bot.PostAsync(conversation.Id, nudge.Id, message, cancellationToken);
                    if (answer is BotAnswer.Gone)
                    {
                        bot.Forget(nudge.Person);
                    }

                    return answer;
                case BotAnswer.Lost lost:
                    return new BotAnswer.PutOff(lost.Reason);
                case BotAnswer.Gone:
                    return new BotAnswer.Refused("Teams does not know the person.");
                case var other:
                    return other;
            }
        }
        catch (OperationCanceledException) when (!first)
        {
            return new BotAnswer.PutOff("Sending was stopped.");
        }
    }
}
