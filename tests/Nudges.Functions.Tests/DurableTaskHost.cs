using System.Text.Json;
using DurableTask.AzureStorage;
using DurableTask.Core;
using DurableTask.Core.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client.Grpc;
using Microsoft.DurableTask.Converters;
using Microsoft.DurableTask.Testing.Sidecar.Grpc;
using Microsoft.DurableTask.Worker;
using Microsoft.DurableTask.Worker.Shims;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Nudges.Conformance;
using Nudges.Functions.Durable;
using Nudges.Orchestrations.Durable;
using OrchestrationMetadata = Nudges.Orchestrations.Durable.OrchestrationMetadata;

namespace Nudges.Functions.Tests;

/// <summary>
/// What Durable Functions is made of, without the Functions host: its dispatcher and storage provider over a task hub of its
/// own, its worker's replay, and its client over gRPC, with our adapter around the last two.
/// </summary>
internal sealed class DurableTaskHost : IDurableHost
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly DataConverter Converter = new JsonDataConverter(NudgesJson.Options);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(50);

    private readonly string _hub = $"T{Guid.NewGuid():N}";
    private readonly string _connectionString;
    private readonly IReadOnlyList<IOrchestrator> _orchestrators;
    private readonly IReadOnlyList<IActivity> _activities;
    private readonly FlowLog _log = new();
    private readonly ILoggerFactory _loggers;
    private TaskHubWorker _worker = null!;
    private WebApplication _server = null!;
    private GrpcDurableTaskClient _client = null!;

    private DurableTaskHost(string connectionString, IReadOnlyList<IOrchestrator> orchestrators, IReadOnlyList<IActivity> activities)
    {
        (_connectionString, _orchestrators, _activities) = (connectionString, orchestrators, activities);
        _loggers = LoggerFactory.Create(logging => logging.AddProvider(_log));
    }

    public IDurableClient Client => new DurableClient(_client);

    public TimeSpan Unit => TimeSpan.FromSeconds(2);

    /// <summary>Made of three timers of the engine's.</summary>
    public TimeSpan LongTime => TimeSpan.FromSeconds(5);

    /// <summary>Storage queues wait whole seconds.</summary>
    public TimeSpan Early => TimeSpan.FromSeconds(1);

    /// <summary>The worker raises them again, all at once.</summary>
    public bool KeepsOrder => false;

    public string Version => "2.1";

    public IReadOnlyCollection<string> LoggedLines => _log.Lines;

    public static async Task<DurableTaskHost> StartAsync(
        string connectionString, IReadOnlyList<IOrchestrator> orchestrators, IReadOnlyList<IActivity> activities)
    {
        var host = new DurableTaskHost(connectionString, orchestrators, activities);
        await host.StartAsync();
        return host;
    }

    public async Task<OrchestrationMetadata> WaitAsync(string instance, Func<OrchestrationMetadata, bool> condition)
    {
        using var limit = new CancellationTokenSource(Limit);
        using var again = new PeriodicTimer(LookAgain);
        while (await again.WaitForNextTickAsync(limit.Token))
        {
            if (await Client.GetInstanceAsync(instance, limit.Token) is { } metadata && condition(metadata))
            {
                return metadata;
            }
        }

        throw new TimeoutException();
    }

    public Task PassTimeUntilAsync(Task done) => done.WaitAsync(Limit);

    public Task PassTimeAsync(TimeSpan time) => Task.Delay(time);

    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _loggers.Dispose();
    }

    private async Task StartAsync()
    {
        var service = new AzureStorageOrchestrationService(new AzureStorageOrchestrationServiceSettings
        {
            TaskHubName = _hub,
            StorageAccountClientProvider = new StorageAccountClientProvider(_connectionString),
            PartitionCount = 1,
            MaxQueuePollingInterval = TimeSpan.FromMilliseconds(100),
            ControlQueueVisibilityTimeout = TimeSpan.FromSeconds(5),
            WorkItemQueueVisibilityTimeout = TimeSpan.FromSeconds(5),
            ThrowExceptionOnInvalidDedupeStatus = true,
        });
        await service.CreateIfNotExistsAsync();
        var options = new DurableTaskWorkerOptions
        {
            DataConverter = Converter,
            MaximumTimerInterval = TimeSpan.FromSeconds(2),
            Versioning = new DurableTaskWorkerOptions.VersioningOptions { DefaultVersion = Version },
        };
        var shims = new DurableTaskShimFactory(options, _loggers);
        var orchestrators = new Named<TaskOrchestration>(name => _orchestrators.FirstOrDefault(known => known.Name == name) is { } orchestrator
            ? shims.CreateOrchestration(name, FuncTaskOrchestrator.Create<JsonElement, JsonElement>((context, _) => context.RunAsync(orchestrator)))
            : null);
        var activities = new Named<TaskActivity>(name => _activities.FirstOrDefault(known => known.Name == name) is { } activity
            ? shims.CreateActivity(name, FuncTaskActivity.Create<JsonElement, JsonElement>((_, input) => activity.RunAsync(input, CancellationToken.None)))
            : null);
        _worker = new TaskHubWorker(service, orchestrators, activities, new VersioningSettings { Version = Version }, NullLoggerFactory.Instance)
        {
            ErrorPropagationMode = ErrorPropagationMode.UseFailureDetails,
        };
        await _worker.StartAsync();

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton<IOrchestrationService>(service).AddSingleton<IOrchestrationServiceClient>(service).AddSingleton<TaskHubGrpcServer>()
            .Configure<TaskHubGrpcServerOptions>(server => server.Mode = TaskHubGrpcServerMode.ApiServerOnly);
        _server = builder.Build();
        _server.MapGrpcService<TaskHubGrpcServer>();
        await _server.StartAsync();
        _client = new GrpcDurableTaskClient(
            "client", new GrpcDurableTaskClientOptions { Address = _server.Urls.Single(), DataConverter = Converter, DefaultVersion = Version }, NullLogger.Instance);
    }

    private async Task StopAsync()
    {
        await _client.DisposeAsync();
        await _server.DisposeAsync();
        await _worker.StopAsync(isForced: true);
        _worker.Dispose();
    }

    /// <summary>By name, whatever the version, as the Functions extension does.</summary>
    private sealed class Named<T>(Func<string, T?> create) : INameVersionObjectManager<T>
    {
        public void Add(ObjectCreator<T> creator) => throw new NotSupportedException();

        public T? GetObject(string name, string? version) => create(name);
    }
}
