namespace Nudges.Content;

/// <summary>Makes one catalogue of what all sources gave.</summary>
public static class CatalogueMerge
{
    /// <summary>
    /// One item for each id, then one for each address that redirects lead to, then one for each text (<see cref="NearDuplicates"/>), in the order of their first appearance. Of
    /// a text under several addresses the earliest published of a trusted source stays, with nothing changed but its sources,
    /// tags and skills; the first of the list where dates do not decide. No item is lost: each is there by its id, or its source is with the item
    /// that stands for it. Merging the outcome again changes nothing.
    /// </summary>
    /// <param name="items">All sources' items, source by source, in the order of the sources.</param>
    /// <param name="trusted">
    /// Names of the sources whose items stand for copies elsewhere, so that nobody puts an address of their own in the place of
    /// one. Null: all are alike.
    /// </param>
    /// <param name="links">Where items' links were found to lead. Null: nothing is known of any.</param>
    public static IReadOnlyList<ContentItem> Merge(
        IEnumerable<ContentItem> items, IReadOnlySet<string>? trusted = null, IReadOnlyDictionary<ItemId, LinkStatus>? links = null)
    {
        var unique = items.GroupBy(item => item.Id).Select(same => OneId([.. same])).ToList();
        if (links is not null)
        {
            unique = [.. unique.GroupBy(item => links.GetValueOrDefault(item.Id)?.LeadsTo ?? item.Address).Select(same => OneAddress(same.Key, [.. same]))];
        }

        var groups = NearDuplicates.Group(unique);
        return [.. unique.Select((item, at) => (Item: item, First: groups[at])).GroupBy(pair => pair.First, pair => pair.Item).Select(same => OneText([.. same], trusted))];
    }

    /// <summary>
    /// One item of several with one id: the first one's words; of what it lacks (summary, a kind but article, authors, image, minutes, fingerprint)
    /// the first that has it; the earliest dates; everyone's sources, tags and skills.
    /// </summary>
    public static ContentItem OneId(IReadOnlyList<ContentItem> same) => same is [var only] ? only : WithAll(same[0], same) with
    {
        Summary = same.Select(item => item.Summary).FirstOrDefault(summary => summary.Length > 0, ""),
        Kind = same.Select(item => item.Kind).FirstOrDefault(kind => kind != ContentKind.Article),
        Authors = same.Select(item => item.Authors).FirstOrDefault(authors => authors.Count > 0, []),
        Published = same.Min(item => item.Published),
        FirstSeen = same.Min(item => item.FirstSeen),
        Image = same.Select(item => item.Image).FirstOrDefault(image => image is not null),
        Minutes = same.Select(item => item.Minutes).FirstOrDefault(minutes => minutes is not null),
        Fingerprint = same.Select(item => item.Fingerprint).FirstOrDefault(fingerprint => fingerprint is not null),
    };

    /// <summary>
    /// One item of all whose links lead to the address: with the words of one that has it for its own, and with the id of the
    /// one seen first, which people have known and been sent the longest.
    /// </summary>
    private static ContentItem OneAddress(Uri address, IReadOnlyList<ContentItem> same)
    {
        var known = same.OrderBy(item => item.FirstSeen ?? DateTimeOffset.MaxValue).ThenBy(item => item.Id.Value, StringComparer.Ordinal).First().Id;
        var merged = OneId([.. same.OrderBy(item => item.Address != address)]);
        return merged with { Id = known, Address = address, OtherIds = [.. merged.OtherIds.Prepend(merged.Id).Where(id => id != known)] };
    }

    private static ContentItem OneText(IReadOnlyList<ContentItem> same, IReadOnlySet<string>? trusted) => same is [var only]
        ? only
        : WithAll(same.OrderBy(item => trusted is not null && !item.OtherSources.Prepend(item.Source).Any(trusted.Contains)).ThenBy(item => item.Published ?? DateTimeOffset.MaxValue).First(), same);

    private static ContentItem WithAll(ContentItem kept, IReadOnlyList<ContentItem> same)
    {
        var all = same.Prepend(kept).ToList();
        return kept with
        {
            OtherIds = [.. all.SelectMany(item => item.OtherIds.Prepend(item.Id)).Distinct().Where(id => id != kept.Id)],
            OtherSources = [.. all.SelectMany(item => item.OtherSources.Prepend(item.Source)).Distinct(StringComparer.Ordinal).Where(source => source != kept.Source)],
            Tags = [.. all.SelectMany(item => item.Tags).Distinct(StringComparer.OrdinalIgnoreCase)],
            Skills = [.. all.SelectMany(item => item.Skills).Distinct(StringComparer.Ordinal)],
        };
    }
}
