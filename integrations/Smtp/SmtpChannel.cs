using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Nudges.Delivery;
using Nudges.Integrations.Mail;
using Nudges.Messages;
using Nudges.People;

namespace Nudges.Integrations.Smtp;

/// <summary>Emails by a mail server, one after the other over a kept connection; stops where the server asks to wait.</summary>
internal sealed class SmtpChannel(SmtpConnections connections, SmtpPace pace, IOptions<SmtpOptions> options, TimeProvider time, ILogger<SmtpChannel> logger) : IChannel
{
    public string Name => "smtp";

    /// <summary>
    /// With a rate from 30 on a minute's worth, as what has begun is waited for by whoever comes later, whatever their priority. Never fewer than 30:
    /// what is reported of a group's batches has to fit into an orchestration's history.
    /// </summary>
    public int BatchSize => options.Value.MessagesPerMinute is { } rate ? Math.Clamp(rate, 30, 100) : 1_000;

    /// <summary>With a rate five seconds' worth: a host that dies leaves what it has claimed unconfirmed.</summary>
    public int ChunkSize => options.Value.MessagesPerMinute is { } rate ? Math.Clamp(rate / 12, 1, 20) : 100;

    public string Account => $"{options.Value.Address.Host}:{options.Value.Port}/{options.Value.UserName ?? options.Value.From}";

    public double? RequestsPerSecond => options.Value.MessagesPerMinute / 60.0;

    public bool Reaches(Person person) => options.Value.Enabled && person.Mail is not null;

    public MessageText Compose(NudgeDraft draft) => EmailEnvelope.Of(draft).ToMessage();

    public async Task<ChunkResult> SendAsync(IReadOnlyList<BatchedNudge> nudges, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var session = new SmtpSession(connections, await connections.TakeAsync(cancellationToken), options.Value, time, logger);
        List<NudgeOutcome> outcomes = [];
        string? stopped = null;
        TimeSpan? holdOff = null;
        var started = time.GetTimestamp();
        foreach (var nudge in nudges)
        {
            // The time it has booked is over: the next mails are another batch's, maybe another instance's.
            stopped ??= time.GetElapsedTime(started) > pace.MostFor(outcomes.Count) ? "The mail server took longer than the rate leaves." : null;
            if (stopped is not null)
            {
                outcomes.Add(new NudgeOutcome.NotSent(stopped));
                continue;
            }

            switch (await SendAsync(session, nudge, outcomes.Count == 0, cancellationToken))
            {
                case SmtpAnswer.Taken:
                    outcomes.Add(new NudgeOutcome.Sent());
                    break;
                case SmtpAnswer.Refused refused:
                    outcomes.Add(new NudgeOutcome.Rejected(refused.Reason));
                    break;
                case SmtpAnswer.Later later:
                    outcomes.Add(new NudgeOutcome.NotSent(later.Reason));
                    break;
                case SmtpAnswer.PutOff putOff:
                    outcomes.Add(new NudgeOutcome.NotSent(putOff.Reason));
                    (stopped, holdOff) = (putOff.Reason, putOff.HoldOff);
                    break;
                case SmtpAnswer.Lost lost:
                    // The next answer would likely be lost as well, and what is lost is never sent again.
                    outcomes.Add(new NudgeOutcome.Unconfirmed(lost.Reason));
                    stopped = lost.Reason;
                    break;
            }
        }

        return new ChunkResult { Outcomes = outcomes, RetryAfter = holdOff };
    }

    /// <summary>Throws when cancelled before anything of the chunk was tried; later, that is one more reason to stop.</summary>
    private async Task<SmtpAnswer> SendAsync(SmtpSession session, BatchedNudge nudge, bool first, CancellationToken cancellationToken)
    {
        try
        {
            await pace.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (!first)
        {
            return new SmtpAnswer.PutOff("Sending was stopped.");
        }

        // Not to be cancelled: once it leaves, its answer is worth more than a quick stop. The time limit holds.
        return await session.SendAsync(nudge);
    }
}
