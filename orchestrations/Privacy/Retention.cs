using Microsoft.Extensions.Options;
using Nudges.Orchestrations.Durable;

namespace Nudges.Orchestrations.Privacy;

/// <summary>Applies the limits of what is kept.</summary>
public sealed class Retention() : Orchestrator<Nothing, RetentionResult>(Reference)
{
    public static readonly OrchestratorRef<Nothing, RetentionResult> Reference = new(nameof(Retention));

    public override Task<RetentionResult> RunAsync(OrchestrationContext context, Nothing input) =>
        context.CallActivityAsync(ApplyRetention.Reference, Nothing.Value, Retries.Standard);
}

/// <summary>Starts the day's <see cref="Retention"/>: both hosts' timers do, beside the day's run.</summary>
public sealed class RetentionStarter(IOptions<NudgeOptions> options, TimeProvider time)
{
    /// <summary>Once a day (UTC), however often it is asked for; the id of its instance.</summary>
    public async Task<string> StartAsync(IDurableClient client, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (options.Value.Retention.WorkflowDays is { } days)
        {
            await client.PurgeAllInstancesAsync(new PurgeInstancesFilter(CreatedTo: now.AddDays(-days)), cancellationToken);
        }

        return await client.ScheduleNewOrchestrationInstanceAsync(
            Retention.Reference, Nothing.Value, $"retention-{now.UtcDateTime:yyyy-MM-dd}", cancellationToken);
    }
}
