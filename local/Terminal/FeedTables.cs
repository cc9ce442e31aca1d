using System.Globalization;
using Nudges.Integrations.Feeds;
using Spectre.Console;

namespace Nudges.Local.Terminal;

/// <summary>For people: of each document its title, how much is in it, and the first items.</summary>
internal sealed class FeedTables(IAnsiConsole console) : IFeedDisplay
{
    private const int Shown = 5;

    private int _read;
    private int _unread;

    public void Show(TriedFeed feed)
    {
        if (feed is TriedFeed.Readable readable)
        {
            _read++;
            Show(readable);
        }
        else
        {
            _unread++;
            console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[red]{((TriedFeed.Unreadable)feed).Error}[/]");
        }

        console.WriteLine();
    }

    public void Dispose()
    {
        if (_read + _unread > 1)
        {
            console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"{Count(_read, "document")} read, {_unread} not.");
        }
    }

    private void Show(TriedFeed.Readable feed)
    {
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[bold]{Or(feed.Title, "(no title)")}[/]  {Count(feed.Items.Count, "item")}  [grey]{feed.Source}[/]");
        if (feed.Warning is not null)
        {
            console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[yellow]{feed.Warning}[/]");
        }

        var table = new Grid().AddColumn(new GridColumn().NoWrap().PadLeft(2).PadRight(2)).AddColumn();
        foreach (var item in feed.Items.Take(Shown))
        {
            table.AddRow(
                (item.Published ?? item.Updated)?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "no date",
                $"{Markup.Escape(Or(item.Title, "(no title)"))}\n[grey]{Markup.Escape(Or(item.Url ?? item.Id, "(no address)"))}[/]");
        }

        console.Write(table);
        if (feed.Items.Count > Shown)
        {
            console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"  [grey]and {feed.Items.Count - Shown} more[/]");
        }
    }

    // A terminal obeys control characters.
    private static string Or(string? text, string otherwise) => text is { Length: > 0 } ? string.Concat(text.Where(character => !char.IsControl(character))) : otherwise;

    private static string Count(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";
}
