using Nudges.Campaigns;
using Nudges.Orchestrations.Content;
using Nudges.Orchestrations.Delivery;
using Nudges.Orchestrations.Durable;
using Nudges.Orchestrations.People;

namespace Nudges.Orchestrations.Runs;

/// <summary>
/// A run from start to finish: gathers and syncs where asked, pins its inputs, plans and delivers shard by shard in bounded
/// waves, and finishes when everyone in its audience is accounted for.
/// </summary>
public sealed class NudgeRun() : Orchestrator<RunRequest, RunCounts>(Reference)
{
    public static readonly OrchestratorRef<RunRequest, RunCounts> Reference = new(nameof(NudgeRun));

    /// <summary>
    /// Waves that are planned at the same time. Any number may wait for their batches: in a run that sends at each person's hour they do so
    /// for most of a day.
    /// </summary>
    private const int WavesAtOnce = 2;

    /// <summary>As many as a custom status has room for; of a run of over 5,000,000 people not all are shown.</summary>
    private const int MostWavesShown = 100;

    public override async Task<RunCounts> RunAsync(OrchestrationContext context, RunRequest input)
    {
        var startedAt = context.CurrentUtcDateTime;
        var run = new Run { Request = input, Status = RunStatus.Running, StartedAt = startedAt };
        try
        {
            context.SetCustomStatus(new RunProgress { Stage = RunStage.Gathering });
            run = run with { Warnings = await RefreshAsync(context, input) };
            context.SetCustomStatus(new RunProgress { Stage = RunStage.Pinning });
            var pinned = await context.CallActivityAsync(PinInputs.Reference, run, Retries.Standard);
            run = run with { Inputs = pinned.Inputs };
            run = run with { Counts = await DeliverAsync(context, run, pinned) };
            var addsUp = run.Counts.AddsUp && run.Counts.People == pinned.People;
            run = run with
            {
                Status = addsUp ? RunStatus.Finished : RunStatus.Failed,
                Error = addsUp ? null : $"The counts do not add up: {pinned.People} people in the audience, {run.Counts.People} accounted for.",
            };
            run = run with { Warnings = [.. run.Warnings, .. await TellTeamAsync(context, run)] };
        }
        catch (TaskFailedException failure)
        {
            var error = failure.FailureDetails.Root.ErrorMessage;
            await context.CallActivityAsync(FinishRun.Reference, run with { Status = RunStatus.Failed, Error = error }, Retries.Standard);
            throw;
        }

        await context.CallActivityAsync(FinishRun.Reference, run, Retries.Standard);
        context.SetCustomStatus(new RunProgress { Stage = RunStage.Finished, People = run.Counts.People, Counts = run.Counts });
        return run.Counts;
    }

    /// <summary>Brings content and people up to date where the run asks for it or there are none yet; what went wrong, as sentences.</summary>
    private static async Task<IReadOnlyList<string>> RefreshAsync(OrchestrationContext context, RunRequest input)
    {
        var latest = await context.CallActivityAsync(FindVersions.Reference, Nothing.Value, Retries.Standard);
        var gather = input.Kind == RunKind.Daily || latest.Catalogue is null
            ? context.CallSubOrchestratorAsync(GatherContent.Reference, Nothing.Value)
            // What curators decided since counts at once.
            : context.CompareVersionTo(GatherContent.FirstVersionInGroups) >= 0
                ? context.CallActivityAsync(PublishContent.Reference, new PublishContentInput { Changed = false }, Retries.Standard)
                : null;
        var sync = input.Kind == RunKind.Daily || latest.People is null
            ? context.CallSubOrchestratorAsync(SyncPeople.Reference, Nothing.Value)
            : null;
        var warnings = new List<string>();
        if (gather is not null)
        {
            var gathered = await gather;
            // How all sources fare is told by the run that asked them.
            warnings.AddRange(input.Kind == RunKind.Daily || latest.Catalogue is null ? gathered.Problems : []);
        }

        if (sync is not null)
        {
            try
            {
                if ((await sync).Problem is { } problem)
                {
                    warnings.Add($"What people know could not be read; the run goes on with what was known of them before. {problem}");
                }
            }
            catch (TaskFailedException failure) when (latest.People is not null)
            {
                warnings.Add($"The directory could not be read; the run goes on with the people known before. {failure.FailureDetails.Root.ErrorMessage}");
            }
        }

        return warnings;
    }

    /// <summary>Tells the team that the run names, where it has finished; what went wrong, as sentences.</summary>
    private static async Task<IReadOnlyList<string>> TellTeamAsync(OrchestrationContext context, Run run)
    {
        if (run is not { Status: RunStatus.Finished, Request.Team: { } team } || context.CompareVersionTo(TellTeam.FirstVersion) < 0)
        {
            return [];
        }

        try
        {
            return (await context.CallActivityAsync(TellTeam.Reference, run, Retries.Standard)).Problem is { } problem ? [problem] : [];
        }
        catch (TaskFailedException failure)
        {
            var root = failure.FailureDetails.Root;
            return [root.IsCausedBy<TeamNotToldException>() ? root.ErrorMessage : $"Team '{team}' could not be told. {root.ErrorMessage}"];
        }
    }

    /// <summary>The instance of a wave, from 0. The time keeps a run that is started again under its id from meeting its former waves.</summary>
    internal static string WaveOf(Run run, int number) => $"{run.Request.Id}:wave-{number}-{run.StartedAt:yyyyMMddHHmmss}";

    private static async Task<RunCounts> DeliverAsync(OrchestrationContext context, Run run, PinnedRun pinned)
    {
        var counts = new RunCounts();
        var active = new Dictionary<Task<RunCounts>, string>();
        var unplanned = new HashSet<string>();
        // By what was pinned and not by version: a run that failed before there were groups, and is started again, finds plans with batches by shard.
        var waves = run.Inputs!.InGroups
            ? DeliverWave.Groups(run.Inputs, pinned.Shards).Chunk(DeliverWave.GroupsPerWave).Select(groups => groups.SelectMany(group => group).ToArray()).ToList()
            : [.. pinned.Shards.Chunk(DeliverWave.ShardsPerWave)];
        var finished = 0;
        // An older run goes on when a wave has ended.
        var hears = context.CompareVersionTo(DeliverWave.FirstVersionThatTells) >= 0;
        Task<WavePlanned>? told = null;
        foreach (var (number, shards) in waves.Index())
        {
            var instance = WaveOf(run, number);
            active[context.CallSubOrchestratorAsync(
                DeliverWave.Reference,
                new WaveInput { Run = run.Request, Inputs = run.Inputs!, Shards = shards },
                instance)] = instance;
            unplanned.Add(instance);
            Show();
            while (unplanned.Count == WavesAtOnce && number < waves.Count - 1)
            {
                told ??= hears ? context.WaitForExternalEvent(Events.WavePlanned) : null;
                var first = await Task.WhenAny(told is null ? active.Keys : [told, .. active.Keys]);
                if (first == told)
                {
                    // One that comes twice finds nothing.
                    unplanned.Remove((await told).Wave);
                    told = null;
                }
                else
                {
                    await EndAsync((Task<RunCounts>)first);
                }
            }
        }

        while (active.Count > 0)
        {
            await EndAsync(await Task.WhenAny(active.Keys));
        }

        return counts;

        async Task EndAsync(Task<RunCounts> wave)
        {
            active.Remove(wave, out var instance);
            unplanned.Remove(instance!);
            counts += await wave;
            finished++;
            Show();
        }

        void Show() => context.SetCustomStatus(new RunProgress
        {
            Stage = RunStage.Delivering,
            People = pinned.People,
            Waves = waves.Count,
            WavesFinished = finished,
            ActiveWaves = [.. active.Values.Take(MostWavesShown)],
            Counts = counts,
        });
    }
}
