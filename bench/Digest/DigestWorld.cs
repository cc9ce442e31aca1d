using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Nudges.Bench.Content;
using Nudges.Integrations.Storage;
using Nudges.Local.Azurite;
using Nudges.Storage;

namespace Nudges.Bench.Digest;

/// <summary>What one measured run came to.</summary>
internal sealed record DigestRun(DigestHostReport Host, StandInsReport StandIns, StorageRequests StorageRequests, int Lost, double AzuriteCpuSeconds, double StandInsCpuSeconds);

/// <summary>Azurite, the stand-ins and the host, each a process, over a folder of their own.</summary>
internal sealed class DigestWorld(int employees, int items, string channels, int hours) : IDisposable
{
    private const int HeapBytes = 160 * 1024 * 1024;

    private readonly string _folder = Directory.CreateTempSubdirectory("nudges-digest-").FullName;
    private readonly StorageLog _log = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <param name="naive">How many employees are nudged one by one; 0 for the product's own way, with all.</param>
    /// <param name="cancellationToken">Stops everything.</param>
    public async Task<DigestRun> RunAsync(int naive, CancellationToken cancellationToken)
    {
        await using var azurite = await AzuriteProcess.StartAsync(Path.Combine(_folder, "azurite"), cancellationToken, _log.Add);
        using var standIns = new ChildProcess(new Dictionary<string, string>(), StandInsCommand.Name, "--data", Path.Combine(_folder, "stand-ins"));
        var address = await standIns.ReadLineAsync(cancellationToken);
        await using var storage = new ServiceCollection()
            .AddAzureStorage(new ConfigurationBuilder().AddInMemoryCollection([new("AzureWebJobsStorage", azurite.ConnectionString)]).Build())
            .BuildServiceProvider();
        await storage.GetRequiredService<StorageSetup>().EnsureCreatedAsync(["email", "teams"], cancellationToken);
        await new DigestSeed(storage.GetRequiredService<IDocumentStore>(), employees, items, hours).WriteAsync(cancellationToken);

        using var host = new ChildProcess(Settings(azurite.ConnectionString, address), DigestHost.Name, "--naive", naive.ToString(CultureInfo.InvariantCulture), "--at-hours", hours > 1 ? "true" : "false");
        await host.ReadLineAsync(cancellationToken);
        var before = (Requests: _log.Counts, Azurite: CpuSeconds(azurite.ProcessId), StandIns: CpuSeconds(standIns.Id));
        var report = JsonSerializer.Deserialize<DigestHostReport>(await host.EndAsync(cancellationToken), NudgesJson.Options)!;
        var requests = _log.Counts - before.Requests;
        var cpu = (Azurite: CpuSeconds(azurite.ProcessId) - before.Azurite, StandIns: CpuSeconds(standIns.Id) - before.StandIns);
        var seen = JsonSerializer.Deserialize<StandInsReport>(await standIns.EndAsync(cancellationToken), NudgesJson.Options)!;
        var lost = naive > 0
            ? Math.Abs(report.Counts.Sent.Values.Sum() - seen.Nudges)
            : (await Accounts.ReadAsync(storage, DigestHost.Run, cancellationToken)).Lost(employees, seen.Nudges);
        return new DigestRun(report, seen, requests, lost, cpu.Azurite, cpu.StandIns);
    }

    private static double CpuSeconds(int process) => Process.GetProcessById(process).TotalProcessorTime.TotalSeconds;

    private Dictionary<string, string> Settings(string storage, string standIns)
    {
        var settings = new Dictionary<string, string>
        {
            ["AzureWebJobsStorage"] = storage,
            ["Nudges__Channels"] = channels,
            ["Nudges__Timing__Mode"] = "AtOnce",
            ["Nudges__SiteAddress"] = "https://nudges.example",
            // What the smallest instances in Azure, of 512 MB, can spare: what is measured is that it is enough.
            ["DOTNET_GCHeapHardLimit"] = HeapBytes.ToString("x", CultureInfo.InvariantCulture),
            // A run of half a minute does not win back what it costs to compile the same methods again.
            ["DOTNET_TieredCompilation"] = "0",
            ["Nudges__LinkKey"] = Convert.ToBase64String(new byte[32]),
            ["Nudges__CheckLinks"] = "false",
            ["Graph__BaseAddress"] = $"{standIns}v1.0",
            ["Graph__Anonymous"] = "true",
            ["SendGrid__BaseAddress"] = standIns,
            ["SendGrid__ApiKey"] = "stand-in",
            ["SendGrid__From"] = "nudges@bench.example",
            ["Teams__ServiceAddress"] = standIns,
            ["Teams__Anonymous"] = "true",
            ["Teams__BotId"] = "stand-in",
            ["Teams__TenantId"] = "stand-in",
        };
        for (var number = 0; number < DigestSeed.Sources; number++)
        {
            var source = GeneratedItems.Source(number);
            settings[$"Nudges__Sources__{number}__Name"] = source.Name;
            settings[$"Nudges__Sources__{number}__Address"] = source.Address.AbsoluteUri;
        }

        return settings;
    }
}
