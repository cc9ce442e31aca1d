using Microsoft.Azure.Functions.Worker;
using Nudges.Orchestrations.Delivery;

namespace Nudges.Functions.Triggers;

/// <summary>Sends again what stayed unconfirmed, where the settings ask for it, when the day's run starts.</summary>
public sealed class DailyResend(UnconfirmedResend resend)
{
    [Function(nameof(DailyResend))]
    public Task RunAsync([TimerTrigger("%Nudges:Schedule%")] TimerInfo timer, CancellationToken cancellationToken) =>
        resend.RunAsync(cancellationToken);
}
