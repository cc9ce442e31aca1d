using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Nudges.Content;
using Nudges.Orchestrations.Durable;
using Nudges.Storage;

namespace Nudges.Orchestrations.Content;

/// <summary>What asking links came to.</summary>
public sealed record CheckedLinks
{
    /// <summary>True where an item is dead now that was not before, or the other way round, or leads to another address.</summary>
    public required bool Changed { get; init; }
}

/// <summary>
/// Asks where the links of the latest catalogue lead, and those of dead items: those never asked first, the newest of them first, at most
/// <see cref="Most"/> a gathering. A second run asks those that the first did not reach.
/// </summary>
public sealed class CheckLinks(ILinkProbe probe, LinkStore links, IDocumentStore documents, IOptions<NudgeOptions> options, TimeProvider time)
    : Activity<string, CheckedLinks>(Reference)
{
    public static readonly ActivityRef<string, CheckedLinks> Reference = new(nameof(CheckLinks));

    public const int Most = 1_000;

    private const int MostOfHost = 100;
    private static readonly PerHost Hosts = new(HostsAtOnce: 16, OfHostAtOnce: 1, Deadline: TimeSpan.FromMinutes(3));

    /// <param name="input">The catalogue's version.</param>
    /// <param name="cancellationToken">Stops asking; nothing is kept then.</param>
    public override async Task<CheckedLinks> RunAsync(string input, CancellationToken cancellationToken)
    {
        if (!options.Value.CheckLinks || await documents.ReadAsync(Documents.Catalogue(input), cancellationToken) is not { } catalogue)
        {
            return new CheckedLinks { Changed = false };
        }

        // What is dead is out of the catalogue, and may come back.
        var unpublished = (await documents.ReadAsync(Documents.Unpublished, cancellationToken))?.Value ?? [];
        List<ContentItem> items = [.. catalogue.Value.Items, .. unpublished.Where(item => item.Curation?.By == ContentDecision.DeadLink)];
        var known = await links.ReadAsync(cancellationToken);
        var now = time.GetUtcNow();
        var perHost = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        var due = items
            .Where(item => LinkStatus.IsDue(known.GetValueOrDefault(item.Id), now))
            .OrderBy(item => known.GetValueOrDefault(item.Id)?.AskedAt ?? DateTimeOffset.MinValue)
            .ThenByDescending(item => item.Published ?? item.FirstSeen)
            .Where(item => (perHost[item.Address.Host] = perHost.GetValueOrDefault(item.Address.Host) + 1) <= MostOfHost)
            .Take(Most);
        var asked = await AskAsync(due, known, cancellationToken);
        // Where hardly any name is found, it is the network that is in trouble.
        if (asked.Count > 0 && asked.Values.Count(answer => answer.Found.Answer == LinkAnswer.NoServer) * 2 > asked.Count)
        {
            asked = asked.Where(answer => answer.Value.Found.Answer != LinkAnswer.NoServer).ToDictionary();
        }

        var statuses = asked.ToDictionary(answer => answer.Key, answer => LinkStatus.After(known.GetValueOrDefault(answer.Key), answer.Value.Asked, answer.Value.Found, now));
        if (statuses.Count > 0)
        {
            // Where redirects lead is kept of every item, published or not: else one that is rejected would be two again.
            var current = catalogue.Value.Items.Concat(unpublished).SelectMany(item => item.OtherIds.Prepend(item.Id));
            await links.WriteAsync(known, statuses, current, cancellationToken);
        }

        return new CheckedLinks { Changed = statuses.Any(status => IsOther(known.GetValueOrDefault(status.Key), status.Value)) };
    }

    private static bool IsOther(LinkStatus? before, LinkStatus after) => after.IsDead != (before?.IsDead ?? false) || after.LeadsTo != before?.LeadsTo;

    /// <summary>As far as the deadline lets it.</summary>
    private async Task<IReadOnlyDictionary<ItemId, AskedLink>> AskAsync(
        IEnumerable<ContentItem> items, IReadOnlyDictionary<ItemId, LinkStatus> known, CancellationToken cancellationToken)
    {
        var answers = new ConcurrentDictionary<ItemId, AskedLink>();
        await Hosts.ForEachAsync(items, item => item.Address, async (item, stop) =>
        {
            var found = await probe.AskAsync(item.Address, stop);
            answers[item.Id] = new AskedLink(item.Address, found);
            if (found.Answer is LinkAnswer.Missing or LinkAnswer.NoServer)
            {
                await AskFirstAsync(item, known, answers, stop);
            }
        }, time, cancellationToken);
        return answers;
    }

    /// <summary>
    /// Where the page that redirects led to is gone, they may lead to another by now, or the page may be back where it was: the
    /// addresses that they began at are asked before the item is given up.
    /// </summary>
    private async Task AskFirstAsync(
        ContentItem item, IReadOnlyDictionary<ItemId, LinkStatus> known, ConcurrentDictionary<ItemId, AskedLink> answers, CancellationToken cancellationToken)
    {
        foreach (var id in item.OtherIds.Prepend(item.Id))
        {
            if (known.GetValueOrDefault(id) is { First: { } first } status && status.LeadsTo == item.Address
                && await probe.AskAsync(first, cancellationToken) is { Answer: LinkAnswer.Alive } again)
            {
                answers[id] = new AskedLink(first, again with { LeadsTo = again.LeadsTo ?? first });
            }
        }
    }

    private sealed record AskedLink(Uri Asked, FoundLink Found);
}
