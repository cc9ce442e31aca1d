using System.Collections.Frozen;
using System.Numerics;

namespace Nudges.Content;

/// <param name="Language">Two letters, lower case.</param>
/// <param name="IsClear">So many signs, and so few of any other language, that who says otherwise is wrong.</param>
internal readonly record struct DetectedLanguage(string Language, bool IsClear);

/// <summary>
/// Tells a text's language from its script and, in Latin and Cyrillic script, from its commonest words and the letters that few
/// languages have (docs/decisions/language-detection.md). Linear in the text; safe for any number of threads.
/// </summary>
internal static class LanguageDetector
{
    /// <summary>Characters that are looked at, from the text's start.</summary>
    private const int MaxLength = 2_000;

    /// <summary>What the best language needs: two words that only it has, or more that it shares.</summary>
    private const double LeastScore = 1.9;

    /// <summary>How far it must be ahead of the second best.</summary>
    private const double LeastLead = 1.35;

    /// <summary>The same for a detection that is clear.</summary>
    private const double ClearScore = 5;

    private const double ClearLead = 3;

    private static readonly LanguageWords Words = LanguageWords.All;

    private static readonly FrozenDictionary<string, ulong>.AlternateLookup<ReadOnlySpan<char>> ByWord = Words.ByWord.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Null where the text is too short, too mixed, or in a language unknown here.</summary>
    public static DetectedLanguage? Detect(string text)
    {
        var looked = text.AsSpan(0, Math.Min(text.Length, MaxLength));
        return Scripts.Of(looked) switch
        {
            Script.Latin or Script.Cyrillic => ByWords(looked),
            Script.None => null,
            var script => Scripts.Language(script, looked) is { } language ? new DetectedLanguage(language, IsClear: true) : null,
        };
    }

    /// <summary>Whether it is told apart by its words. For others the script says little: many languages share it.</summary>
    public static bool Knows(string language) => Words.Languages.Contains(language);

    private static DetectedLanguage? ByWords(ReadOnlySpan<char> text)
    {
        Span<double> scores = stackalloc double[Words.Languages.Count];
        Span<char> word = stackalloc char[24];
        var length = 0;
        foreach (var character in text)
        {
            if (char.IsLetter(character))
            {
                word[Math.Min(length, word.Length - 1)] = char.ToLowerInvariant(character);
                length++;
            }
            else
            {
                Count(word, length, scores);
                length = 0;
            }
        }

        Count(word, length, scores);
        return Best(scores);
    }

    private static void Count(ReadOnlySpan<char> word, int length, Span<double> scores)
    {
        if (length == 0)
        {
            return;
        }

        if (length < word.Length && ByWord.TryGetValue(word[..length], out var languages))
        {
            Add(languages, scores);
        }

        foreach (var letter in word[..Math.Min(length, word.Length)])
        {
            if (letter > 'z' && Words.ByLetter.TryGetValue(letter, out var those))
            {
                Add(those, scores);
            }
        }
    }

    // What many languages share says little of each.
    private static void Add(ulong languages, Span<double> scores)
    {
        var weight = 1.0 / BitOperations.PopCount(languages);
        for (; languages != 0; languages &= languages - 1)
        {
            scores[BitOperations.TrailingZeroCount(languages)] += weight;
        }
    }

    private static DetectedLanguage? Best(ReadOnlySpan<double> scores)
    {
        var (best, second) = (0, -1);
        for (var language = 1; language < scores.Length; language++)
        {
            if (scores[language] > scores[best])
            {
                (best, second) = (language, best);
            }
            else if (second < 0 || scores[language] > scores[second])
            {
                second = language;
            }
        }

        return IsAhead(LeastScore, LeastLead, scores) ? new(Words.Languages[best], IsAhead(ClearScore, ClearLead, scores)) : null;

        bool IsAhead(double score, double lead, ReadOnlySpan<double> scores) => scores[best] >= score && scores[best] >= lead * scores[second];
    }
}
