using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Nudges.Delivery;
using Nudges.Integrations.Graph;
using Nudges.Integrations.Http;
using Nudges.Integrations.Identity;

namespace Nudges.Integrations.Teams;

public static partial class TeamsSetup
{
    /// <summary>What <see cref="TeamsChannel"/> needs, as the section <see cref="TeamsOptions.Section"/> says. The channel itself is found by its type.</summary>
    public static IServiceCollection AddTeams(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<TeamsOptions>()
            .Bind(configuration.GetSection(TeamsOptions.Section), binder => binder.ErrorOnUnknownConfiguration = true)
            .Validate(options => EntraCredential.IsSafe(options.ServiceAddress, options.Anonymous), "Teams:ServiceAddress must be an https address. http and Teams:Anonymous are for loopback addresses only.")
            .Validate(options => !options.Enabled || !string.IsNullOrWhiteSpace(options.BotId), "Teams:BotId is missing. Give it the bot's app id, or set Teams:Enabled to false to send nothing through Teams.")
            .Validate(options => !options.Enabled || !string.IsNullOrWhiteSpace(options.TenantId), "Teams:TenantId is missing. Give it the Entra tenant's id.")
            .Validate(options => EntraCredential.IsWhole(options.TenantId, options.BotId, options.ClientSecret), "Teams:TenantId must be a tenant's id or domain.")
            .Validate(options => options.AppId.Length == 0 || Guid.TryParse(options.AppId, out _), "Teams:AppId must be the GUID that the organisation's catalogue of Teams apps has for the app, or be left out.")
            .Validate(options => !options.ActivityFeed || options.AppId.Length > 0, "Teams:ActivityFeed needs Teams:AppId beside it, the app's id in the organisation's catalogue.")
            .Validate(options => options.Workflows.Keys.All(TeamName().IsMatch), "Teams:Workflows: a team's name has 1 to 50 letters, digits and dashes, as in Teams:Workflows:platform.")
            .Validate(options => options.Workflows.Values.All(IsWebhook), "Teams:Workflows: each team's value must be the https address that Teams' Workflows shows for its webhook.")
            .Validate(options => options.RequestsPerSecond is >= 1 and <= 1_000, "Teams:RequestsPerSecond must be 1 to 1000.")
            .Validate(options => options.Timeout > TimeSpan.Zero, "Teams:Timeout must be more than zero.")
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddHttpClient(EntraCredential.HttpName).RemoveAllLoggers();
        services.AddHttpClient(BotClient.HttpName)
            .ConfigureHttpClient((provider, client) => client.Timeout = provider.GetRequiredService<IOptions<TeamsOptions>>().Value.Timeout)
            .AddHttpMessageHandler(() => new DepartureHandler())
            .ConfigurePrimaryHttpMessageHandler(OneWay.CreateHandler)
            .RemoveAllLoggers();
        services.AddHttpClient(GraphSetup.OneWayClient)
            .ConfigureHttpClient((provider, client) => client.Timeout = provider.GetRequiredService<IOptions<TeamsOptions>>().Value.Timeout);
        services.AddHttpClient(TeamWorkflows.HttpName)
            .ConfigureHttpClient((provider, client) => client.Timeout = provider.GetRequiredService<IOptions<TeamsOptions>>().Value.Timeout)
            .AddHttpMessageHandler(() => new DepartureHandler())
            .ConfigurePrimaryHttpMessageHandler(OneWay.CreateHandler)
            .RemoveAllLoggers();
        services.TryAddSingleton<ITeamChannels, TeamWorkflows>();
        services.TryAddSingleton<BotClient>();
        services.TryAddSingleton<AppInstaller>();
        services.TryAddSingleton<PersonalChats>();
        services.TryAddSingleton<ActivityFeed>();
        return services;
    }

    private static bool IsWebhook(string? address) => Uri.TryCreate(address, UriKind.Absolute, out var webhook) && EntraCredential.IsSafe(webhook, anonymous: false);

    [GeneratedRegex(@"^[A-Za-z0-9-]{1,50}\z")]
    private static partial Regex TeamName();
}
