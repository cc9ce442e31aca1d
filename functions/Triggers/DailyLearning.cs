using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Nudges.Functions.Durable;
using Nudges.Orchestrations.Matching;

namespace Nudges.Functions.Triggers;

/// <summary>Learns from outcomes, when the day's run starts.</summary>
public sealed class DailyLearning(LearningStarter starter)
{
    [Function(nameof(DailyLearning))]
    public Task StartAsync(
        [TimerTrigger("%Nudges:Schedule%")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        starter.StartAsync(new DurableClient(client), cancellationToken);
}
