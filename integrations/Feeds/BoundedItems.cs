namespace Nudges.Integrations.Feeds;

/// <summary>A document's items, as long as their markup is what a feed's can be. Real feeds of the size that is read stay within it.</summary>
internal sealed class BoundedItems
{
    private const int MostMarks = 600_000;

    private const int EachText = 100;

    /// <summary>What is looked at of a text once the budget is spent.</summary>
    private const int ShortText = 400;

    private readonly MarkupBudget _budget = new(MostMarks);

    /// <summary>How many items were shortened.</summary>
    public int Shortened { get; private set; }

    /// <summary>The item; once the budget is spent, without its whole text, and with no more than the start of the others.</summary>
    public ParsedItem Next(ParsedItem item)
    {
        var isWithin = new[] { item.Title, item.Summary, item.Content }.Where(text => text?.IsPlain is false).Select(text => text!.Text)
            .Concat(item.Tags)
            .Concat(item.Authors.Select(author => author.Name))
            .Aggregate(true, (within, text) => _budget.Spend(text, EachText) && within);
        if (isWithin)
        {
            return item;
        }

        Shortened++;
        return item with
        {
            Title = Short(item.Title),
            Summary = Short(item.Summary ?? item.Content),
            Content = null,
            Tags = [.. item.Tags.Where(tag => !HasMarkup(tag))],
            Authors = [.. item.Authors.Where(author => !HasMarkup(author.Name))],
        };
    }

    private static MarkedText? Short(MarkedText? text) => text is null || text.Text.Length <= ShortText ? text : text with { Text = text.Text[..ShortText] };

    private static bool HasMarkup(string? text) => text.AsSpan().ContainsAny('<', '&');
}
