using Nudges.Orchestrations.Durable;

namespace Nudges.Orchestrations.Matching;

/// <summary>Learns of the day's outcomes what the next runs pick by.</summary>
public sealed class Learning() : Orchestrator<Nothing, LearntNeighbours>(Reference)
{
    /// <summary>From this version on weights are learnt beside neighbours.</summary>
    private const string FirstVersionWithWeights = "1.3";

    public static readonly OrchestratorRef<Nothing, LearntNeighbours> Reference = new(nameof(Learning));

    public override async Task<LearntNeighbours> RunAsync(OrchestrationContext context, Nothing input)
    {
        var neighbours = await context.CallActivityAsync(LearnNeighbours.Reference, Nothing.Value, Retries.Standard);
        if (context.CompareVersionTo(FirstVersionWithWeights) >= 0)
        {
            await context.CallActivityAsync(LearnWeights.Reference, new LearnWeightsInput { AsOf = context.CurrentUtcDateTime }, Retries.Standard);
        }

        return neighbours;
    }
}

/// <summary>Starts the day's <see cref="Learning"/>: both hosts' timers do, beside the day's run.</summary>
public sealed class LearningStarter(TimeProvider time)
{
    /// <summary>Once a day (UTC), however often it is asked for; the id of its instance.</summary>
    public Task<string> StartAsync(IDurableClient client, CancellationToken cancellationToken) =>
        client.ScheduleNewOrchestrationInstanceAsync(Learning.Reference, Nothing.Value, $"learning-{time.GetUtcNow().UtcDateTime:yyyy-MM-dd}", cancellationToken);
}
