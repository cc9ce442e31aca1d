namespace Nudges.Content;

/// <summary>Decides which language an item is in.</summary>
public static class ContentLanguage
{
    /// <summary>
    /// What the item says itself, unless its text is clearly in another language; else what the text is in, where that can be
    /// told; else the source's. Two letters, lower case (ISO 639-1). Linear in the text, of which 2,000 characters are looked at.
    /// </summary>
    /// <param name="statedByItem">A language tag (RFC 5646) as written, "en-GB"; anything else counts as nothing.</param>
    /// <param name="text">Plain text: title and summary, or all of it.</param>
    /// <param name="sourceLanguage">Of the source's items that say nothing.</param>
    public static string Of(string? statedByItem, string text, string sourceLanguage)
    {
        var stated = Primary(statedByItem);
        return LanguageDetector.Detect(text) is { } detected && (stated is null || (detected.IsClear && LanguageDetector.Knows(stated)))
            ? detected.Language
            : stated ?? sourceLanguage;
    }

    /// <summary>
    /// The language of a tag: "en" of "en-GB" and "en_gb", "nb" of "no". Null for a name ("English") or a three-letter code.
    /// </summary>
    public static string? Primary(string? tag) => tag?.Trim().Split('-', '_')[0].ToLowerInvariant() switch
    {
        "no" => "nb",
        [>= 'a' and <= 'z', >= 'a' and <= 'z'] language => language,
        _ => null,
    };
}
