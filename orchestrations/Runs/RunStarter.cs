using Nudges.Campaigns;
using Nudges.Orchestrations.Durable;

namespace Nudges.Orchestrations.Runs;

/// <summary>Starts runs: the timer's and a manager's. Both hosts start them here and nowhere else.</summary>
public sealed class RunStarter(IRunStore runs, TimeProvider time)
{
    /// <summary>
    /// Starts today's run (UTC) unless it has been started: once a day, however often it is asked for. A run that failed
    /// today is started again under its id; the ledger keeps what was sent from being sent twice.
    /// </summary>
    public async Task<RunId> StartDailyAsync(IDurableClient client, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var id = Today(now);
        if (await client.GetInstanceAsync(id.Value, cancellationToken)
            is { RuntimeStatus: OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated })
        {
            await client.PurgeInstanceAsync(id.Value, cancellationToken);
        }

        await client.ScheduleNewOrchestrationInstanceAsync(
            NudgeRun.Reference, new RunRequest { Id = id, Kind = RunKind.Daily, AsOf = now }, id.Value, cancellationToken);
        return id;
    }

    /// <summary>Today's run where it has finished, else null.</summary>
    public async Task<RunId?> FindFinishedAsync(IDurableClient client, CancellationToken cancellationToken)
    {
        var id = Today(time.GetUtcNow());
        return await client.GetInstanceAsync(id.Value, cancellationToken) is { RuntimeStatus: OrchestrationRuntimeStatus.Completed } ? id : null;
    }

    /// <summary>True where today's run was started and has not ended.</summary>
    public async Task<bool> IsUnfinishedAsync(IDurableClient client, CancellationToken cancellationToken) =>
        await client.GetInstanceAsync(Today(time.GetUtcNow()).Value, cancellationToken) is { IsCompleted: false };

    /// <summary>Starts a campaign; it is in the record of runs, queued, when this returns.</summary>
    public async Task<Run> StartCampaignAsync(IDurableClient client, RunRequest request, CancellationToken cancellationToken)
    {
        var run = new Run { Request = request, Status = RunStatus.Queued, StartedAt = time.GetUtcNow() };
        await runs.SaveAsync(run, cancellationToken);
        await client.ScheduleNewOrchestrationInstanceAsync(NudgeRun.Reference, request, request.Id.Value, cancellationToken);
        return run;
    }

    private static RunId Today(DateTimeOffset now) => RunId.Daily(DateOnly.FromDateTime(now.UtcDateTime));
}
