using Nudges.Orchestrations.Durable;

namespace Nudges.Orchestrations.Content;

/// <summary>Reads every source, all at once, and publishes the catalogue. One failing source never holds the others.</summary>
public sealed class GatherContent() : Orchestrator<Nothing, GatheredContent>(Reference)
{
    public static readonly OrchestratorRef<Nothing, GatheredContent> Reference = new(nameof(GatherContent));

    public override async Task<GatheredContent> RunAsync(OrchestrationContext context, Nothing input)
    {
        var sources = await context.CallActivityAsync(ListSources.Reference, Nothing.Value, Retries.Standard);
        var statuses = await Task.WhenAll(sources.Select(
            source => context.CallActivityAsync(FetchSource.Reference, source, Retries.Standard)));
        return await context.CallActivityAsync(PublishCatalogue.Reference, [.. statuses], Retries.Standard);
    }
}

/// <summary>What a gathering came to.</summary>
public sealed record GatheredContent
{
    /// <summary>Null where there is not a single item.</summary>
    public string? CatalogueVersion { get; init; }

    public required int Items { get; init; }

    /// <summary>A sentence for each source that could not be read well.</summary>
    public required IReadOnlyList<string> Problems { get; init; }
}
