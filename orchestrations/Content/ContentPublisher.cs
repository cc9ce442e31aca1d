using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Nudges.Content;
using Nudges.Matching;
using Nudges.Storage;

namespace Nudges.Orchestrations.Content;

/// <summary>
/// Joins what the sources gave into one catalogue of approved items and makes it the latest. The same items give the same
/// version. Where nothing has changed since the last time, it reads three documents and writes at most one.
/// Once a day what can no longer be undone is forgotten, and the stored indexes of all versions but the latest.
/// </summary>
public sealed class ContentPublisher(
    SourceList list, CurationStore curations, LinkStore links, ContentDecisions decisions, IDocumentStore documents, IOptions<NudgeOptions> options, TimeProvider time)
{
    private const int MostProblems = 20;
    private const int LongestProblem = 300;

    /// <param name="gatheredAt">When sources were asked; null where they were not.</param>
    /// <param name="changed">True where a source gave something new, or fares otherwise than before.</param>
    /// <param name="cancellationToken">Stops the work; nothing half-made becomes the latest.</param>
    public async Task<GatheredContent> PublishAsync(DateTimeOffset? gatheredAt, bool changed, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var last = (await documents.ReadAsync(Documents.Publication, cancellationToken))?.Value;
        if (last?.Day != today)
        {
            await curations.ForgetActionsAsync(now.AddDays(-options.Value.UndoDays), cancellationToken);
            await ForgetStoredAsync(last?.CatalogueVersion, cancellationToken);
        }

        var stamp = await curations.StampAsync(cancellationToken);
        var sources = await list.ReadAsync(cancellationToken);
        var trust = SourceList.TrustStamp(sources);
        gatheredAt ??= last?.GatheredAt;
        var publication = !changed && last is not null && last.Day == today && last.CurationStamp == stamp && last.TrustStamp == trust
            ? last with { GatheredAt = gatheredAt }
            : await BuildAsync(sources, new Publication { Items = 0, Proposed = 0, Problems = [], Day = today, CurationStamp = stamp, TrustStamp = trust, GatheredAt = gatheredAt }, cancellationToken);
        if (publication != last)
        {
            await documents.WriteAsync(Documents.Publication, publication, cancellationToken);
        }

        return new GatheredContent { CatalogueVersion = publication.CatalogueVersion, Items = publication.Items, Problems = publication.Problems };
    }

    /// <summary>Runs that still pin an older version make its index anew.</summary>
    private async Task ForgetStoredAsync(string? latest, CancellationToken cancellationToken)
    {
        await foreach (var path in documents.ListAsync(Documents.StoredCatalogues, cancellationToken))
        {
            if (latest is null || path != Documents.StoredCatalogue(latest).Path)
            {
                await documents.DeleteAsync(path, cancellationToken);
            }
        }
    }

    private async Task<Publication> BuildAsync(IReadOnlyList<SourceDefinition> sources, Publication publication, CancellationToken cancellationToken)
    {
        var gave = await Task.WhenAll(sources.Concat(ManualContent.All).Select(source => documents.ReadAsync(Documents.SourceItems(source.Name), cancellationToken)));
        var items = await decisions.ApplyAsync(
            CatalogueMerge.Merge(gave.SelectMany(document => document?.Value ?? []), ContentDecisions.Trusted(sources), await links.ReadAsync(cancellationToken)), sources, publication.CurationStamp, cancellationToken);
        List<ContentItem> approved = [.. items.Where(item => item.Curation!.State == CurationState.Approved)];
        List<ContentItem> others = [.. items.Where(item => item.Curation!.State != CurationState.Approved)];
        // Where the last approved item was rejected, runs are to find none, rather than those of before.
        var hasCatalogue = approved.Count > 0 || await documents.ReadAsync(Documents.LatestCatalogue, cancellationToken) is not null;
        // Written as it was hashed: making JSON of it is what costs the most.
        var json = hasCatalogue ? JsonSerializer.SerializeToUtf8Bytes(approved, NudgesJson.Options) : [];
        var version = hasCatalogue ? StableId.From("catalogue", Convert.ToHexString(SHA256.HashData(json))) : null;
        await documents.WriteAsync(Documents.Unpublished, others, cancellationToken);
        if (version is not null)
        {
            await documents.WriteAsync(new DocumentKey<WrittenCatalogue>(Documents.Catalogue(version).Path), new WrittenCatalogue(version, new WrittenJson(json)), cancellationToken);
            await documents.WriteBytesAsync(Documents.StoredCatalogue(version), StoredCatalogue.Write(new Catalogue { Version = version, Items = approved }), cancellationToken);
            await documents.WriteAsync(Documents.LatestCatalogue, version, cancellationToken);
        }

        return publication with
        {
            CatalogueVersion = version,
            Items = approved.Count,
            Proposed = others.Count(item => item.Curation!.State == CurationState.Proposed),
            Problems = await ProblemsAsync(sources, cancellationToken),
        };
    }

    /// <summary>As <see cref="Catalogue"/>.</summary>
    private sealed record WrittenCatalogue(string Version, WrittenJson Items);

    private async Task<IReadOnlyList<string>> ProblemsAsync(IReadOnlyList<SourceDefinition> sources, CancellationToken cancellationToken)
    {
        var groups = sources.Where(source => !source.Paused).GroupBy(SourceList.GroupOf).ToList();
        var statuses = await Task.WhenAll(groups.Select(group => documents.ReadAsync(Documents.SourceStatuses(group.Key), cancellationToken)));
        var problems = groups.Zip(statuses, (group, known) => group.Select(source => known?.Value.GetValueOrDefault(source.Name)))
            .SelectMany(group => group)
            .OfType<SourceStatus>()
            .Where(status => status.Problem is not null)
            .OrderBy(status => status.Name, StringComparer.Ordinal)
            .Select(Sentence)
            .ToList();
        return problems.Count <= MostProblems ? problems : [.. problems.Take(MostProblems), $"{problems.Count - MostProblems} more sources could not be read well."];
    }

    /// <summary>The problem with the source called by its name, which people know, instead of its address.</summary>
    private static string Sentence(SourceStatus source)
    {
        var sentence = source.Problem!.Replace((source.MovedTo ?? source.Address).ToString(), source.Name, StringComparison.Ordinal);
        return sentence.Length <= LongestProblem ? sentence : sentence[..LongestProblem] + "…";
    }
}
