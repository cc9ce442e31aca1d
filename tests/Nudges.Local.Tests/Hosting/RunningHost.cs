using Microsoft.Extensions.DependencyInjection;
using Nudges.Campaigns;
using Nudges.Local.Engine;
using Nudges.Local.Hosting;
using Nudges.Orchestrations.Durable;
using Nudges.Orchestrations.Runs;
using Spectre.Console;

namespace Nudges.Local.Tests.Hosting;

/// <summary>The whole laptop host over a folder of its own, which survives restarts within one test.</summary>
public sealed class RunningHost : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("nudges-host-").FullName;
    private readonly string? _samples;
    private LocalHost? _host;

    private RunningHost(string? samples) => _samples = samples;

    internal LocalHost Host => _host!;

    internal IDurableClient Client => Host.Services.GetRequiredService<IDurableClient>();

    /// <summary>Starts the host, again where it was stopped.</summary>
    /// <param name="samples">The company and its sources; the repository's where null.</param>
    public static async Task<RunningHost> StartAsync(string? samples = null)
    {
        var running = new RunningHost(samples);
        await running.RestartAsync();
        return running;
    }

    public async Task RestartAsync()
    {
        await StopAsync();
        var silent = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(TextWriter.Null) });
        var options = new LocalOptions { Folder = _folder, Once = true };
        _host = await LocalHost.StartAsync(_samples is null ? options : options with { Samples = _samples }, silent, CancellationToken.None);
    }

    /// <summary>Starts today's run unless it was started, and waits for its end.</summary>
    public async Task<Run> RunDayAsync()
    {
        var id = await Host.Services.GetRequiredService<RunStarter>().StartDailyAsync(Client, CancellationToken.None);
        return await Host.OrFaultAsync(EndOfAsync(id));
    }

    public async Task<Run> EndOfAsync(RunId id)
    {
        await Host.Services.GetRequiredService<EmbeddedEngine>().WaitForInstanceAsync(id.Value, instance => instance.IsCompleted, CancellationToken.None);
        return (await Host.Services.GetRequiredService<IRunStore>().ReadAsync(id, CancellationToken.None))!;
    }

    /// <summary>A client of the site.</summary>
    public HttpClient CreateHttpClient() => new() { BaseAddress = Host.Address };

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StopAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
            _host = null;
        }
    }
}
