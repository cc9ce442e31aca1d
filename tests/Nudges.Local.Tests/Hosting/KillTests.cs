using System.Diagnostics;
using System.Text.Json;
using Nudges.Local.StandIns;
using Xunit.Abstractions;

namespace Nudges.Local.Tests.Hosting;

/// <summary>The program itself, killed at random moments of a run and started again.</summary>
public sealed class KillTests(ITestOutputHelper output) : IDisposable
{
    private const int Kills = 8;
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);
    private readonly string _folder = Directory.CreateTempSubdirectory("nudges-kill-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Run_FinishesAndNudgesNobodyTwice_WhenKilledAtRandomMoments(int seed)
    {
        var random = new Random(seed);
        var killed = 0;
        for (var kill = 0; kill < Kills; kill++)
        {
            using var process = StartRun();
            using var moment = new CancellationTokenSource(TimeSpan.FromMilliseconds(random.Next(800, 6_000)));
            try
            {
                await process.WaitForExitAsync(moment.Token);
                break;
            }
            catch (OperationCanceledException)
            {
                process.Kill();
                await process.WaitForExitAsync();
                killed++;
            }
        }

        using var last = StartRun();
        using var limit = new CancellationTokenSource(StartLimit);
        var result = await last.StandardOutput.ReadToEndAsync(limit.Token);
        await last.WaitForExitAsync(limit.Token);

        output.WriteLine($"seed {seed}: {killed} kills");
        output.WriteLine(result);
        Assert.Equal(0, last.ExitCode);
        using var report = JsonDocument.Parse(result.TrimEnd().Split('\n')[^1]);
        var counts = report.RootElement;
        var suppressed = counts.GetProperty("suppressed").EnumerateObject().Sum(rule => rule.Value.GetInt32());
        Assert.Equal(counts.GetProperty("people").GetInt32(), counts.GetProperty("nudges").GetInt32() + suppressed + counts.GetProperty("failed").GetInt32());
        using var mailbox = Mailbox.Open(Path.Combine(_folder, "stand-ins"));
        var delivered = mailbox.Count(_ => true);
        Assert.Equal(0, delivered.Repeated);
        // What is unconfirmed may have been delivered; nothing else may have, and nothing that counts as sent may be missing.
        Assert.InRange(delivered.Nudges, counts.GetProperty("nudges").GetInt32(), counts.GetProperty("nudges").GetInt32() + counts.GetProperty("failed").GetInt32());
    }

    private Process StartRun()
    {
        var process = LocalProgram.Start(["run", "--once", "--json", "--data", _folder]);
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        return process;
    }
}
