namespace Nudges.Content;

/// <summary>Finds out about an item what its source does not say. Safe for any number of threads.</summary>
public sealed class ItemCleaner(SkillList skills)
{
    /// <summary>
    /// The item with its language, minutes (where it has none yet), skills and fingerprint. The rules are those of
    /// <see cref="ContentLanguage"/>, <see cref="ReadingTime"/>, <see cref="SkillList"/> and <see cref="Fingerprints"/>.
    /// </summary>
    /// <param name="item">With its title, summary, tags and kind as they are to stay.</param>
    /// <param name="wholeText">Plain text; "" where the source gives only a summary.</param>
    /// <param name="statedLanguage">The language tag that the item itself has, as written; null for none.</param>
    /// <param name="sourceLanguage">Two letters: of the source's items that say nothing.</param>
    public ContentItem Clean(ContentItem item, string wholeText, string? statedLanguage, string sourceLanguage)
    {
        var text = wholeText.Length > item.Summary.Length ? wholeText : item.Summary;
        var titled = $"{item.Title}. {text}";
        var language = ContentLanguage.Of(statedLanguage, titled, sourceLanguage);
        return item with
        {
            Language = language,
            Minutes = item.Minutes ?? (item.Kind is ContentKind.Article or ContentKind.Document ? ReadingTime.Minutes(wholeText, language) : null),
            Skills = skills.Of(titled, item.Tags, language),
            Fingerprint = Fingerprints.Of(item.Title, text),
        };
    }
}
