namespace Nudges.Matching;

/// <summary>Finds words in a job title or a department: "IT" is in "Head of IT" and not in "Recruiter".</summary>
internal static class WholeWords
{
    /// <summary>Whatever the case. No text holds nothing, and nothing is in no text.</summary>
    public static bool AreIn(string? text, string words)
    {
        if (text is null || words.Length == 0)
        {
            return false;
        }

        for (var start = 0; (start = text.IndexOf(words, start, StringComparison.OrdinalIgnoreCase)) >= 0; start++)
        {
            var end = start + words.Length;
            if ((start == 0 || !char.IsLetterOrDigit(text[start - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end])))
            {
                return true;
            }
        }

        return false;
    }
}
