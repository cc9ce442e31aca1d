using Nudges.Campaigns;
using Nudges.Delivery;
using Nudges.Orchestrations.Delivery;
using Nudges.Orchestrations.Durable;

namespace Nudges.Orchestrations.Runs;

public sealed record WaveInput
{
    public required RunRequest Run { get; init; }

    public required RunInputs Inputs { get; init; }

    /// <summary>At most <see cref="DeliverWave.ShardsPerWave"/>.</summary>
    public required IReadOnlyList<int> Shards { get; init; }
}

/// <summary>Plans some shards at the same time and waits until every batch of theirs is settled.</summary>
public sealed class DeliverWave() : Orchestrator<WaveInput, RunCounts>(Reference)
{
    public static readonly OrchestratorRef<WaveInput, RunCounts> Reference = new(nameof(DeliverWave));

    /// <summary>Keeps the fan-out and the history of one instance small.</summary>
    public const int ShardsPerWave = 50;

    /// <summary>After this long without an event the ledger itself is asked.</summary>
    private static readonly TimeSpan CheckInterval = TimeSpan.FromMinutes(5);

    public override async Task<RunCounts> RunAsync(OrchestrationContext context, WaveInput input)
    {
        var planned = await Task.WhenAll(input.Shards.Select(shard => context.CallActivityAsync(
            PlanShard.Reference,
            new PlanShardInput { Run = input.Run, Inputs = input.Inputs, Shard = shard, Instance = context.InstanceId },
            Retries.Standard)));
        var counts = planned.Aggregate(new RunCounts(), (sum, shard) => sum + shard.Counts);
        var waiting = planned.SelectMany(shard => shard.Batches).ToDictionary(batch => batch.Id);
        var batches = waiting.Count;
        Show();

        using var stop = new CancellationTokenSource();
        Task? timer = null;
        Task<BatchSettled>? next = null;
        try
        {
            while (waiting.Count > 0)
            {
                next ??= context.WaitForExternalEvent(Events.BatchSettled);
                timer ??= context.CreateTimer(CheckInterval, stop.Token);
                if (await Task.WhenAny(next, timer) == next)
                {
                    var settled = await next;
                    Settle([settled.Batch], settled.Counts);
                    next = null;
                }
                else
                {
                    timer = null;
                    foreach (var some in waiting.Values.Chunk(CheckBatches.Most).ToList())
                    {
                        var settled = await context.CallActivityAsync(
                            CheckBatches.Reference, new CheckBatchesInput { Run = input.Run.Id, Batches = some }, Retries.Standard);
                        Settle(settled.Batches, settled.Counts);
                    }
                }
            }
        }
        finally
        {
            // A wave has not ended while a timer of its own is open.
            stop.Cancel();
        }

        return counts;

        // An event can come twice; the second one finds nothing waiting.
        void Settle(IReadOnlyList<BatchId> settled, RunCounts theirs)
        {
            var before = waiting.Count;
            foreach (var batch in settled)
            {
                waiting.Remove(batch);
            }

            if (waiting.Count < before)
            {
                counts += theirs;
                Show();
            }
        }

        void Show() => context.SetCustomStatus(new WaveProgress { Batches = batches, BatchesSettled = batches - waiting.Count, Counts = counts });
    }
}
