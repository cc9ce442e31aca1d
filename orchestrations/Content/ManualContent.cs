using Nudges.Content;
using Nudges.Storage;

namespace Nudges.Orchestrations.Content;

/// <summary>Items that people named by their addresses, instead of a source that is read.</summary>
public sealed class ManualContent(IDocumentStore documents, CurationStore curations, TimeProvider time)
{
    /// <summary>Items that one of the two sources keeps; the oldest go.</summary>
    private const int MostKept = 5_000;

    /// <summary>What curators picked: approved with that.</summary>
    public static SourceDefinition Picks { get; } = Manual(SourceDefinition.Picks, trusted: true);

    /// <summary>What employees suggested: waits for a curator.</summary>
    public static SourceDefinition Suggestions { get; } = Manual(SourceDefinition.Suggestions, trusted: false);

    public static IReadOnlyList<SourceDefinition> All { get; } = [Picks, Suggestions];

    /// <summary>Keeps a curator's pick, approved; of an item that there is already, only the decision. The item.</summary>
    /// <param name="item">As its page describes it.</param>
    /// <param name="by">Directory object id of who picked it.</param>
    /// <param name="why">Why it matters; null leaves what was said before.</param>
    /// <param name="cancellationToken">Stops between the two writes; picking again completes it.</param>
    public Task<ContentItem> PickAsync(ContentItem item, string by, string? why, CancellationToken cancellationToken) => AddAsync(
        Picks, item, by, before => (before ?? ContentDecision.Undecided) with { State = CurationState.Approved, Why = why ?? before?.Why }, cancellationToken);

    /// <summary>Keeps an employee's suggestion. The item.</summary>
    /// <param name="item">As its page describes it; nobody has it yet.</param>
    /// <param name="by">Directory object id of who suggests it.</param>
    /// <param name="why">Why it matters; null where they said nothing.</param>
    /// <param name="cancellationToken">Stops between the two writes; suggesting again completes it.</param>
    public Task<ContentItem> SuggestAsync(ContentItem item, string by, string? why, CancellationToken cancellationToken) => AddAsync(
        Suggestions, item, by, before => (before ?? ContentDecision.Undecided) with { Why = before?.Why ?? why }, cancellationToken);

    private async Task<ContentItem> AddAsync(SourceDefinition source, ContentItem item, string by, Func<Curation?, Curation> decide, CancellationToken cancellationToken)
    {
        item = item with { Source = source.Name, FirstSeen = time.GetUtcNow(), Curation = null };
        await documents.UpdateAsync(
            Documents.SourceItems(source.Name), stored => [item, .. (stored ?? []).Where(kept => kept.Id != item.Id).Take(MostKept - 1)], cancellationToken);
        await curations.DecideAsync([item.Id], by, (_, before) => decide(before), cancellationToken);
        return item;
    }

    private static SourceDefinition Manual(string name, bool trusted) =>
        new() { Name = name, Kind = "manual", Address = new Uri("urn:nudges:" + name), Trusted = trusted };
}
