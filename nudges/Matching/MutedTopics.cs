using Nudges.Content;

namespace Nudges.Matching;

/// <summary>Finds the items about a topic by its words in their titles, tags and skills. Any number of threads may ask at once.</summary>
public sealed class MutedTopics(IEnumerable<ContentItem> items)
{
    // Prepared only once somebody has muted something.
    private readonly Lazy<ILookup<string, ItemWords>> _byLanguage = new(() => items.ToLookup(item => item.Language, Read, StringComparer.Ordinal));

    /// <summary>
    /// The items that have all words of one of the topics next to each other, as their language's stems. A topic without a
    /// word that tells anything finds none.
    /// </summary>
    public IEnumerable<ItemId> ItemsAbout(IReadOnlyList<string> topics) => topics.Count == 0
        ? []
        : _byLanguage.Value.SelectMany(language =>
        {
            List<string> phrases = [.. topics.Select(topic => Words(language.Key, topic)).Where(phrase => phrase.Length > 1)];
            return language.Where(item => phrases.Any(phrase => item.Words.Contains(phrase, StringComparison.Ordinal))).Select(item => item.Id);
        });

    private static ItemWords Read(ContentItem item) =>
        new(item.Id, string.Join('\n', item.Tags.Concat(item.Skills).Prepend(item.Title).Select(text => Words(item.Language, text))));

    private static string Words(string language, string text)
    {
        var words = new List<string>();
        TextAnalysis.Of(language).AddWords(text, words);
        return $" {string.Join(' ', words)}{(words.Count > 0 ? " " : "")}";
    }

    private sealed record ItemWords(ItemId Id, string Words);
}
