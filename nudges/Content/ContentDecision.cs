namespace Nudges.Content;

/// <summary>Says of each item whether it may be nudged with: people's decision, else its sources'.</summary>
public static class ContentDecision
{
    /// <summary>Who decides where nobody did: a trusted source for its items.</summary>
    public const string Source = "source";

    /// <summary>Who retires an item whose link is dead.</summary>
    public const string DeadLink = "dead link";

    /// <summary>The item with its <see cref="ContentItem.Curation"/>, whose state is never null.</summary>
    /// <param name="item">Gathered.</param>
    /// <param name="trusted">Names of the sources whose items need no approval.</param>
    /// <param name="decided">What people decided; null where nothing.</param>
    /// <param name="today">The day, UTC: pins and boosts that have ended are taken off.</param>
    public static ContentItem Decide(ContentItem item, IReadOnlySet<string> trusted, Curation? decided, DateOnly today)
    {
        var byItself = item.OtherSources.Prepend(item.Source).Any(trusted.Contains) ? CurationState.Approved : CurationState.Proposed;
        var curation = decided ?? new Curation { By = Source, At = item.FirstSeen ?? DateTimeOffset.UnixEpoch, Action = Source };
        return item with
        {
            Curation = curation with
            {
                State = curation.State ?? byItself,
                PinnedUntil = Current(curation.PinnedUntil) ? curation.PinnedUntil : null,
                Boost = curation.BoostedUntil is null || Current(curation.BoostedUntil) ? curation.Boost : 1,
            },
        };

        bool Current(DateTimeOffset? end) => end is { } moment && DateOnly.FromDateTime(moment.UtcDateTime) >= today;
    }
}
