namespace Nudges.Content;

/// <summary>Makes an item of a page that somebody picks by its address.</summary>
public interface IPageReader
{
    /// <summary>Fetches the page once and reads what it says of itself. What the page or its server does wrong is a <see cref="PageResult.Unreadable"/>.</summary>
    /// <param name="address">http or https.</param>
    /// <param name="source">Under whose name the item is kept; its tags, and its language where the page says none.</param>
    /// <param name="cancellationToken">Throws <see cref="OperationCanceledException"/> when cancelled.</param>
    Task<PageResult> ReadAsync(Uri address, SourceDefinition source, CancellationToken cancellationToken);
}

/// <summary>What became of a page.</summary>
public abstract record PageResult
{
    private PageResult()
    {
    }

    /// <param name="Item">Clean, under the page's canonical address.</param>
    public sealed record Picked(ContentItem Item) : PageResult;

    /// <param name="Reason">A sentence that names the address and what is wrong with it.</param>
    /// <param name="Passing">True where asking again soon may help.</param>
    public sealed record Unreadable(string Reason, bool Passing = false) : PageResult;
}
