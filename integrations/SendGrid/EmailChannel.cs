using Microsoft.Extensions.Options;
using Nudges.Delivery;
using Nudges.Integrations.Mail;
using Nudges.Messages;
using Nudges.People;

namespace Nudges.Integrations.SendGrid;

/// <summary>Emails by SendGrid, up to 1,000 people a request, each with their own subject, body and unsubscribe headers.</summary>
internal sealed class EmailChannel(MailClient mail, IOptions<SendGridOptions> options) : IChannel
{
    /// <summary>SendGrid: 10,000 bytes of substitutions for each person.</summary>
    private const int MostBytes = 10_000;

    public const string ChannelName = "email";

    public string Name => ChannelName;

    public int BatchSize => 1_000;

    public int ChunkSize => 1_000;

    public string Account => $"{options.Value.BaseAddress.Host}/{options.Value.From}";

    public bool ReportsEvents => options.Value.EventKeyList.Count > 0;

    public bool Reaches(Person person) => options.Value.Enabled && person.Mail is not null;

    public MessageText Compose(NudgeDraft draft) => EmailEnvelope.Of(draft).ToMessage();

    public async Task<ChunkResult> SendAsync(IReadOnlyList<BatchedNudge> nudges, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var keys = SubstitutionKeys.For(nudges[0].Id.Value, nudges);
        var outcomes = nudges.Select(nudge => keys.Fits(nudge, MostBytes) ? null : TooLarge).ToList();
        while (true)
        {
            var open = Enumerable.Range(0, nudges.Count).Where(place => outcomes[place] is null).ToList();
            if (open.Count == 0)
            {
                return Result(null);
            }

            switch (await mail.SendAsync(open.ConvertAll(place => nudges[place]), keys))
            {
                case MailAnswer.Taken taken:
                    return Result(new NudgeOutcome.Sent()) with { HoldOff = taken.HoldOff };
                case MailAnswer.Lost lost:
                    return Result(new NudgeOutcome.Unconfirmed(lost.Reason));
                case MailAnswer.NotTaken notTaken:
                    return Result(new NudgeOutcome.NotSent(notTaken.Reason), notTaken.RetryAfter);
                case MailAnswer.Refused refused:
                    foreach (var (place, reason) in refused.Reasons)
                    {
                        outcomes[open[place]] = new NudgeOutcome.Rejected(reason);
                    }

                    break;
            }
        }

        ChunkResult Result(NudgeOutcome? others, TimeSpan? retryAfter = null) =>
            new() { Outcomes = outcomes.ConvertAll(outcome => outcome ?? others!), RetryAfter = retryAfter };
    }

    private static NudgeOutcome? TooLarge => new NudgeOutcome.Rejected($"The email is larger than the {MostBytes} bytes that SendGrid takes for one person.");
}
