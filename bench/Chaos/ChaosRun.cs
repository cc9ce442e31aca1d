using System.Diagnostics;
using System.Text.Json;
using Nudges.Campaigns;
using Nudges.Local.Commands;
using Nudges.Local.Hosting;
using Nudges.Local.StandIns;
using Spectre.Console;

namespace Nudges.Bench.Chaos;

/// <summary>What a run came to, as the ledger and the stand-ins have it.</summary>
internal sealed record ChaosOutcome(int People, int Sent, int Suppressed, int Failed, int Unconfirmed, int Duplicates, int Lost)
{
    public override string ToString() =>
        $"{People} people = {Sent} sent + {Suppressed} suppressed + {Failed} failed + {Unconfirmed} unconfirmed; {Duplicates} duplicates, {Lost} lost";
}

/// <summary>
/// A day's run over a folder of its own, in a process that is killed and started again; and beside it a second host, which only sends, that
/// is killed and started again at moments of its own.
/// </summary>
internal sealed class ChaosRun : IAsyncDisposable
{
    // A message whose holder was killed stays hidden for half a minute, so a run takes a while to finish after the last kill.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private readonly string _folder = Directory.CreateTempSubdirectory("nudges-chaos-").FullName;
    private readonly CancellationTokenSource _lastKill = new();
    private readonly CancellationTokenSource _end = new();
    private readonly int _employees;
    private readonly Task _senders;

    public ChaosRun(int employees, Random random)
    {
        _employees = employees;
        _senders = KillSendersAsync(new Random(random.Next()));
    }

    public int Recoveries { get; private set; }

    /// <summary>Times the second host was killed.</summary>
    public int SenderKills { get; private set; }

    /// <summary>Batches that it sent.</summary>
    public int SenderBatches { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await EndSendersAsync();
        _lastKill.Dispose();
        _end.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Kills the host so many times, or fewer where the run has ended before; how many.</summary>
    public async Task<int> KillAsync(int times, Random random, CancellationToken cancellationToken)
    {
        for (var kill = 0; kill < times; kill++)
        {
            using var process = Start();
            using var moment = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

            // From before it listens to beyond the end of a run that is let alone.
            moment.CancelAfter(TimeSpan.FromMilliseconds(random.Next(300, 10_000)));
            try
            {
                await process.WaitForExitAsync(moment.Token);
                return kill;
            }
            catch (OperationCanceledException)
            {
                process.Kill();
                await process.WaitForExitAsync(CancellationToken.None);
                cancellationToken.ThrowIfCancellationRequested();
            }
        }

        return times;
    }

    /// <summary>Lets the run end, and compares what the report, the ledger and the stand-ins say of it.</summary>
    /// <exception cref="InvalidOperationException">It does not end, or ends failed.</exception>
    public async Task<ChaosOutcome> FinishAsync(CancellationToken cancellationToken)
    {
        await _lastKill.CancelAsync();
        using var process = Start();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"The run did not finish: exit code {process.ExitCode}. {output}");
        }

        await EndSendersAsync();
        var report = JsonSerializer.Deserialize<JsonElement>(output.TrimEnd().Split('\n')[^1]);
        var silent = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(TextWriter.Null) });
        await using var host = await LocalHost.StartAsync(new LocalOptions { Folder = _folder, Once = true, Employees = _employees }, silent, cancellationToken);
        return await CompareAsync(host, new RunId(report.GetProperty("run").GetString()!), cancellationToken);
    }

    private async Task<ChaosOutcome> CompareAsync(LocalHost host, RunId id, CancellationToken cancellationToken)
    {
        var accounts = await Accounts.ReadAsync(host.Services, id, cancellationToken);
        var received = host.StandIns.Mailbox.Count(line => line.Nudge is not null);
        return new ChaosOutcome(
            accounts.People, accounts.Sent, accounts.Suppressed, accounts.Failed, accounts.Unconfirmed, received.Repeated, accounts.Lost(_employees, received.Nudges));
    }

    private async Task EndSendersAsync()
    {
        await _lastKill.CancelAsync();
        await _end.CancelAsync();
        await _senders;
    }

    private async Task KillSendersAsync(Random random)
    {
        while (!_end.IsCancellationRequested)
        {
            using var sender = new ChildProcess(new Dictionary<string, string>(), SenderHost.Name, "--data", _folder);
            await Task.Delay(random.Next(1_000, 20_000), _lastKill.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_lastKill.IsCancellationRequested)
            {
                await Task.Delay(Timeout.Infinite, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            SenderBatches += (await sender.KillAsync()).Count;
            SenderKills += _end.IsCancellationRequested ? 0 : 1;
        }
    }

    private Process Start()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[typeof(Mailbox).Assembly.Location, "run", "--once", "--json", "--data", _folder, "--employees", $"{_employees}"])
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, line) => Recoveries += line.Data?.Contains(RunCommand.GoesOn, StringComparison.Ordinal) == true ? 1 : 0;
        process.BeginErrorReadLine();
        return process;
    }
}
