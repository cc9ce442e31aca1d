using System.CommandLine;
using System.Diagnostics;
using System.Net.Http.Json;
using Nudges.Local.Azurite;
using Nudges.Orchestrations.People;

namespace Nudges.Bench.People;

/// <summary>What syncing a company costs on this machine: a first night, and one on which little has changed.</summary>
internal sealed record PeopleResult
{
    public required int Employees { get; init; }

    public required double Seconds { get; init; }

    public required double PeoplePerSecond { get; init; }

    /// <summary>The most memory of the process that syncs, over both nights; 1 MB is 1,000,000 bytes.</summary>
    public required double PeakRssMb { get; init; }

    /// <summary>To Microsoft Graph; 20 profiles are one.</summary>
    public required long GraphRequests { get; init; }

    /// <summary>The engine's included.</summary>
    public required long StorageRequests { get; init; }

    public required int Profiles { get; init; }

    public required int Shards { get; init; }

    public required double DeltaSeconds { get; init; }

    public required long DeltaGraphRequests { get; init; }

    public required long DeltaStorageRequests { get; init; }

    /// <summary>Shards that were written on the second night.</summary>
    public required int DeltaShards { get; init; }

    public int Cores { get; } = Environment.ProcessorCount;
}

/// <summary><c>people</c>: syncs the stand-in's company twice.</summary>
internal static class PeopleCommand
{
    /// <summary>Who changes between the nights.</summary>
    private const int Changed = 100;

    /// <summary>
    /// What the heap may take, as a small instance would have it: left alone, it grows with the machine's caches, not with the
    /// company. A sync that needed more would end here.
    /// </summary>
    private const ulong MostHeap = 160 * 1024 * 1024;

    public static Command Create()
    {
        var json = Report.Json();
        var employees = new Option<int>("--employees") { Description = "People in the company", DefaultValueFactory = _ => 100_000 };
        var profiles = new Option<int>("--profiles") { Description = "Profiles that are read in a night", DefaultValueFactory = _ => new Orchestrations.NudgeOptions().ProfilesPerNight };
        employees.Validators.Add(result =>
        {
            if (result.GetValue(employees) < Changed)
            {
                result.AddError($"--employees is a number, {Changed} or more.");
            }
        });
        var command = new Command("people", "Measure the sync of people: time, memory, requests") { employees, profiles, json };
        command.SetAction(async (arguments, cancellationToken) => Report.Print(
            await RunAsync(arguments.GetValue(employees), arguments.GetValue(profiles), cancellationToken), arguments.GetValue(json)));
        return command;
    }

    private static async Task<PeopleResult> RunAsync(int employees, int profiles, CancellationToken cancellationToken)
    {
        AppContext.SetData("GCHeapHardLimit", MostHeap);
        GC.RefreshMemoryLimit();
        var folder = Directory.CreateTempSubdirectory("nudges-bench-");
        try
        {
            await using var azurite = await AzuriteProcess.StartAsync(Path.Combine(folder.FullName, "azurite"), cancellationToken);
            using var standIns = new ChildProcess(new Dictionary<string, string>(), StandInsCommand.Name, "--data", Path.Combine(folder.FullName, "stand-ins"), "--employees", $"{employees}");
            var address = new Uri(await standIns.ReadLineAsync(cancellationToken));
            await using var bench = await PeopleBench.StartAsync(azurite.ConnectionString, address, profiles, cancellationToken);
            var result = await RunAsync(bench, address, employees, cancellationToken);
            await standIns.EndAsync(cancellationToken);
            return result;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<PeopleResult> RunAsync(PeopleBench bench, Uri standIn, int employees, CancellationToken cancellationToken)
    {
        var first = await bench.SyncAsync(cancellationToken);
        Report.Progress($"{first.People.People:N0} people in {first.Seconds:0} s, {PeakMb():0} MB at most so far");
        var people = await bench.SomeAsync(Changed, cancellationToken);
        using var http = new HttpClient { BaseAddress = standIn };
        var change = new { put = people.Skip(Changed / 10).Select(id => new { id, jobTitle = "Head of Change" }), remove = people.Take(Changed / 10) };
        (await http.PostAsJsonAsync("people-changes", change, cancellationToken)).EnsureSuccessStatusCode();
        var second = await bench.SyncAsync(cancellationToken);
        Check(first.People, employees);
        Check(second.People, employees - (Changed / 10));
        return new PeopleResult
        {
            Employees = employees,
            Seconds = Math.Round(first.Seconds, 1),
            PeoplePerSecond = Math.Round(employees / first.Seconds),
            PeakRssMb = Math.Round(PeakMb()),
            GraphRequests = first.Graph,
            StorageRequests = first.Storage,
            Profiles = first.People.Profiles ?? 0,
            Shards = first.People.Shards.Value,
            DeltaSeconds = Math.Round(second.Seconds, 1),
            DeltaGraphRequests = second.Graph,
            DeltaStorageRequests = second.Storage,
            DeltaShards = await bench.WrittenAsync(second.People.Version, cancellationToken),
        };
    }

    private static void Check(SyncedPeople people, int expected)
    {
        if (people.People != expected)
        {
            throw new InvalidOperationException($"{people.People} people were synced, not {expected}. {people.Problem}");
        }
    }

    private static double PeakMb()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 / 1e6;
    }
}
