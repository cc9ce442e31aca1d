using Azure.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Nudges.Conformance;
using Nudges.Local.Engine;
using Nudges.Orchestrations.Durable;

namespace Nudges.Local.Tests.Engine;

/// <summary>The embedded engine over a container of its own.</summary>
internal sealed class EmbeddedHost : IDurableHost
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Action<IServiceCollection> _register;
    private readonly List<ServiceProvider> _killed = [];
    private readonly FlowLog _lines = new();
    private ServiceProvider _services = null!;

    private EmbeddedHost(Action<IServiceCollection> register) => _register = register;

    public TestClock Clock { get; } = new();

    public TimeSpan Unit => TimeSpan.FromMinutes(1);

    /// <summary>Twice what one ITimer takes.</summary>
    public TimeSpan LongTime => TimeSpan.FromDays(100);

    public TimeSpan Early => TimeSpan.Zero;

    public bool KeepsOrder => true;

    public string Version => "2.1";

    public IDurableClient Client => _services.GetRequiredService<IDurableClient>();

    public EmbeddedEngine Engine => _services.GetRequiredService<EmbeddedEngine>();

    public IReadOnlyCollection<string> LoggedLines => _lines.Lines;

    public static async Task<EmbeddedHost> StartAsync(
        string connectionString, string container, IReadOnlyList<IOrchestrator> orchestrators, IReadOnlyList<IActivity> activities,
        Action<EngineOptions>? configure = null, Action<BlobClientOptions>? storage = null, IEnumerable<int>? crashes = null)
    {
        var steps = new Queue<int>(crashes ?? []);
        var host = new EmbeddedHost(services =>
        {
            var options = new BlobClientOptions();
            storage?.Invoke(options);
            services.AddSingleton(new BlobServiceClient(connectionString, options));
            foreach (var orchestrator in orchestrators)
            {
                services.AddSingleton(orchestrator);
            }

            foreach (var activity in activities)
            {
                services.AddSingleton(activity);
            }

            services.AddEmbeddedEngine(engine =>
            {
                engine.Container = container;
                engine.DefaultVersion = "2.1";
                configure?.Invoke(engine);
                engine.CrashAfterStep = steps.TryDequeue(out var step) ? step : null;
            });
        });
        await host.StartEngineAsync();
        return host;
    }

    public Task<OrchestrationMetadata> WaitAsync(string instance, Func<OrchestrationMetadata, bool> condition) =>
        Engine.WaitForInstanceAsync(instance, condition, CancellationToken.None).WaitAsync(Limit);

    /// <summary>The instance when it has ended; time passes wherever a timer is waited for.</summary>
    public async Task<OrchestrationMetadata> RunToEndAsync(string instance)
    {
        var end = WaitAsync(instance, metadata => metadata.IsCompleted);
        await PassTimeUntilAsync(end);
        return await end;
    }

    public async Task PassTimeUntilAsync(Task done)
    {
        using var ended = new CancellationTokenSource();
        var skipping = SkipAsync();
        await Task.WhenAny(done, skipping);
        await ended.CancelAsync();
        await done.WaitAsync(Limit);

        async Task SkipAsync()
        {
            while (!ended.IsCancellationRequested)
            {
                await Clock.SkipToNextTimerAsync(ended.Token);
            }
        }
    }

    public Task PassTimeAsync(TimeSpan time)
    {
        Clock.Advance(time);
        return Task.CompletedTask;
    }

    /// <summary>How often the engine was started.</summary>
    public int Starts => _killed.Count + 1;

    public async Task RestartAsync()
    {
        await Engine.CrashAsync();
        _killed.Add(_services);
        await StartEngineAsync();
    }

    /// <summary>Does it; where the engine crashes meanwhile, starts it again and does it again.</summary>
    public async Task<T> RestartOnFaultAsync<T>(Func<Task<T>> action)
    {
        var restart = false;
        while (true)
        {
            try
            {
                if (restart)
                {
                    await RestartAsync();
                }

                return await action();
            }
            catch (EngineFaultedException)
            {
                restart = true;
            }
        }
    }

    public Task RestartOnFaultAsync(Func<Task> action) => RestartOnFaultAsync(async () =>
    {
        await action();
        return true;
    });

    public async ValueTask DisposeAsync()
    {
        foreach (var services in _killed.Append(_services))
        {
            await services.DisposeAsync();
        }
    }

    private async Task StartEngineAsync()
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Clock);
        services.AddLogging(logging => logging.AddProvider(_lines));
        _register(services);
        _services = services.BuildServiceProvider();
        foreach (var hosted in _services.GetServices<IHostedService>())
        {
            await hosted.StartAsync(CancellationToken.None);
        }
    }
}
