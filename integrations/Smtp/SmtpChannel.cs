using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Nudges.Delivery;
using Nudges.Integrations.Mail;
using Nudges.Messages;
using Nudges.People;

namespace Nudges.Integrations.Smtp;

/// <summary>Emails by a mail server, one after the other over a kept connection; stops where the server asks to wait.</summary>
internal sealed class SmtpChannel(SmtpConnections connections, IOptions<SmtpOptions> options, TimeProvider time, ILogger<SmtpChannel> logger) : IChannel
{
    public string Name => "smtp";

    public int BatchSize => 1_000;

    public int ChunkSize => 100;

    public bool Reaches(Person person) => options.Value.Enabled && person.Mail is not null;

    public MessageText Compose(NudgeDraft draft) => EmailEnvelope.Of(draft).ToMessage();

    public async Task<ChunkResult> SendAsync(IReadOnlyList<BatchedNudge> nudges, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var session = new SmtpSession(connections, await connections.TakeAsync(cancellationToken), options.Value, time, logger);
        List<NudgeOutcome> outcomes = [];
        string? stopped = null;
        foreach (var nudge in nudges)
        {
            stopped ??= outcomes.Count > 0 && cancellationToken.IsCancellationRequested ? "Sending was stopped." : null;
            if (stopped is not null)
            {
                outcomes.Add(new NudgeOutcome.NotSent(stopped));
                continue;
            }

            switch (await session.SendAsync(nudge))
            {
                case SmtpAnswer.Taken:
                    outcomes.Add(new NudgeOutcome.Sent());
                    break;
                case SmtpAnswer.Refused refused:
                    outcomes.Add(new NudgeOutcome.Rejected(refused.Reason));
                    break;
                case SmtpAnswer.Later later:
                    outcomes.Add(new NudgeOutcome.NotSent(later.Reason));
                    stopped = later.StopsAll ? later.Reason : null;
                    break;
                case SmtpAnswer.Closed closed:
                    outcomes.Add(new NudgeOutcome.NotSent(closed.Reason));
                    stopped = closed.Reason;
                    break;
                case SmtpAnswer.Lost lost:
                    // The next answer would likely be lost as well, and what is lost is never sent again.
                    outcomes.Add(new NudgeOutcome.Unconfirmed(lost.Reason));
                    stopped = lost.Reason;
                    break;
            }
        }

        return new ChunkResult { Outcomes = outcomes };
    }
}
