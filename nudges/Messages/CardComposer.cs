using System.Text;
using System.Text.RegularExpressions;

namespace Nudges.Messages;

/// <summary>
/// Writes a nudge as an Adaptive Card 1.5 for Teams. Words of people and of items stand in text runs only, which know no
/// Markdown, so that no content makes a link; text blocks hold the product's own words.
/// </summary>
public static partial class CardComposer
{
    /// <summary>The card's JSON stays below this many bytes of UTF-8, whatever the draft holds. Teams takes 28 KB, its envelope included.</summary>
    public const int MostBytes = 24_000;

    private static readonly Func<MessageView, string> Template = Templates.Json<MessageView>("card.json.liquid");

    /// <summary>The card as JSON: a pure function of the draft.</summary>
    /// <exception cref="ArgumentException">The unsubscribe address alone is too long; 1,000 characters always fit.</exception>
    public static string Compose(NudgeDraft draft) => Cuts.Fit(draft, Json, card => Encoding.UTF8.GetByteCount(card) < MostBytes);

    /// <summary>
    /// One line without Markdown for the notification and for clients that draw no cards: a bot message's <c>summary</c>.
    /// </summary>
    public static string Summary(NudgeDraft draft) => Cuts.Fit(draft, view => view.Spoken, _ => true);

    /// <summary>A card's JSON as written, with what would be read as a function made plain text.</summary>
    internal static string WithoutFunctions(string json) => Functions().Replace(json, "{\u2060");

    // Cards read {{DATE(…)}} and {{TIME(…)}} in any text as functions; a word joiner between the braces shows nothing and is none.
    private static string Json(MessageView view) => WithoutFunctions(Template(view));

    [GeneratedRegex(@"\{(?=\{(?:DATE|TIME)\()")]
    private static partial Regex Functions();
}
