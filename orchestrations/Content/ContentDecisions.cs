using Microsoft.Extensions.Options;
using Nudges.Content;

namespace Nudges.Orchestrations.Content;

/// <summary>Applies all there is to say about items: their sources' trust, their age, their links, and people's decisions.</summary>
public sealed class ContentDecisions(CurationStore curations, LinkStore links, IOptions<NudgeOptions> options, TimeProvider time)
{
    /// <summary>Names of the sources whose items need no approval; those of items added by hand included.</summary>
    public static IReadOnlySet<string> Trusted(IEnumerable<SourceDefinition> sources) =>
        sources.Concat(ManualContent.All).Where(source => source.Trusted).Select(source => source.Name).ToHashSet(StringComparer.Ordinal);

    /// <summary>The items, each with its <see cref="ContentItem.Curation"/>, whose state is never null.</summary>
    /// <param name="items">Gathered, or added by hand.</param>
    /// <param name="sources">All sources.</param>
    /// <param name="stamp">As <see cref="CurationStore.StampAsync"/>; null: nothing was ever decided.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task<IReadOnlyList<ContentItem>> ApplyAsync(
        IEnumerable<ContentItem> items, IEnumerable<SourceDefinition> sources, string? stamp, CancellationToken cancellationToken)
    {
        var decided = stamp is null ? new Dictionary<ItemId, Curation>() : await curations.ReadAsync(cancellationToken);
        var asked = await links.ReadAsync(cancellationToken);
        var trusted = Trusted(sources);
        var now = time.GetUtcNow();
        return
        [
            .. items.Select(item => ContentDecision.Decide(
                item,
                ContentDecision.Latest(item, decided),
                ContentDecision.Without(item, trusted, asked.GetValueOrDefault(item.Id), options.Value.Expiry, now),
                now)),
        ];
    }
}
