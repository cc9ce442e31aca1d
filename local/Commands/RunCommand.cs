using Nudges.Campaigns;
using Nudges.Integrations.Storage;
using Nudges.Local.Hosting;
using Nudges.Local.Terminal;
using Nudges.Orchestrations.Durable;
using Nudges.Orchestrations.Runs;
using Spectre.Console;

namespace Nudges.Local.Commands;

/// <summary>Runs the day's nudges, shows what became of everyone, and keeps serving unless told otherwise.</summary>
internal static class RunCommand
{
    /// <summary>Said when a run is taken up that an earlier process left unfinished.</summary>
    public const string GoesOn = "Today's run was interrupted; it goes on where it was.";

    /// <returns>The process's exit code: 0 when the run finished, 1 when it failed, 130 when it was interrupted.</returns>
    /// <exception cref="StartFailedException">The host could not start, or could not go on.</exception>
    public static async Task<int> RunAsync(LocalOptions options, bool json, CancellationToken cancellationToken)
    {
        // With --json the last line of the output belongs to the result; everything for people goes to the other stream.
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(json ? Console.Error : Console.Out) });
        await using var host = await LocalHost.StartAsync(options, console, cancellationToken);
        var report = await host.OrFaultAsync(RunDayAsync(host, console, json, cancellationToken));
        if (json)
        {
            Console.WriteLine(report.ToJson());
        }

        var failed = report.Status != RunStatus.Finished;
        if (!options.Once && !cancellationToken.IsCancellationRequested)
        {
            console.MarkupLineInterpolated($"[bold]{host.Site}[/]  overview, people, and the mailbox with every mail and card as delivered. Ctrl-C ends.");
            await host.OrFaultAsync(host.StoppedAsync(cancellationToken));
            return 0;
        }

        return failed ? 1 : 0;
    }

    private static async Task<RunReport> RunDayAsync(LocalHost host, IAnsiConsole console, bool json, CancellationToken cancellationToken)
    {
        var client = host.Services.GetRequiredService<IDurableClient>();
        var runs = host.Services.GetRequiredService<IRunStore>();
        var requests = host.Services.GetRequiredService<StorageRequestCounter>();
        var time = host.Services.GetRequiredService<TimeProvider>();
        var starter = host.Services.GetRequiredService<RunStarter>();

        var display = new RunDisplay(console);

        var before = requests.Total;
        var startedAt = time.GetTimestamp();
        var finishedBefore = await starter.FindFinishedAsync(client, cancellationToken);
        if (await starter.IsUnfinishedAsync(client, cancellationToken))
        {
            console.MarkupLine($"[grey]{GoesOn}[/]");
        }

        var id = finishedBefore ?? await starter.StartDailyAsync(client, cancellationToken);
        var ended = client.WaitForInstanceCompletionAsync(id.Value, cancellationToken);
        if (!json && finishedBefore is null)
        {
            await display.ShowAsync(() => RunProgress.ReadAsync(client, id, cancellationToken), ended, cancellationToken);
        }

        await ended;
        var counted = requests.Total - before;
        var elapsed = time.GetElapsedTime(startedAt);
        var run = await runs.ReadAsync(id, cancellationToken) ?? throw new InvalidOperationException($"Run {id} has ended and is not in the record of runs.");
        if (finishedBefore is not null)
        {
            elapsed = run.FinishedAt!.Value - run.StartedAt;
        }

        var report = RunReport.Of(run, elapsed, counted, alreadyFinished: finishedBefore is not null);
        display.Show(report);
        return report;
    }
}
