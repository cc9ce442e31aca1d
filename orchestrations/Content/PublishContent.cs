using Nudges.Orchestrations.Durable;

namespace Nudges.Orchestrations.Content;

public sealed record PublishContentInput
{
    /// <summary>When the gathering that this ends began; null where nothing was gathered.</summary>
    public DateTimeOffset? GatheredAt { get; init; }

    /// <summary>True where a source gave something new, or fares otherwise than before.</summary>
    public required bool Changed { get; init; }
}

/// <summary>Publishes what is there (<see cref="ContentPublisher"/>). A second run changes nothing.</summary>
public sealed class PublishContent(ContentPublisher publisher) : Activity<PublishContentInput, GatheredContent>(Reference)
{
    public static readonly ActivityRef<PublishContentInput, GatheredContent> Reference = new(nameof(PublishContent));

    public override Task<GatheredContent> RunAsync(PublishContentInput input, CancellationToken cancellationToken) =>
        publisher.PublishAsync(input.GatheredAt, input.Changed, cancellationToken);
}
