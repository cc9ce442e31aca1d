using System.CommandLine;
using Azure.Storage.Blobs;
using Nudges.Local.Azurite;
using Nudges.Orchestrations.Durable;

namespace Nudges.Bench.Engine;

/// <summary>A fan-out: so many activities at once that each read from storage. Requests are the engine's own.</summary>
internal sealed record FanOutResult(int Activities, double Seconds, double MillisecondsPerActivity, long StorageRequests);

/// <summary>What the embedded engine does on this machine.</summary>
internal sealed record EngineResult
{
    /// <summary>In a fan-out of 2,000 activities that do nothing.</summary>
    public required double ActivitiesPerSecond { get; init; }

    /// <summary>In a fan-out of 2,000 activities that each read from storage.</summary>
    public required double ReadingActivitiesPerSecond { get; init; }

    /// <summary>One after the other, doing nothing: each is stored, replayed and answered before the next.</summary>
    public required double SequentialActivitiesPerSecond { get; init; }

    public required IReadOnlyList<FanOutResult> FanOuts { get; init; }

    /// <summary>What an activity costs in the largest fan-out, by what it costs in one a quarter as large; 1 is linear.</summary>
    public required double CostRatio { get; init; }

    /// <summary>What a finished instance keeps in memory that had 2 activities.</summary>
    public required double BytesPerShortInstance { get; init; }

    /// <summary>What a finished instance keeps in memory that had 200.</summary>
    public required double BytesPerLongInstance { get; init; }

    public int Cores { get; } = Environment.ProcessorCount;
}

/// <summary><c>engine</c>: the embedded engine over an Azurite of its own.</summary>
internal static class EngineCommand
{
    private static readonly int[] Sizes = [500, 1_000, 2_000, 4_000];

    public static Command Create()
    {
        var json = Report.Json();
        var command = new Command("engine", "Measure the embedded engine: activities a second, the cost of a fan-out, what finished instances keep") { json };
        command.SetAction(async (arguments, cancellationToken) => Report.Print(await RunAsync(cancellationToken), arguments.GetValue(json)));
        return command;
    }

    private static async Task<EngineResult> RunAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("nudges-bench-");
        try
        {
            await using var azurite = await AzuriteProcess.StartAsync(folder.FullName, cancellationToken);
            await using var engine = await BenchEngine.StartAsync(azurite.ConnectionString, cancellationToken);

            // The first instances pay for the compiler.
            await engine.RunAsync(FanOut.Reference, 200, cancellationToken);
            await engine.RunAsync(ReadingFanOut.Reference, 200, cancellationToken);
            await engine.RunAsync(Chain.Reference, 50, cancellationToken);
            var fanOuts = new List<FanOutResult>();
            foreach (var size in Sizes)
            {
                var requests = engine.StorageRequests;
                var seconds = await engine.RunAsync(ReadingFanOut.Reference, size, cancellationToken);
                fanOuts.Add(new FanOutResult(size, Math.Round(seconds, 3), Math.Round(seconds * 1000 / size, 4), engine.StorageRequests - requests - size));
                Report.Progress($"{size:N0} reading activities at once: {seconds:0.0} s");
            }

            var idle = await engine.RunAsync(FanOut.Reference, 2_000, cancellationToken);
            await engine.KeptByAsync(200, instances: 200, cancellationToken);
            var chain = await engine.RunAsync(Chain.Reference, 200, cancellationToken);
            return new EngineResult
            {
                FanOuts = fanOuts,
                ActivitiesPerSecond = Math.Round(2_000 / idle),
                ReadingActivitiesPerSecond = Math.Round(2_000 / fanOuts.Single(one => one.Activities == 2_000).Seconds),
                CostRatio = Math.Round(fanOuts[^1].MillisecondsPerActivity / fanOuts[^3].MillisecondsPerActivity, 2),
                SequentialActivitiesPerSecond = Math.Round(200 / chain),
                BytesPerShortInstance = await engine.KeptByAsync(2, instances: 1_000, cancellationToken),
                BytesPerLongInstance = await engine.KeptByAsync(200, instances: 1_000, cancellationToken),
            };
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}

/// <summary>Asks for so many activities at once.</summary>
internal sealed class FanOut() : Orchestrator<int, int>(Reference)
{
    public static readonly OrchestratorRef<int, int> Reference = new(nameof(FanOut));

    public override async Task<int> RunAsync(OrchestrationContext context, int input) =>
        (await Task.WhenAll(Enumerable.Range(0, input).Select(number => context.CallActivityAsync(Echo.Reference, number)))).Length;
}

/// <summary>Asks for so many reading activities at once.</summary>
internal sealed class ReadingFanOut() : Orchestrator<int, int>(Reference)
{
    public static readonly OrchestratorRef<int, int> Reference = new(nameof(ReadingFanOut));

    public override async Task<int> RunAsync(OrchestrationContext context, int input) =>
        (await Task.WhenAll(Enumerable.Range(0, input).Select(number => context.CallActivityAsync(Read.Reference, number)))).Length;
}

/// <summary>Asks for so many activities one after the other.</summary>
internal sealed class Chain() : Orchestrator<int, int>(Reference)
{
    public static readonly OrchestratorRef<int, int> Reference = new(nameof(Chain));

    public override async Task<int> RunAsync(OrchestrationContext context, int input)
    {
        var number = 0;
        while (number < input)
        {
            number = await context.CallActivityAsync(Echo.Reference, number) + 1;
        }

        return number;
    }
}

/// <summary>Does nothing.</summary>
internal sealed class Echo() : Activity<int, int>(Reference)
{
    public static readonly ActivityRef<int, int> Reference = new(nameof(Echo));

    public override Task<int> RunAsync(int input, CancellationToken cancellationToken) => Task.FromResult(input);
}

/// <summary>Makes one storage request.</summary>
internal sealed class Read(BlobServiceClient storage) : Activity<int, bool>(Reference)
{
    public static readonly ActivityRef<int, bool> Reference = new(nameof(Read));

    public override async Task<bool> RunAsync(int input, CancellationToken cancellationToken) =>
        await storage.GetBlobContainerClient("bench").ExistsAsync(cancellationToken);
}
