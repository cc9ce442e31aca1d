using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Graph;
using Microsoft.Graph.Authentication;
using Microsoft.Kiota.Abstractions.Authentication;
using Nudges.Integrations.Http;
using Nudges.Integrations.Identity;
using Nudges.People;

namespace Nudges.Integrations.Graph;

public static class GraphSetup
{
    /// <summary>The <see cref="GraphServiceClient"/> for what must not be sent twice: keyed by this, and so is its HTTP client.</summary>
    internal const string OneWayClient = "graph-one-way";

    private const string ClientName = "graph";

    /// <summary><see cref="IDirectory"/> from Microsoft Graph, as the section <see cref="GraphOptions.Section"/> says.</summary>
    public static IServiceCollection AddGraph(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<GraphOptions>()
            .Bind(configuration.GetSection(GraphOptions.Section), binder => binder.ErrorOnUnknownConfiguration = true)
            .Validate(options => EntraCredential.IsSafe(options.BaseAddress, options.Anonymous), "Graph:BaseAddress must be an https address with the version in its path (https://graph.microsoft.com/v1.0). http and Graph:Anonymous are for loopback addresses only.")
            .Validate(options => options.BaseAddress.AbsolutePath.TrimEnd('/').EndsWith("/v1.0", StringComparison.Ordinal), "Graph:BaseAddress must end with /v1.0.")
            .Validate(options => EntraCredential.IsWhole(options.TenantId, options.ClientId, options.ClientSecret), "Graph:TenantId must be a tenant's id or domain, and Graph:ClientSecret needs it and Graph:ClientId beside it.")
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddHttpClient(EntraCredential.HttpName).RemoveAllLoggers();
        services.TryAddSingleton<GraphPace>();
        services.AddHttpClient(ClientName)
            .AddHttpMessageHandler(provider => new ThrottleHandler(provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<GraphPace>(), provider.GetRequiredService<ILogger<ThrottleHandler>>()))
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AutomaticDecompression = DecompressionMethods.All,
                ConnectTimeout = TimeSpan.FromSeconds(15),
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            })
            // Each wait is the directory's own; what is limited is the single request.
            .ConfigureHttpClient(client => client.Timeout = Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers();
        services.AddHttpClient(OneWayClient)
            .AddHttpMessageHandler(() => new DepartureHandler())
            .ConfigurePrimaryHttpMessageHandler(OneWay.CreateHandler)
            .RemoveAllLoggers();
        services.TryAddSingleton(provider => CreateClient(provider, ClientName));
        services.TryAddKeyedSingleton(OneWayClient, (provider, _) => CreateClient(provider, OneWayClient));
        services.TryAddTransient<GraphPost>();
        services.TryAddSingleton<GraphProfiles>();
        services.TryAddSingleton<IDirectory, GraphDirectory>();
        return services;
    }

    private static GraphServiceClient CreateClient(IServiceProvider provider, string httpName)
    {
        var (clients, options) = (provider.GetRequiredService<IHttpClientFactory>(), provider.GetRequiredService<IOptions<GraphOptions>>().Value);
        return new GraphServiceClient(
            clients.CreateClient(httpName),
            options.Anonymous
                ? new AnonymousAuthenticationProvider()
                : new AzureIdentityAuthenticationProvider(
                    EntraCredential.Create(clients, options.TenantId, options.ClientId, options.ClientSecret),
                    [options.BaseAddress.Host],
                    isCaeEnabled: true,
                    scopes: [new Uri(options.BaseAddress, "/.default").AbsoluteUri]),
            options.BaseAddress.AbsoluteUri.TrimEnd('/'));
    }
}
