using Nudges.Content;
using Nudges.Storage;

namespace Nudges.Orchestrations.Content;

/// <summary>Items that people named by their addresses, instead of a source that is read.</summary>
public sealed class ManualContent(IDocumentStore documents, CurationStore curations, TimeProvider time)
{
    /// <summary>Items that one of the two sources keeps; the oldest go.</summary>
    private const int MostKept = 5_000;

    private const int MostConflicts = 20;

    /// <summary>What curators picked: approved with that.</summary>
    public static SourceDefinition Picks { get; } = Manual("picks", trusted: true);

    /// <summary>What employees suggested: waits for a curator.</summary>
    public static SourceDefinition Suggestions { get; } = Manual("suggestions", trusted: false);

    public static IReadOnlyList<SourceDefinition> All { get; } = [Picks, Suggestions];

    /// <summary>Keeps the item, and what is said of it; adding it again changes its words only.</summary>
    /// <param name="source">One of <see cref="All"/>.</param>
    /// <param name="item">As its page describes it.</param>
    /// <param name="by">Directory object id of who named it.</param>
    /// <param name="why">Why it matters, in their words; null where they said nothing.</param>
    /// <param name="cancellationToken">Stops between the two writes; adding again completes it.</param>
    public async Task<ContentItem> AddAsync(SourceDefinition source, ContentItem item, string by, string? why, CancellationToken cancellationToken)
    {
        item = item with { Source = source.Name, FirstSeen = time.GetUtcNow() };
        await KeepAsync(source, item, cancellationToken);
        await curations.DecideAsync(
            [item.Id], by, (_, before) => (before ?? ContentDecision.Undecided) with { Why = before?.Why ?? why }, cancellationToken);
        return item;
    }

    private async Task KeepAsync(SourceDefinition source, ContentItem item, CancellationToken cancellationToken)
    {
        var key = Documents.SourceItems(source.Name);
        for (var conflict = 0; conflict < MostConflicts; conflict++)
        {
            var stored = await documents.ReadAsync(key, cancellationToken);
            IReadOnlyList<ContentItem> items = [item, .. (stored?.Value ?? []).Where(kept => kept.Id != item.Id).Take(MostKept - 1)];
            if (await documents.TryWriteAsync(key, items, stored?.Version, cancellationToken))
            {
                return;
            }
        }

        throw new InvalidOperationException("Too many add content at once.");
    }

    private static SourceDefinition Manual(string name, bool trusted) =>
        new() { Name = name, Kind = "manual", Address = new Uri("urn:nudges:" + name), Trusted = trusted };
}
