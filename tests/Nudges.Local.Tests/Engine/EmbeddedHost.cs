using System.Collections.Concurrent;
using Azure.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Nudges.Local.Engine;
using Nudges.Orchestrations.Durable;

namespace Nudges.Local.Tests.Engine;

/// <summary>The embedded engine over a container of its own.</summary>
internal sealed class EmbeddedHost : IDurableHost
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Action<IServiceCollection, bool> _register;
    private bool _mayCrash = true;
    private readonly List<ServiceProvider> _killed = [];
    private readonly Lines _lines = new();
    private ServiceProvider _services = null!;

    private EmbeddedHost(Action<IServiceCollection, bool> register) => _register = register;

    public TestClock Clock { get; } = new();

    public IDurableClient Client => _services.GetRequiredService<IDurableClient>();

    public EmbeddedEngine Engine => _services.GetRequiredService<EmbeddedEngine>();

    public IReadOnlyCollection<string> LoggedLines => _lines.All;

    public static async Task<EmbeddedHost> StartAsync(
        string connectionString, string container, IReadOnlyList<IOrchestrator> orchestrators, IReadOnlyList<IActivity> activities,
        Action<EngineOptions>? configure = null, Action<BlobClientOptions>? storage = null)
    {
        var host = new EmbeddedHost((services, mayCrash) =>
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
                engine.ResultsWaitForCompany = TimeSpan.Zero;
                configure?.Invoke(engine);
                engine.CrashAfterStep = mayCrash ? engine.CrashAfterStep : null;
            });
        });
        await host.StartEngineAsync();
        return host;
    }

    public Task<OrchestrationMetadata> WaitAsync(string instance, Func<OrchestrationMetadata, bool> condition) =>
        Engine.WaitForInstanceAsync(instance, condition, CancellationToken.None).WaitAsync(Limit);

    public async Task<OrchestrationMetadata> RunToEndAsync(string instance)
    {
        var end = WaitAsync(instance, metadata => metadata.IsCompleted);
        using var ended = new CancellationTokenSource();
        var skipping = SkipAsync();
        await Task.WhenAny(end, skipping);
        await ended.CancelAsync();
        return await end;

        async Task SkipAsync()
        {
            while (!ended.IsCancellationRequested)
            {
                await Clock.SkipToNextTimerAsync(ended.Token);
            }
        }
    }

    public Task SkipToNextTimerAsync() => Clock.SkipToNextTimerAsync(CancellationToken.None).WaitAsync(Limit);

    public void Advance(TimeSpan time) => Clock.Advance(time);

    public async Task RestartAsync()
    {
        await Engine.CrashAsync();
        _killed.Add(_services);
        await StartEngineAsync();
    }

    /// <summary>Engines started from now on do not crash as the first was told to.</summary>
    public void CrashNoMore() => _mayCrash = false;

    /// <summary>Does it; where the engine crashes meanwhile, starts it again and does it again.</summary>
    public async Task<T> RestartOnFaultAsync<T>(Func<Task<T>> action)
    {
        try
        {
            return await action();
        }
        catch (EngineFaultedException)
        {
            await RestartAsync();
            return await action();
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
        _register(services, _mayCrash);
        _services = services.BuildServiceProvider();
        foreach (var hosted in _services.GetServices<IHostedService>())
        {
            await hosted.StartAsync(CancellationToken.None);
        }
    }

    private sealed class Lines : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> _lines = [];

        public IReadOnlyCollection<string> All => _lines;

        public ILogger CreateLogger(string categoryName) => categoryName == "flow" ? this : NullLogger.Instance;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Enqueue(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
