using Azure.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Nudges.Orchestrations.Durable;

namespace Nudges.Local.Engine;

internal static class EngineRegistration
{
    /// <summary>
    /// Registers <see cref="EmbeddedEngine"/> as <see cref="IDurableClient"/> and hosted service. It takes the storage from the
    /// registered <see cref="BlobServiceClient"/> and runs the registered orchestrators and activities.
    /// </summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static IServiceCollection AddEmbeddedEngine(this IServiceCollection services, Action<EngineOptions>? configure = null)
    {
        var options = new EngineOptions();
        configure?.Invoke(options);
        options.Validate();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new EmbeddedEngine(
            options,
            provider.GetRequiredService<BlobServiceClient>().GetBlobContainerClient(options.Container),
            provider.GetServices<IOrchestrator>(),
            provider.GetServices<IActivity>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton<IDurableClient>(provider => new EmbeddedClient(provider.GetRequiredService<EmbeddedEngine>()));
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<EmbeddedEngine>());
        return services;
    }

    /// <exception cref="InvalidOperationException">Two have one name.</exception>
    public static Dictionary<string, T> ByName<T>(IEnumerable<T> workflows, Func<T, string> name) where T : notnull
    {
        var byName = new Dictionary<string, T>();
        foreach (var workflow in workflows)
        {
            if (!byName.TryAdd(name(workflow), workflow))
            {
                throw new InvalidOperationException($"{byName[name(workflow)].GetType().Name} and {workflow.GetType().Name} have one name: '{name(workflow)}'.");
            }
        }

        return byName;
    }
}
