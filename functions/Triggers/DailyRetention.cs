using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Nudges.Functions.Durable;
using Nudges.Orchestrations.Privacy;

namespace Nudges.Functions.Triggers;

/// <summary>Deletes what is old, when the day's run starts.</summary>
public sealed class DailyRetention(RetentionStarter starter)
{
    [Function(nameof(DailyRetention))]
    public Task StartAsync(
        [TimerTrigger("%Nudges:Schedule%")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        starter.StartAsync(new DurableClient(client), cancellationToken);
}
