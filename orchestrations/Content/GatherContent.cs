using Nudges.Orchestrations.Durable;

namespace Nudges.Orchestrations.Content;

/// <summary>Reads every source that is due, all groups at once, publishes the catalogue, and takes out what is no longer there. One failing source never holds the others.</summary>
public sealed class GatherContent() : Orchestrator<Nothing, GatheredContent>(Reference)
{
    public static readonly OrchestratorRef<Nothing, GatheredContent> Reference = new(nameof(GatherContent));

    public override async Task<GatheredContent> RunAsync(OrchestrationContext context, Nothing input)
    {
        if (context.CompareVersionTo(FirstVersionInGroups) < 0)
        {
            return await GatherOneByOneAsync(context);
        }

        var startedAt = context.CurrentUtcDateTime;
        var groups = await context.CallActivityAsync(ListSourceGroups.Reference, Nothing.Value, Retries.Standard);
        var fetched = await Task.WhenAll(groups.Select(
            group => context.CallActivityAsync(FetchSources.Reference, group, Retries.Standard)));
        var published = await context.CallActivityAsync(
            PublishContent.Reference,
            new PublishContentInput { GatheredAt = startedAt, Changed = fetched.Any(group => group.Changed) },
            Retries.Standard);
        if (published.CatalogueVersion is null)
        {
            return published;
        }

        // New items are published first, as their links are found in the catalogue; what proves dead goes before the run pins it.
        var links = await context.CallActivityAsync(CheckLinks.Reference, published.CatalogueVersion, Retries.Standard);
        return links.Changed
            ? await context.CallActivityAsync(PublishContent.Reference, new PublishContentInput { Changed = true }, Retries.Standard)
            : published;
    }

    /// <summary>From this version on sources are read in groups, so that a thousand of them make no long history.</summary>
    internal const string FirstVersionInGroups = "1.1";

    private static async Task<GatheredContent> GatherOneByOneAsync(OrchestrationContext context)
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
    /// <summary>Null where there never was an approved item.</summary>
    public string? CatalogueVersion { get; init; }

    public required int Items { get; init; }

    /// <summary>A sentence for each source that could not be read well.</summary>
    public required IReadOnlyList<string> Problems { get; init; }
}
