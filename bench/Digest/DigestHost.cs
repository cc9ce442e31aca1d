using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Nudges.Campaigns;
using Nudges.Delivery;
using Nudges.Integrations;
using Nudges.Local.Delivery;
using Nudges.Local.Engine;
using Nudges.Orchestrations;
using Nudges.Orchestrations.Content;
using Nudges.Orchestrations.Durable;
using Nudges.Orchestrations.Runs;

namespace Nudges.Bench.Digest;

/// <summary>What the host says of itself when it has ended.</summary>
internal sealed record DigestHostReport
{
    /// <summary>From asking for the run until it is recorded as finished.</summary>
    public required double Seconds { get; init; }

    public required double CpuSeconds { get; init; }

    /// <summary>The most memory that the process ever held, from its start.</summary>
    public required double PeakRssMb { get; init; }

    public required RunCounts Counts { get; init; }
}

/// <summary>
/// <c>digest-host</c>: the product without its site, in a process of its own: engine, planner, senders. Its settings come from
/// the environment. It says when it is ready, begins when its input ends, and gives its report as the last line.
/// </summary>
internal static class DigestHost
{
    public const string Name = "digest-host";

    public static readonly RunId Run = new("campaign-bench");

    public static Command Create()
    {
        var naive = new Option<int>("--naive");
        var atHours = new Option<bool>("--at-hours");
        var command = new Command(Name) { naive, atHours };
        command.Hidden = true;
        command.SetAction((arguments, cancellationToken) => RunAsync(arguments.GetValue(naive), arguments.GetValue(atHours), cancellationToken));
        return command;
    }

    private static async Task RunAsync(int naive, bool atHours, CancellationToken cancellationToken)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddEnvironmentVariables();
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddIntegrations(builder.Configuration);
        builder.Services.AddNudgeOrchestrations(builder.Configuration);
        builder.Services.AddWorkflows(typeof(NaiveDigest).Assembly);
        builder.Services.AddEmbeddedEngine(engine => engine.DefaultVersion = OrchestrationVersion.Current);
        builder.Services.AddQueuePump();
        using var host = builder.Build();
        await host.StartAsync(cancellationToken);
        await host.Services.GetRequiredService<ContentPublisher>().PublishAsync(TimeProvider.System.GetUtcNow(), changed: true, cancellationToken);

        // What comes after this is counted.
        Console.WriteLine("ready");
        await Console.In.ReadLineAsync(cancellationToken);
        var client = host.Services.GetRequiredService<IDurableClient>();
        var watch = Stopwatch.StartNew();
        var counts = naive > 0 ? await RunNaiveAsync(client, naive, cancellationToken) : await RunDigestAsync(host.Services, client, atHours, cancellationToken);
        var seconds = watch.Elapsed.TotalSeconds;
        await host.StopAsync(cancellationToken);
        var process = Process.GetCurrentProcess();
        Console.WriteLine(JsonSerializer.Serialize(
            new DigestHostReport
            {
                Seconds = seconds,
                CpuSeconds = process.TotalProcessorTime.TotalSeconds,
                PeakRssMb = process.PeakWorkingSet64 / 1024d / 1024,
                Counts = counts,
            },
            NudgesJson.Options));
    }

    private static async Task<RunCounts> RunDigestAsync(IServiceProvider services, IDurableClient client, bool atHours, CancellationToken cancellationToken)
    {
        var now = TimeProvider.System.GetUtcNow();
        var request = new RunRequest { Id = Run, Kind = RunKind.Campaign, AsOf = now };
        if (atHours)
        {
            // All hours of a Tuesday that is over: batches are by hour and have waited, and the bench has not.
            var tuesday = now.UtcDateTime.Date.AddDays(-7 - (int)now.DayOfWeek + (int)DayOfWeek.Tuesday);
            request = request with { AsOf = new DateTimeOffset(tuesday, TimeSpan.Zero).AddHours(-12), Timing = TimingMode.PersonsHour, Window = TimeSpan.FromHours(48) };
        }

        await services.GetRequiredService<RunStarter>().StartCampaignAsync(client, request, cancellationToken);
        return await EndAsync(client, Run.Value, cancellationToken);
    }

    private static async Task<RunCounts> RunNaiveAsync(IDurableClient client, int employees, CancellationToken cancellationToken)
    {
        await client.ScheduleNewOrchestrationInstanceAsync(NaiveDigest.Reference, employees, NaiveDigest.Reference.Name, cancellationToken);
        return await EndAsync(client, NaiveDigest.Reference.Name, cancellationToken);
    }

    private static async Task<RunCounts> EndAsync(IDurableClient client, string instance, CancellationToken cancellationToken)
    {
        var ended = await client.WaitForInstanceCompletionAsync(instance, cancellationToken);
        return ended.RuntimeStatus == OrchestrationRuntimeStatus.Completed
            ? JsonSerializer.Deserialize<RunCounts>(ended.SerializedOutput!, NudgesJson.Options)!
            : throw new InvalidOperationException($"{instance} ended {ended.RuntimeStatus}: {ended.FailureDetails?.ErrorMessage}");
    }
}
