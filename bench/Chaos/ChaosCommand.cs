using System.CommandLine;
using System.Diagnostics;

namespace Nudges.Bench.Chaos;

/// <summary>What became of runs whose host was killed over and over.</summary>
internal sealed record ChaosResult
{
    /// <summary>Times the host was killed (SIGKILL).</summary>
    public required int Kills { get; init; }

    /// <summary>Times a host took up a run that another had been killed in.</summary>
    public required int Recoveries { get; init; }

    /// <summary>Nudges that a stand-in received more than once.</summary>
    public required int Duplicates { get; init; }

    /// <summary>People without one final state, and nudges recorded as sent that no stand-in received.</summary>
    public required int Lost { get; init; }

    /// <summary>Nudges that may have left when the host was killed, so that they are not sent again.</summary>
    public required int Unconfirmed { get; init; }

    /// <summary>Times the second host was killed.</summary>
    public required int SenderKills { get; init; }

    /// <summary>Batches that the second host sent: without any, nothing is shown of two.</summary>
    public required int SenderBatches { get; init; }

    public required int Runs { get; init; }

    /// <summary>In each run.</summary>
    public required int People { get; init; }

    public required double Seconds { get; init; }

    public required int Seed { get; init; }
}

/// <summary>
/// <c>chaos</c>: starts the laptop host on a day's run, kills it at random moments, starts it again, until the run has ended; the same
/// with a second host, which sends from the same queues. Several runs, each over a folder of its own.
/// </summary>
internal static class ChaosCommand
{
    /// <summary>After so many the second host surely cannot send.</summary>
    private const int MostRuns = 10;

    public static Command Create()
    {
        var kills = Report.Number("--kills", 100, "Times the host is killed, over all runs");
        var runs = Report.Number("--runs", 5, "Runs that the kills are spread over");
        var employees = Report.Number("--employees", 2_000, "People in each run");
        var seed = Report.Number("--seed", 1, "Chooses the moments");
        var json = Report.Json();
        var command = new Command("chaos", "Kill the laptop host, and a second one that sends from its queues, at random moments of a run, and count what was lost or sent twice") { kills, runs, employees, seed, json };
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var result = await RunAsync(arguments.GetValue(kills), arguments.GetValue(runs), arguments.GetValue(employees), arguments.GetValue(seed), cancellationToken);
            Report.Print(result, arguments.GetValue(json));
            return result is { Duplicates: 0, Lost: 0, SenderBatches: > 0 } ? 0 : 1;
        });
        return command;
    }

    private static async Task<ChaosResult> RunAsync(int kills, int runs, int employees, int seed, CancellationToken cancellationToken)
    {
        var random = new Random(seed);
        var watch = Stopwatch.StartNew();
        var result = new ChaosResult { Kills = 0, Recoveries = 0, Duplicates = 0, Lost = 0, Unconfirmed = 0, SenderKills = 0, SenderBatches = 0, Runs = 0, People = employees, Seconds = 0, Seed = seed };

        // A run may end before all its kills have come, and without the second host having had a turn; the rest goes to further runs.
        while (result.Kills < kills || result is { SenderBatches: 0, Runs: < MostRuns })
        {
            await using var run = new ChaosRun(employees, random);
            var most = Math.Min((kills + runs - 1) / runs, kills - result.Kills);
            var killed = await run.KillAsync(most, random, cancellationToken);
            var outcome = await run.FinishAsync(cancellationToken);
            result = result with
            {
                Kills = result.Kills + killed,
                Recoveries = result.Recoveries + run.Recoveries,
                Duplicates = result.Duplicates + outcome.Duplicates,
                Lost = result.Lost + outcome.Lost,
                Unconfirmed = result.Unconfirmed + outcome.Unconfirmed,
                SenderKills = result.SenderKills + run.SenderKills,
                SenderBatches = result.SenderBatches + run.SenderBatches,
                Runs = result.Runs + 1,
                Seconds = Math.Round(watch.Elapsed.TotalSeconds, 1),
            };
            Report.Progress($"run {result.Runs}: {killed} kills, {run.SenderBatches} batches of the second host, {outcome} after {result.Seconds:0} s; {result.Kills} of {kills} kills");
        }

        return result;
    }
}
