using Nudges.Campaigns;
using Nudges.Delivery;
using Nudges.Orchestrations.Delivery;
using Nudges.Orchestrations.Durable;
using Nudges.People;

namespace Nudges.Orchestrations.Runs;

public sealed record WaveInput
{
    public required RunRequest Run { get; init; }

    public required RunInputs Inputs { get; init; }

    /// <summary>At most <see cref="DeliverWave.ShardsPerWave"/>, or those of at most <see cref="DeliverWave.GroupsPerWave"/> groups.</summary>
    public required IReadOnlyList<int> Shards { get; init; }
}

/// <summary>Plans some shards at the same time and waits until every batch of theirs is settled.</summary>
public sealed class DeliverWave() : Orchestrator<WaveInput, RunCounts>(Reference)
{
    public static readonly OrchestratorRef<WaveInput, RunCounts> Reference = new(nameof(DeliverWave));

    /// <summary>Keeps the fan-out and the history of one instance small.</summary>
    public const int GroupsPerWave = 8;

    /// <summary>Where each shard is planned by itself.</summary>
    public const int ShardsPerWave = 50;

    /// <summary>From this version on a wave tells its run that it is planned, and the run goes on to the next.</summary>
    internal const string FirstVersionThatTells = "1.3";

    /// <summary>So long after batches were due the ledger itself is asked; each time that it says nothing new, after twice as long.</summary>
    private static readonly TimeSpan CheckInterval = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan LongestInterval = TimeSpan.FromHours(1);

    public override async Task<RunCounts> RunAsync(OrchestrationContext context, WaveInput input)
    {
        var (counts, planned) = input.Inputs.InGroups ? await PlanGroupsAsync(context, input) : await PlanShardsAsync(context, input);
        var waiting = planned.ToDictionary(batch => batch.Id);
        var batches = waiting.Count;
        Show();
        if (context.CompareVersionTo(FirstVersionThatTells) >= 0)
        {
            context.SendEvent(input.Run.Id.Value, Events.WavePlanned, new WavePlanned { Wave = context.InstanceId });
        }

        using var stop = new CancellationTokenSource();
        var interval = CheckInterval;
        Task? timer = null;
        Task<BatchSettled>? next = null;
        try
        {
            while (waiting.Count > 0)
            {
                next ??= context.WaitForExternalEvent(Events.BatchSettled);
                timer ??= context.CreateTimer(NextCheck(), stop.Token);
                if (await Task.WhenAny(next, timer) == next)
                {
                    var settled = await next;
                    Settle([settled.Batch], settled.Counts);
                    next = null;
                }
                else
                {
                    timer = null;
                    foreach (var some in waiting.Values.Where(IsDue).Chunk(CheckBatches.Most).ToList())
                    {
                        interval = interval * 2 < LongestInterval ? interval * 2 : LongestInterval;
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
                interval = CheckInterval;
                Show();
            }
        }

        // A wave may wait for days: it looks when there may be something to see.
        DateTime NextCheck()
        {
            var later = waiting.Values.Where(batch => !IsDue(batch)).Min(batch => batch.SendAt)?.UtcDateTime + CheckInterval;
            var soon = context.CurrentUtcDateTime + interval;
            return later is { } at && (at < soon || !waiting.Values.Any(IsDue)) ? at : soon;
        }

        bool IsDue(BatchReference batch) => !(batch.SendAt > context.CurrentUtcDateTime);

        void Show() => context.SetCustomStatus(new WaveProgress
        {
            Batches = batches,
            BatchesSettled = batches - waiting.Count,
            WaitingForHour = waiting.Values.Where(batch => !IsDue(batch)).Sum(batch => batch.Nudges),
            Counts = counts,
        });
    }

    private static async Task<(RunCounts Counts, IEnumerable<BatchReference> Batches)> PlanGroupsAsync(OrchestrationContext context, WaveInput input)
    {
        var groups = Groups(input.Inputs, input.Shards).ToList();
        var planned = await Task.WhenAll(groups.Select(group => context.CallActivityAsync(
            PlanShards.Reference,
            new PlanShardsInput { Run = input.Run, Inputs = input.Inputs, Group = group.Key, Shards = [.. group], Instance = context.InstanceId },
            Retries.Standard)));
        return (
            planned.Aggregate(new RunCounts(), (sum, shards) => sum + shards.Counts),
            groups.Zip(planned, (group, shards) => shards.Times.SelectMany(time => time.Batches.Select(batch => new BatchReference
            {
                Id = BatchId.For(input.Run.Id, group.Key, time.Channel, batch.Number),
                Channel = time.Channel,
                Nudges = batch.Nudges,
                SendAt = time.SendAt,
            }))).SelectMany(batches => batches));
    }

    private static async Task<(RunCounts Counts, IEnumerable<BatchReference> Batches)> PlanShardsAsync(OrchestrationContext context, WaveInput input)
    {
        var planned = await Task.WhenAll(input.Shards.Select(shard => context.CallActivityAsync(
            PlanShard.Reference,
            new PlanShardInput { Run = input.Run, Inputs = input.Inputs, Shard = shard, Instance = context.InstanceId },
            Retries.Standard)));
        return (planned.Aggregate(new RunCounts(), (sum, shard) => sum + shard.Counts), planned.SelectMany(shard => shard.Batches));
    }

    /// <summary>The shards by the group they are in, in order.</summary>
    internal static IEnumerable<IGrouping<ShardPlace, int>> Groups(RunInputs inputs, IEnumerable<int> shards)
    {
        var count = new ShardCount(inputs.ShardBits);
        return shards.GroupBy(shard => new ShardPlace(count.Bits, shard).Among(count.Groups));
    }
}
