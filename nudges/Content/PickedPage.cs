namespace Nudges.Content;

/// <summary>Reads what a page says of itself, for someone who picked it by its address.</summary>
public interface IPageReader
{
    /// <summary>Never throws for what the page does wrong: that is a <see cref="PickedPage.Unreadable"/>.</summary>
    /// <param name="address">http or https.</param>
    /// <param name="source">Whose name, language and tags the item gets.</param>
    /// <param name="cancellationToken">Throws <see cref="OperationCanceledException"/> when cancelled.</param>
    Task<PickedPage> ReadAsync(Uri address, SourceDefinition source, CancellationToken cancellationToken);
}

/// <summary>What came of reading a page.</summary>
public abstract record PickedPage
{
    private PickedPage()
    {
    }

    public sealed record Picked(ContentItem Item) : PickedPage;

    /// <param name="Reason">A sentence that names the address and what is wrong with it.</param>
    public sealed record Unreadable(string Reason) : PickedPage;
}
