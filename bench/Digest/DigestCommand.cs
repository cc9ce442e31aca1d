using System.CommandLine;

namespace Nudges.Bench.Digest;

/// <summary>What a digest for everyone costs on this machine.</summary>
internal sealed record DigestResult
{
    public required int Employees { get; init; }

    public required int Items { get; init; }

    public required int Nudges { get; init; }

    /// <summary>From asking for the run until everyone is accounted for: content and people are there, everything else is in it.</summary>
    public required double Seconds { get; init; }

    public required double NudgesPerSecond { get; init; }

    /// <summary>What Azurite answered from asking for the run to the host's end, by its own access log: engine, queues and polling included.</summary>
    public required long StorageRequests { get; init; }

    /// <summary>The same by what they cost; "blobReads" and so on.</summary>
    public required StorageRequests Storage { get; init; }

    public required double StorageRequestsPer1000 { get; init; }

    public required int ProviderRequests { get; init; }

    /// <summary>The most memory that the host ever held.</summary>
    public required double PeakRssMb { get; init; }

    /// <summary>Processor time of the host, its start included: less depends on what else the machine does.</summary>
    public required double HostCpuSeconds { get; init; }

    public required double AzuriteCpuSeconds { get; init; }

    public required double StandInsCpuSeconds { get; init; }

    /// <summary>Nudges that a provider received more than once.</summary>
    public required int Duplicates { get; init; }

    /// <summary>People without one final state, and nudges whose record and receipt differ.</summary>
    public required int Lost { get; init; }

    public int Cores { get; } = Environment.ProcessorCount;

    public NaiveResult? Naive { get; init; }
}

/// <summary>The same with an activity and a provider request for each employee, and how many times as much that costs.</summary>
internal sealed record NaiveResult
{
    /// <summary>Fewer than for the digest: all figures are compared per 1,000.</summary>
    public required int Employees { get; init; }

    public required double SecondsPer1000 { get; init; }

    public required double StorageRequestsPer1000 { get; init; }

    public required double ProviderRequestsPer1000 { get; init; }

    /// <summary>Seconds for each nudge, by those of the digest.</summary>
    public required double Ratio { get; init; }

    public required double StorageRequestsRatio { get; init; }
}

/// <summary><c>digest</c>: everyone's nudges, from the start of the run until all are accounted for.</summary>
internal static class DigestCommand
{
    public static Command Create()
    {
        var employees = Report.Number("--employees", 100_000, "People in the company");
        var items = Report.Number("--items", 2_000, "Items in the catalogue");
        var channels = new Option<string>("--channels") { Description = "Channels by preference, separated by commas", DefaultValueFactory = _ => "email" };
        var hours = Report.Number("--hours", 1, "Hours at which people's days begin, around the world: 1 sends to everyone at once, 24 to each at their own");
        var naive = new Option<bool>("--naive") { Description = "Also measure an activity and a provider request for each employee, and print the ratio" };
        var naiveEmployees = Report.Number("--naive-employees", 2_000, "For how many that is done: it is compared per 1,000");
        var json = Report.Json();
        var command = new Command("digest", "Measure a digest for everyone: time, storage and provider requests, memory, what was lost or sent twice")
        {
            employees, items, channels, hours, naive, naiveEmployees, json,
        };
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var result = await MeasureAsync(arguments.GetValue(employees), arguments.GetValue(items), arguments.GetValue(channels)!, arguments.GetValue(hours), cancellationToken);
            if (arguments.GetValue(naive))
            {
                var few = Math.Min(arguments.GetValue(naiveEmployees), arguments.GetValue(employees));
                result = result with { Naive = await MeasureNaiveAsync(result, few, cancellationToken) };
            }

            Report.Print(result, arguments.GetValue(json));
            return result is { Duplicates: 0, Lost: 0 } ? 0 : 1;
        });
        return command;
    }

    private static async Task<DigestResult> MeasureAsync(int employees, int items, string channels, int hours, CancellationToken cancellationToken)
    {
        Report.Progress($"a digest for {employees:N0} people from {items:N0} items");
        using var world = new DigestWorld(employees, items, channels, hours);
        var run = await world.RunAsync(naive: 0, cancellationToken);
        var nudges = run.Host.Counts.Sent.Values.Sum();
        return new DigestResult
        {
            Employees = employees,
            Items = items,
            Nudges = nudges,
            Seconds = Math.Round(run.Host.Seconds, 2),
            NudgesPerSecond = Math.Round(nudges / run.Host.Seconds),
            StorageRequests = run.StorageRequests.Total,
            Storage = run.StorageRequests,
            StorageRequestsPer1000 = Per1000(run.StorageRequests.Total, nudges),
            ProviderRequests = run.StandIns.ProviderRequests,
            PeakRssMb = Math.Round(run.Host.PeakRssMb),
            HostCpuSeconds = Math.Round(run.Host.CpuSeconds, 1),
            AzuriteCpuSeconds = Math.Round(run.AzuriteCpuSeconds, 1),
            StandInsCpuSeconds = Math.Round(run.StandInsCpuSeconds, 1),
            Duplicates = run.StandIns.Repeated,
            Lost = run.Lost,
        };
    }

    private static async Task<NaiveResult> MeasureNaiveAsync(DigestResult digest, int employees, CancellationToken cancellationToken)
    {
        Report.Progress($"one by one for {employees:N0} people");
        using var world = new DigestWorld(employees, digest.Items, "email", hours: 1);
        var run = await world.RunAsync(employees, cancellationToken);
        var nudges = run.Host.Counts.Sent.Values.Sum();
        var requests = Per1000(run.StorageRequests.Total, nudges);
        return new NaiveResult
        {
            Employees = employees,
            SecondsPer1000 = Per1000(run.Host.Seconds, nudges),
            StorageRequestsPer1000 = requests,
            ProviderRequestsPer1000 = Per1000(run.StandIns.ProviderRequests, nudges),
            Ratio = Math.Round(run.Host.Seconds / nudges / (digest.Seconds / digest.Nudges), 1),
            StorageRequestsRatio = Math.Round(requests / digest.StorageRequestsPer1000, 1),
        };
    }

    private static double Per1000(double count, int nudges) => Math.Round(count * 1000 / nudges, 1);
}
