namespace Nudges.Content;

/// <summary>Cuts text into words the same way in all languages, without dictionaries.</summary>
internal static class TextWords
{
    /// <summary>
    /// A word is a run of letters, marks and digits; in scripts that are written without spaces (Chinese, Japanese) each
    /// character is one.
    /// </summary>
    public static IEnumerable<Range> Of(string text)
    {
        var start = -1;
        for (var at = 0; at <= text.Length; at++)
        {
            var isWord = at < text.Length && (char.IsLetterOrDigit(text[at]) || char.GetUnicodeCategory(text[at]) is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark);
            var isAlone = isWord && text[at] is >= '\u3040' and <= '\u30FF' or >= '\u3400' and <= '\u9FFF';
            if (start >= 0 && (!isWord || isAlone))
            {
                yield return start..at;
                start = -1;
            }

            if (isAlone)
            {
                yield return at..(at + 1);
            }
            else if (isWord && start < 0)
            {
                start = at;
            }
        }
    }
}
