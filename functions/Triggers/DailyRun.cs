using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Nudges.Functions.Durable;
using Nudges.Orchestrations.Runs;

namespace Nudges.Functions.Triggers;

/// <summary>Starts the day's run.</summary>
public sealed class DailyRun(RunStarter starter)
{
    [Function(nameof(DailyRun))]
    public Task StartAsync(
        [TimerTrigger("%Nudges:Schedule%")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        starter.StartDailyAsync(new DurableClient(client), cancellationToken);
}
