using System.Text.Json;
using Nudges.Content;
using Nudges.Orchestrations.Durable;
using Nudges.Storage;

namespace Nudges.Orchestrations.Content;

/// <summary>
/// Joins what the sources gave into one catalogue and makes it the latest. The same items give the same version, so a second
/// run changes nothing. Where no source has ever given anything there is no catalogue, and no run can start.
/// </summary>
public sealed class PublishCatalogue(IDocumentStore documents) : Activity<IReadOnlyList<SourceStatus>, GatheredContent>(Reference)
{
    public static readonly ActivityRef<IReadOnlyList<SourceStatus>, GatheredContent> Reference = new(nameof(PublishCatalogue));

    public override async Task<GatheredContent> RunAsync(IReadOnlyList<SourceStatus> input, CancellationToken cancellationToken)
    {
        var perSource = await Task.WhenAll(input.Select(
            source => documents.ReadAsync(Documents.SourceItems(source.Name), cancellationToken)));
        var items = Merge(perSource.SelectMany(document => document?.Value ?? []));
        var version = StableId.From("catalogue", JsonSerializer.Serialize(items, NudgesJson.Options));
        await documents.WriteAsync(Documents.SourceStatuses, input, cancellationToken);
        if (items.Count > 0)
        {
            await documents.WriteAsync(Documents.Catalogue(version), new Catalogue { Version = version, Items = items }, cancellationToken);
            await documents.WriteAsync(Documents.LatestCatalogue, version, cancellationToken);
        }

        return new GatheredContent
        {
            CatalogueVersion = items.Count > 0 ? version : null,
            Items = items.Count,
            Problems = [.. input.Where(source => source.Problem is not null).Select(Sentence)],
        };
    }

    /// <summary>The problem with the source called by its name, which people know, instead of its address.</summary>
    private static string Sentence(SourceStatus source) =>
        source.Problem!.Replace(source.Address.ToString(), source.Name, StringComparison.Ordinal);

    /// <summary>One item for each id: the first source's words, everyone's tags.</summary>
    private static List<ContentItem> Merge(IEnumerable<ContentItem> items) =>
        [.. items.GroupBy(item => item.Id).Select(same => same.First() with
        {
            Tags = [.. same.SelectMany(item => item.Tags).Distinct(StringComparer.OrdinalIgnoreCase)],
            Published = same.Min(item => item.Published),
        })];
}
