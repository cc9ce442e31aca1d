using Nudges.Campaigns;
using Nudges.Orchestrations.Durable;

namespace Nudges.Orchestrations.Runs;

/// <summary>Records how a run ended. A second run writes the same again, with a later time.</summary>
public sealed class FinishRun(IRunStore runs, TimeProvider time) : Activity<Run, Nothing>(Reference)
{
    public static readonly ActivityRef<Run, Nothing> Reference = new(nameof(FinishRun));

    public override async Task<Nothing> RunAsync(Run input, CancellationToken cancellationToken)
    {
        await runs.SaveAsync(input with { FinishedAt = time.GetUtcNow() }, cancellationToken);
        return Nothing.Value;
    }
}
