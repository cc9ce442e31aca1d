using System.Globalization;
using Nudges.Orchestrations.Runs;
using Spectre.Console;

namespace Nudges.Local.Terminal;

/// <summary>Shows a run in the terminal: progress while it lasts, a table when it is done.</summary>
internal sealed class RunDisplay(IAnsiConsole console)
{
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(100);

    /// <summary>Shows progress until <paramref name="run"/> completes.</summary>
    /// <param name="readAsync">Reads how far the run is; null where it is not known yet.</param>
    /// <param name="run">Completes with the run.</param>
    /// <param name="cancellationToken">Ends the display.</param>
    public Task ShowAsync(Func<Task<RunProgress?>> readAsync, Task run, CancellationToken cancellationToken) =>
        console.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(async progress =>
            {
                var prepare = progress.AddTask("Reading content and people").IsIndeterminate();
                var deliver = progress.AddTask("Choosing, writing and sending", autoStart: false);
                do
                {
                    await Task.WhenAny(run, Task.Delay(Refresh, cancellationToken));
                    if (await readAsync() is { Stage: RunStage.Delivering or RunStage.Finished } now)
                    {
                        Finish(prepare);
                        if (!deliver.IsStarted)
                        {
                            deliver.StartTask();
                        }

                        deliver.MaxValue = Math.Max(1, now.People);
                        deliver.Value = now.Counts.People;
                    }
                }
                while (!run.IsCompleted && !cancellationToken.IsCancellationRequested);

                Finish(prepare);
                if (run.IsCompletedSuccessfully)
                {
                    Finish(deliver);
                }
            });

    public void Show(RunReport report)
    {
        var table = new Table().Border(TableBorder.Rounded).Title(Title(report)).HideHeaders().AddColumns(new TableColumn("what"), new TableColumn("count").RightAligned());
        table.AddRow("[bold]People[/]", Bold(report.People));
        table.AddRow("[green]Sent by email[/]", Number(report.Email));
        if (report.Smtp > 0)
        {
            table.AddRow("[green]Sent by SMTP[/]", Number(report.Smtp));
        }

        table.AddRow("[green]Sent by Teams[/]", Number(report.Teams));
        foreach (var (rule, count) in report.Suppressed)
        {
            table.AddRow($"[grey]Not nudged: {Markup.Escape(Words(rule))}[/]", Number(count));
        }

        foreach (var (reason, count) in report.FailedReasons ?? new Dictionary<string, int>())
        {
            table.AddRow($"[red]Failed: {Markup.Escape(reason)}[/]", Number(count));
        }

        table.AddEmptyRow();
        table.AddRow("Seconds", report.Seconds.ToString("0.0", CultureInfo.InvariantCulture));
        if (!report.AlreadyFinished)
        {
            table.AddRow("Storage requests per 1,000 nudges", report.StorageRequestsPer1000.ToString("0", CultureInfo.InvariantCulture));
        }

        console.Write(table);
        foreach (var warning in report.Warnings)
        {
            console.MarkupLineInterpolated($"[yellow]![/] {warning}");
        }

        if (report.Error is not null)
        {
            console.MarkupLineInterpolated($"[red]The run failed:[/] {report.Error}");
        }

        if (report.AlreadyFinished)
        {
            console.MarkupLine("Today's run was finished before; nobody is nudged twice. [grey]--fresh starts over.[/]");
        }
    }

    private static string Title(RunReport report) => $"{Markup.Escape(report.Run)} {(report.Status == Campaigns.RunStatus.Finished ? "[green]finished[/]" : "[red]failed[/]")}";

    private static string Words(string rule) => rule.Replace('-', ' ');

    private static string Bold(int count) => $"[bold]{Number(count)}[/]";

    private static string Number(int count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static void Finish(ProgressTask task)
    {
        task.IsIndeterminate = false;
        task.Value = task.MaxValue;
        task.StopTask();
    }
}
