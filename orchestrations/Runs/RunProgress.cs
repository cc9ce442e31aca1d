using System.Text.Json;
using Nudges.Campaigns;
using Nudges.Orchestrations.Durable;

namespace Nudges.Orchestrations.Runs;

public enum RunStage
{
    Gathering,
    Pinning,
    Delivering,
    Finished,
}

/// <summary>How far a run is: the custom status of <see cref="NudgeRun"/>.</summary>
public sealed record RunProgress
{
    public required RunStage Stage { get; init; }

    /// <summary>Everyone in the audience; 0 until it is known.</summary>
    public int People { get; init; }

    public int Waves { get; init; }

    public int WavesFinished { get; init; }

    /// <summary>The instance ids of the waves at work, each with a <see cref="WaveProgress"/> of its own.</summary>
    public IReadOnlyList<string> ActiveWaves { get; init; } = [];

    /// <summary>Nudges that are planned and wait for their person's hour.</summary>
    public int WaitingForHour { get; init; }

    /// <summary>Those accounted for so far.</summary>
    public RunCounts Counts { get; init; } = new();

    /// <summary>The run's progress with that of its active waves added; null where the run is not known to the engine.</summary>
    public static async Task<RunProgress?> ReadAsync(IDurableClient client, RunId run, CancellationToken cancellationToken)
    {
        if (await StatusAsync<RunProgress>(client, run.Value, cancellationToken) is not { } progress)
        {
            return null;
        }

        foreach (var wave in progress.ActiveWaves)
        {
            if (await StatusAsync<WaveProgress>(client, wave, cancellationToken) is { } status)
            {
                progress = progress with { Counts = progress.Counts + status.Counts, WaitingForHour = progress.WaitingForHour + status.WaitingForHour };
            }
        }

        return progress;
    }

    private static async Task<T?> StatusAsync<T>(IDurableClient client, string instance, CancellationToken cancellationToken) where T : class =>
        await client.GetInstanceAsync(instance, cancellationToken) is { SerializedCustomStatus: { } status }
            ? JsonSerializer.Deserialize<T>(status, NudgesJson.Options)
            : null;
}

/// <summary>How far a wave is: the custom status of <see cref="DeliverWave"/>.</summary>
public sealed record WaveProgress
{
    public required int Batches { get; init; }

    public required int BatchesSettled { get; init; }

    /// <summary>Nudges in batches whose time had not come when something last happened.</summary>
    public int WaitingForHour { get; init; }

    public required RunCounts Counts { get; init; }
}
