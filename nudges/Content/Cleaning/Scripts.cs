using System.Buffers;

namespace Nudges.Content;

/// <summary>Scripts that tell languages apart.</summary>
internal enum Script
{
    None,
    Latin,
    Cyrillic,
    Greek,
    Hebrew,
    Arabic,
    Devanagari,
    Thai,
    Hangul,
    Han,
    Kana,
}

/// <summary>Finds the script of a text, by Unicode's blocks.</summary>
internal static class Scripts
{
    /// <summary>The letters that Persian has and Arabic has not.</summary>
    private static readonly SearchValues<char> PersianLetters = SearchValues.Create("پچژگکی");

    /// <summary>The script of most of the text; kana as soon as there is one for ten Chinese characters.</summary>
    public static Script Of(ReadOnlySpan<char> text)
    {
        Span<int> counts = stackalloc int[(int)Script.Kana + 1];
        foreach (var character in text)
        {
            counts[(int)Of(character)]++;
        }

        // A product's name is five letters where a Chinese word is two characters.
        counts[(int)Script.None] = 0;
        counts[(int)Script.Han] *= 3;
        counts[(int)Script.Kana] *= 3;
        counts[(int)Script.Hangul] *= 3;
        var han = counts[(int)Script.Han];
        var kana = counts[(int)Script.Kana];
        (counts[(int)Script.Han], counts[(int)Script.Kana]) = kana * 10 > han ? (0, kana + han) : (han + kana, 0);
        var most = 0;
        for (var script = 1; script < counts.Length; script++)
        {
            most = counts[script] > counts[most] ? script : most;
        }

        return (Script)most;
    }

    /// <summary>The language of a text in a script that one language, or two with letters of their own, are written in.</summary>
    public static string? Language(Script script, ReadOnlySpan<char> text) => script switch
    {
        Script.Greek => "el",
        Script.Hebrew => "he",
        Script.Arabic => text.ContainsAny(PersianLetters) ? "fa" : "ar",
        Script.Devanagari => "hi",
        Script.Thai => "th",
        Script.Hangul => "ko",
        Script.Han => "zh",
        Script.Kana => "ja",
        _ => null,
    };

    private static Script Of(char character) => character switch
    {
        _ when !char.IsLetter(character) => Script.None,
        < '\u0370' or (>= '\u1E00' and <= '\u1EFF') => Script.Latin,
        <= '\u03FF' or (>= '\u1F00' and <= '\u1FFF') => Script.Greek,
        <= '\u052F' => Script.Cyrillic,
        >= '\u0590' and <= '\u05FF' => Script.Hebrew,
        (>= '\u0600' and <= '\u06FF') or (>= '\u0750' and <= '\u077F') => Script.Arabic,
        >= '\u0900' and <= '\u097F' => Script.Devanagari,
        >= '\u0E00' and <= '\u0E7F' => Script.Thai,
        (>= '\u1100' and <= '\u11FF') or (>= '\uAC00' and <= '\uD7AF') => Script.Hangul,
        >= '\u3040' and <= '\u30FF' => Script.Kana,
        (>= '\u3400' and <= '\u4DBF') or (>= '\u4E00' and <= '\u9FFF') => Script.Han,
        _ => Script.None,
    };
}
