using Cronos;
using Microsoft.Extensions.Options;
using Nudges.Orchestrations;
using Nudges.Orchestrations.Delivery;
using Nudges.Orchestrations.Durable;
using Nudges.Orchestrations.Matching;
using Nudges.Orchestrations.Privacy;
using Nudges.Orchestrations.Runs;

namespace Nudges.Local.Hosting;

/// <summary>The laptop's timer trigger: starts the day's run, deleting what is old, learning and sending again what stayed unconfirmed, when the schedule says so, as the Functions timers do.</summary>
internal sealed partial class DailyTimer(
    RunStarter starter, RetentionStarter retention, LearningStarter learning, UnconfirmedResend resend, IDurableClient client, IOptions<NudgeOptions> options, TimeProvider time, ILogger<DailyTimer> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var schedule = CronExpression.Parse(options.Value.Schedule, CronFormat.IncludeSeconds);
        while (schedule.GetNextOccurrence(time.GetUtcNow(), TimeZoneInfo.Utc) is { } next)
        {
            await DelayUntilAsync(next, stoppingToken);
            var run = await starter.StartDailyAsync(client, stoppingToken);
            LogStarted(run.Value);
            await retention.StartAsync(client, stoppingToken);
            await learning.StartAsync(client, stoppingToken);
            await resend.RunAsync(stoppingToken);
        }
    }

    /// <summary>Waits in steps: a timer holds at most 49 days, and a laptop sleeps.</summary>
    private async Task DelayUntilAsync(DateTimeOffset due, CancellationToken cancellationToken)
    {
        while (due - time.GetUtcNow() is { Ticks: > 0 } left)
        {
            await Task.Delay(left < TimeSpan.FromMinutes(1) ? left : TimeSpan.FromMinutes(1), time, cancellationToken);
        }
    }

    [LoggerMessage(2101, LogLevel.Information, "The timer started run {Run}")]
    private partial void LogStarted(string run);
}
