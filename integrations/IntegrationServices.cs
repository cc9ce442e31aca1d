using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Nudges.Content;
using Nudges.Delivery;
using Nudges.Integrations.Graph;
using Nudges.Integrations.Opml;
using Nudges.Integrations.Pages;
using Nudges.Integrations.SendGrid;
using Nudges.Integrations.Skills;
using Nudges.Integrations.Smtp;
using Nudges.Integrations.Sources;
using Nudges.Integrations.Storage;
using Nudges.Integrations.Teams;
using Nudges.Integrations.Web;

namespace Nudges.Integrations;

/// <summary>Everything outside, for a host to register.</summary>
public static class IntegrationServices
{
    /// <summary>
    /// Adds storage, the directory, and every channel and content source of this assembly, each found by its type. Settings are
    /// checked when the host starts.
    /// </summary>
    public static IServiceCollection AddIntegrations(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddAzureStorage(configuration).AddGraph(configuration).AddSendGrid(configuration).AddSmtp(configuration).AddTeams(configuration).AddSkills(configuration);
        services.AddSingleton<WebFetcher>().AddSingleton<GraphContent>().AddSingleton<FoundItems>();
        services.AddSingleton<ILinkProbe, LinkProbe>().AddSingleton<IPageReader, PageReader>().AddSingleton<IFeedFinder, FeedFinder>().AddSingleton<IOpml, OpmlText>();
        foreach (var type in typeof(IntegrationServices).Assembly.GetTypes().Where(type => type is { IsClass: true, IsAbstract: false }))
        {
            foreach (var role in new[] { typeof(IChannel), typeof(IContentSource) }.Where(role => role.IsAssignableFrom(type)))
            {
                services.AddSingleton(role, type);
            }
        }

        return services;
    }
}
