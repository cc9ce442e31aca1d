using System.Globalization;
using System.Text;
using Nudges.Campaigns;
using Nudges.Content;

namespace Nudges.Messages;

/// <summary>
/// Writes what a team's channel is told as an Adaptive Card 1.5, in English. As in <see cref="CardComposer"/>, foreign words stand in text runs only.
/// </summary>
public static class TeamDigestComposer
{
    private static readonly Func<TeamDigestView, string> Template = Templates.Json<TeamDigestView>("team.json.liquid");

    /// <summary>The card as JSON, of fewer than <see cref="CardComposer.MostBytes"/> of UTF-8, with as many items as fit: a pure function of the digest.</summary>
    public static string Compose(TeamDigest digest) => Enumerable.Range(0, digest.Items.Count + 1)
        .Select(leftOut => Compose(digest, digest.Items.Take(digest.Items.Count - leftOut)))
        .First(card => Encoding.UTF8.GetByteCount(card) < CardComposer.MostBytes);

    private static string Compose(TeamDigest digest, IEnumerable<ContentItem> items) => CardComposer.WithoutFunctions(Template(new TeamDigestView
    {
        Goal = PlainText.Cut(PlainText.OneLine(digest.Goal), 240),
        People = digest.People is { } people ? $"{people.ToString("N0", CultureInfo.InvariantCulture)} people have got" : "A few people have got",
        Items = [.. items.Select(TeamItemView.Of)],
        Spoken = PlainText.Cut(PlainText.WithoutMarkdown($"A learning campaign is over: {digest.Goal}"), 160),
    }));
}

/// <summary>What the template shows, each piece plain text on one line.</summary>
internal sealed record TeamDigestView
{
    public required string Goal { get; init; }

    public required string People { get; init; }

    public required IReadOnlyList<TeamItemView> Items { get; init; }

    public required string Spoken { get; init; }
}

internal sealed record TeamItemView
{
    private const int LongestLink = 1_000;

    public required string Title { get; init; }

    public required string Source { get; init; }

    /// <summary>The item's own; empty where it is not of the web or too long.</summary>
    public required string Link { get; init; }

    public static TeamItemView Of(ContentItem item) => new()
    {
        Title = PlainText.Cut(PlainText.OneLine(item.Title), 120),
        Source = PlainText.Cut(PlainText.OneLine(item.Source), 40),
        Link = item.Address.Scheme is "http" or "https" && WebAddress.Of(item.Address) is { Length: <= LongestLink } address ? address : "",
    };
}
