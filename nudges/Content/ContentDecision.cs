namespace Nudges.Content;

/// <summary>Says of each item whether it may be nudged with: people's decision, else its sources', its age and its link.</summary>
public static class ContentDecision
{
    /// <summary>Who decided where nobody did: the item's sources, by whether one of them is trusted.</summary>
    public const string Source = "source";

    /// <summary>Who retires an item that is too old.</summary>
    public const string Age = "age";

    /// <summary>Who retires an item whose link is dead.</summary>
    public const string DeadLink = "dead link";

    /// <summary>A decision that decides nothing yet, to build on.</summary>
    public static Curation Undecided { get; } = new() { By = "", At = default, Action = "" };

    /// <summary>What holds of the item as long as nobody decides.</summary>
    /// <param name="item">Gathered.</param>
    /// <param name="trusted">Names of the sources whose items need no approval.</param>
    /// <param name="link">Where its link leads; null where that was never asked.</param>
    /// <param name="expiry">How old items may become.</param>
    /// <param name="now">The moment.</param>
    public static Curation Without(ContentItem item, IReadOnlySet<string> trusted, LinkStatus? link, ExpiryOptions expiry, DateTimeOffset now)
    {
        var firstSeen = item.FirstSeen ?? now;
        var (state, by) = link is { IsDead: true } ? (CurationState.Retired, DeadLink)
            : Expiry.IsExpired(item, firstSeen, now, expiry) ? (CurationState.Retired, Age)
            : item.OtherSources.Prepend(item.Source).Any(trusted.Contains) ? (CurationState.Approved, Source)
            : (CurationState.Proposed, Source);
        return new Curation { State = state, By = by, At = by == DeadLink ? link!.AskedAt : firstSeen, Action = by };
    }

    /// <summary>What people decided last about the item, under whichever of its ids; null where nothing.</summary>
    public static Curation? Latest(ContentItem item, IReadOnlyDictionary<ItemId, Curation> decided) => item.OtherIds.Count == 0
        ? decided.GetValueOrDefault(item.Id)
        : item.OtherIds.Prepend(item.Id).Select(decided.GetValueOrDefault).MaxBy(curation => curation?.At);

    /// <summary>The item with its <see cref="ContentItem.Curation"/>, whose state is never null. Nobody can approve a dead link.</summary>
    /// <param name="item">Gathered.</param>
    /// <param name="decided">What people decided; null where nothing.</param>
    /// <param name="without">What holds without that.</param>
    /// <param name="now">The moment: pins and boosts that have ended are taken off.</param>
    public static ContentItem Decide(ContentItem item, Curation? decided, Curation without, DateTimeOffset now)
    {
        if (decided is null)
        {
            return item with { Curation = without };
        }

        var holds = decided.State is { } state && !(state == CurationState.Approved && without.By == DeadLink);
        return item with
        {
            Curation = decided with
            {
                State = holds ? decided.State : without.State,
                By = holds || without.By == Source ? decided.By : without.By,
                PinnedUntil = decided.PinnedUntil >= now ? decided.PinnedUntil : null,
                Boost = decided.BoostedUntil is null || decided.BoostedUntil >= now ? decided.Boost : 1,
            },
        };
    }
}
