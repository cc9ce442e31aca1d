using Azure.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Nudges.Orchestrations.Durable;

namespace Nudges.Local.Engine;

internal static class EngineRegistration
{
    /// <summary>
    /// Registers <see cref="EmbeddedEngine"/> as <see cref="IDurableClient"/> and hosted service. It takes the storage from the
    /// registered <see cref="BlobServiceClient"/> and runs the registered orchestrators and activities.
    /// </summary>
    public static IServiceCollection AddEmbeddedEngine(this IServiceCollection services, Action<EngineOptions> configure)
    {
        services.AddOptions<EngineOptions>().Configure(configure).ValidateDataAnnotations();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<EmbeddedEngine>(
            provider,
            provider.GetRequiredService<BlobServiceClient>().GetBlobContainerClient(provider.GetRequiredService<IOptions<EngineOptions>>().Value.Container)));
        services.AddSingleton<IDurableClient, EmbeddedClient>();
        services.AddHostedService(provider => provider.GetRequiredService<EmbeddedEngine>());
        return services;
    }
}
