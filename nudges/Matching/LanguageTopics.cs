using Nudges.Content;

namespace Nudges.Matching;

/// <summary>The words of one language's items' titles, tags and skills, in their order.</summary>
/// <param name="Language">Two letters.</param>
/// <param name="Ids">The items'.</param>
/// <param name="Words">Each item's: a line for each of its texts, a space before and after each word.</param>
internal sealed record LanguageTopics(string Language, ItemId[] Ids, TextColumn Words)
{
    public static LanguageTopics Of(string language, IEnumerable<ContentItem> items)
    {
        ContentItem[] all = [.. items];
        return new LanguageTopics(
            language,
            [.. all.Select(item => item.Id)],
            TextColumn.Of(all.Select(item => string.Join('\n', item.Tags.Concat(item.Skills).Prepend(item.Title).Select(text => Spell(language, text))))));
    }

    public IEnumerable<ItemId> ItemsAbout(string topic) =>
        Spell(Language, topic) is { Length: > 1 } phrase ? Words.Holding(phrase).Select(place => Ids[place]) : [];

    private static string Spell(string language, string text)
    {
        var words = new List<string>();
        TextAnalysis.Of(language).AddWords(text, words);
        return $" {string.Join(' ', words)}{(words.Count > 0 ? " " : "")}";
    }
}
