namespace Nudges.Content;

/// <summary>How long reading a whole text takes.</summary>
public static class ReadingTime
{
    /// <summary>A shorter text is an excerpt, whatever the source calls it.</summary>
    public const int LeastWords = 100;

    /// <summary>The mean of the languages measured.</summary>
    private const int Mean = 184;

    // Words a minute; of Chinese and Japanese, characters. Trauzettel-Klosinski and Dietz, "Standardized Assessment of Reading
    // Performance: The New International Reading Speed Texts IReST", IOVS 2012. Danish and Norwegian as Swedish, Czech as Polish.
    private static readonly Dictionary<string, int> Speeds = new(StringComparer.Ordinal)
    {
        ["ar"] = 138,
        ["cs"] = 166,
        ["da"] = 199,
        ["de"] = 179,
        ["en"] = 228,
        ["es"] = 218,
        ["fi"] = 161,
        ["fr"] = 195,
        ["he"] = 187,
        ["it"] = 188,
        ["ja"] = 357,
        ["nb"] = 199,
        ["nl"] = 202,
        ["pl"] = 166,
        ["pt"] = 181,
        ["ru"] = 184,
        ["sv"] = 199,
        ["tr"] = 166,
        ["zh"] = 255,
    };

    // Written without spaces, and not by the character either.
    private static readonly HashSet<string> Uncounted = new(StringComparer.Ordinal) { "th", "lo", "km", "my" };

    /// <summary>
    /// Whole minutes, rounded up, 1 or more. Null for less than <see cref="LeastWords"/> words (or characters of Chinese and
    /// Japanese), and for languages whose words cannot be counted. Never call it with a summary: that says nothing of the text.
    /// </summary>
    /// <param name="text">Plain and whole.</param>
    /// <param name="language">Two letters, lower case; where its speed is not known, 184 words a minute.</param>
    public static int? Minutes(string text, string language)
    {
        var words = Uncounted.Contains(language) ? 0 : TextWords.Of(text).Count();
        return words < LeastWords ? null : (int)Math.Ceiling((double)words / Speeds.GetValueOrDefault(language, Mean));
    }
}
