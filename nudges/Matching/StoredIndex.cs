using Nudges.Content;

namespace Nudges.Matching;

/// <summary>
/// One version of the catalogue as an index reads it, without what depends on people's outcomes: flat arrays, which are
/// stored and read back as they are. Immutable.
/// </summary>
public sealed class StoredIndex
{
    private StoredIndex(IReadOnlyList<StoredLanguage> languages) => Languages = languages;

    internal IReadOnlyList<StoredLanguage> Languages { get; }

    /// <param name="catalogue">20,000 items take a second to prepare.</param>
    public static StoredIndex Of(Catalogue catalogue)
    {
        var numbers = new NameNumbers();
        return new StoredIndex([.. catalogue.Items.GroupBy(item => item.Language, StringComparer.Ordinal).Select(language =>
        {
            List<ContentItem> items = [.. language.OrderByDescending(item => item.Published?.UtcTicks ?? ItemColumns.Undated).ThenBy(item => item.Id.Value, StringComparer.Ordinal)];
            return LanguageIndexBuilder.Build(language.Key, items, ItemColumns.Of(items, numbers));
        })]);
    }

    internal static StoredIndex Read(ref BlockReader block)
    {
        var languages = new StoredLanguage[block.Take<int>().Single()];
        for (var language = 0; language < languages.Length; language++)
        {
            languages[language] = StoredLanguage.Read(ref block);
        }

        return new StoredIndex(languages);
    }

    internal void Write(BlockWriter block)
    {
        block.Add<int>([Languages.Count]);
        foreach (var language in Languages)
        {
            language.Write(block);
        }
    }
}
