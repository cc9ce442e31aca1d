using Nudges.Content;
using Nudges.Orchestrations.Durable;

namespace Nudges.Orchestrations.Content;

/// <summary>Publishes for gatherings older than <see cref="GatherContent.FirstVersionInGroups"/>. A second run changes nothing.</summary>
public sealed class PublishCatalogue(ContentPublisher publisher, TimeProvider time) : Activity<IReadOnlyList<SourceStatus>, GatheredContent>(Reference)
{
    public static readonly ActivityRef<IReadOnlyList<SourceStatus>, GatheredContent> Reference = new(nameof(PublishCatalogue));

    public override Task<GatheredContent> RunAsync(IReadOnlyList<SourceStatus> input, CancellationToken cancellationToken) =>
        publisher.PublishAsync(time.GetUtcNow(), changed: true, cancellationToken);
}
