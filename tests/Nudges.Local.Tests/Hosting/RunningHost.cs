using Microsoft.Extensions.DependencyInjection;
using Nudges.Campaigns;
using Nudges.Local.Engine;
using Nudges.Local.Hosting;
using Nudges.Local.StandIns;
using Nudges.Orchestrations.Durable;
using Nudges.Orchestrations.Runs;
using Spectre.Console;

namespace Nudges.Local.Tests.Hosting;

/// <summary>The whole laptop host over a folder of its own, which survives restarts within one test.</summary>
public sealed class RunningHost : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("nudges-host-").FullName;
    private readonly int? _employees;
    private LocalHost? _host;

    private readonly bool _events;

    private RunningHost(int? employees, bool events) => (_employees, _events) = (employees, events);

    internal LocalHost Host => _host!;

    internal IDurableClient Client => Host.Services.GetRequiredService<IDurableClient>();

    /// <summary>Starts the host, again where it was stopped.</summary>
    /// <param name="employees">How many people the company has; the samples' where null.</param>
    /// <param name="events">Whether SendGrid's stand-in tells what became of mail.</param>
    public static async Task<RunningHost> StartAsync(int? employees = null, bool events = false)
    {
        var running = new RunningHost(employees, events);
        await running.RestartAsync();
        return running;
    }

    public async Task RestartAsync()
    {
        await StopAsync();
        var silent = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(TextWriter.Null) });
        _host = await LocalHost.StartAsync(new LocalOptions { Folder = _folder, Once = true, Employees = _employees, Events = _events }, silent, CancellationToken.None);
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

    /// <summary>Each message of the nudges that came more than once, so that a failing test says when and by which channel.</summary>
    internal IEnumerable<MailboxLine> Repeated() =>
        Host.StandIns.Mailbox.List(line => line.Nudge is not null, int.MaxValue).GroupBy(line => line.Nudge).Where(lines => lines.Count() > 1).SelectMany(lines => lines);

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
