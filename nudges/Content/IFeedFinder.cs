namespace Nudges.Content;

/// <summary>Finds the feeds of a site by the address of one of its pages.</summary>
public interface IFeedFinder
{
    /// <summary>Asks at most six times. What the site does wrong is a <see cref="FeedSearch.Unreadable"/>.</summary>
    /// <param name="address">Of a page or of a feed; http or https.</param>
    /// <param name="cancellationToken">Throws <see cref="OperationCanceledException"/> when cancelled.</param>
    Task<FeedSearch> FindAsync(Uri address, CancellationToken cancellationToken);
}

/// <summary>What a feed is written in.</summary>
public enum FeedFormat
{
    Rss,
    Atom,
    Json,
}

/// <param name="Address">Of the feed: what a source of kind "feed" needs.</param>
/// <param name="Title">Plain text, at most 200 characters; the host's name where nothing is said.</param>
/// <param name="Format">As the page says, or as the feed is.</param>
public sealed record FoundFeed(Uri Address, string Title, FeedFormat Format);

/// <summary>What a search came to.</summary>
public abstract record FeedSearch
{
    private FeedSearch()
    {
    }

    /// <param name="Feeds">No two with one address, the page's order; empty where the site has none that it names or that is at a usual place.</param>
    public sealed record Searched(IReadOnlyList<FoundFeed> Feeds) : FeedSearch;

    /// <param name="Reason">A sentence that names the address and what is wrong with it.</param>
    /// <param name="Passing">True where asking again soon may help.</param>
    public sealed record Unreadable(string Reason, bool Passing = false) : FeedSearch;
}
