using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Nudges.Functions.Durable;
using Nudges.Orchestrations.Content;

namespace Nudges.Functions.Workflows;

/// <summary>The activities of gathering content, under their tokens' names.</summary>
public sealed class ContentActivities(
    ListSourceGroups groups, FetchSources fetchAll, PublishContent publishAll, CheckLinks links, ListSources list, FetchSource fetch, PublishCatalogue publish)
{
    [Function(nameof(ListSourceGroups))]
    public Task<JsonElement> ListSourceGroups([ActivityTrigger] JsonElement input, CancellationToken cancellationToken) =>
        groups.RunAsync(input, cancellationToken);

    [Function(nameof(FetchSources))]
    public Task<JsonElement> FetchSources([ActivityTrigger] JsonElement input, CancellationToken cancellationToken) =>
        fetchAll.RunAsync(input, cancellationToken);

    [Function(nameof(PublishContent))]
    public Task<JsonElement> PublishContent([ActivityTrigger] JsonElement input, CancellationToken cancellationToken) =>
        publishAll.RunAsync(input, cancellationToken);

    [Function(nameof(CheckLinks))]
    public Task<JsonElement> CheckLinks([ActivityTrigger] JsonElement input, CancellationToken cancellationToken) =>
        links.RunAsync(input, cancellationToken);

    [Function(nameof(ListSources))]
    public Task<JsonElement> ListSources([ActivityTrigger] JsonElement input, CancellationToken cancellationToken) =>
        list.RunAsync(input, cancellationToken);

    [Function(nameof(FetchSource))]
    public Task<JsonElement> FetchSource([ActivityTrigger] JsonElement input, CancellationToken cancellationToken) =>
        fetch.RunAsync(input, cancellationToken);

    [Function(nameof(PublishCatalogue))]
    public Task<JsonElement> PublishCatalogue([ActivityTrigger] JsonElement input, CancellationToken cancellationToken) =>
        publish.RunAsync(input, cancellationToken);
}
