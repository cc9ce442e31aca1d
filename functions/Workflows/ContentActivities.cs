using Microsoft.Azure.Functions.Worker;
using Nudges.Content;
using Nudges.Orchestrations.Content;
using Nudges.Orchestrations.Durable;

namespace Nudges.Functions.Workflows;

/// <summary>The activities of gathering content, under their tokens' names.</summary>
public sealed class ContentActivities(ListSources list, FetchSource fetch, PublishCatalogue publish)
{
    [Function(nameof(ListSources))]
    public Task<IReadOnlyList<string>> ListSources([ActivityTrigger] Nothing input, CancellationToken cancellationToken) =>
        list.RunAsync(input, cancellationToken);

    [Function(nameof(FetchSource))]
    public Task<SourceStatus> FetchSource([ActivityTrigger] string input, CancellationToken cancellationToken) =>
        fetch.RunAsync(input, cancellationToken);

    [Function(nameof(PublishCatalogue))]
    public Task<GatheredContent> PublishCatalogue([ActivityTrigger] IReadOnlyList<SourceStatus> input, CancellationToken cancellationToken) =>
        publish.RunAsync(input, cancellationToken);
}
