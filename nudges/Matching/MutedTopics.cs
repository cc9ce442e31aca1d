using Nudges.Content;

namespace Nudges.Matching;

/// <summary>Finds the items about a topic by its words in their titles, tags and skills. Any number of threads may ask at once.</summary>
public sealed class MutedTopics
{
    private readonly Lazy<IReadOnlyList<LanguageTopics>> _languages;

    /// <param name="items">Read once somebody has muted something.</param>
    public MutedTopics(IEnumerable<ContentItem> items) =>
        _languages = new(() => [.. items.GroupBy(item => item.Language, StringComparer.Ordinal).Select(language => LanguageTopics.Of(language.Key, language))]);

    internal MutedTopics(IReadOnlyList<LanguageTopics> languages) => _languages = new(languages);

    /// <summary>
    /// The items that have all words of one of the topics next to each other, as their language's stems. A topic without a
    /// word that tells anything finds none.
    /// </summary>
    public IEnumerable<ItemId> ItemsAbout(IReadOnlyList<string> topics) => topics.Count == 0
        ? []
        : _languages.Value.SelectMany(language => topics.SelectMany(language.ItemsAbout)).Distinct();
}
