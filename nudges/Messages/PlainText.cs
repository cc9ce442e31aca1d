using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Nudges.Messages;

/// <summary>What every piece of foreign text goes through before it stands in a message.</summary>
internal static partial class PlainText
{
    private const string Ellipsis = "…";

    /// <summary>Marks that turn the reading direction of what follows, in or outside of the piece.</summary>
    private static readonly SearchValues<char> DirectionMarks = SearchValues.Create("\u061C\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069\uFEFF");

    /// <summary>All that <see cref="OneLine"/> changes anywhere, or anywhere but alone.</summary>
    private static readonly SearchValues<char> Suspects = SearchValues.Create(
    [
        .. Enumerable.Range(char.MinValue, char.MaxValue + 1).Select(code => (char)code).Where(unit =>
            unit == '%' || unit == (char)Rune.ReplacementChar.Value || char.IsSurrogate(unit) || DirectionMarks.Contains(unit)
            || char.IsControl(unit) || (char.IsWhiteSpace(unit) && unit is not (' ' or '\u00A0'))),
    ]);

    /// <summary>
    /// One line: runs of white space and control characters are one space; direction marks and halves of surrogate pairs are
    /// gone; no two percent signs stand together, so that no key of <see cref="EmailShell"/> can.
    /// </summary>
    public static string OneLine(string text)
    {
        if (IsOneLine(text))
        {
            return text;
        }

        var line = new StringBuilder(text.Length);
        Span<char> units = stackalloc char[2];
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.IsBmp && DirectionMarks.Contains((char)rune.Value) || rune == Rune.ReplacementChar)
            {
                continue;
            }

            var last = line.Length == 0 ? ' ' : line[^1];
            if (Rune.IsControl(rune) || Rune.IsWhiteSpace(rune) && rune.Value != '\u00A0')
            {
                line.Append(' ', last == ' ' ? 0 : 1);
            }
            else
            {
                line.Append(' ', last == '%' && rune.Value == '%' ? 1 : 0).Append(units[..rune.EncodeToUtf16(units)]);
            }
        }

        return line.ToString().TrimEnd();
    }

    /// <summary>False where <see cref="OneLine"/> may have something to change. Most texts go through several times and have nothing.</summary>
    private static bool IsOneLine(string text) =>
        text.Length == 0
        || (text[0] != ' ' && !char.IsWhiteSpace(text[^1])
            && !text.AsSpan().ContainsAny(Suspects) && !text.Contains("  ", StringComparison.Ordinal));

    /// <summary>
    /// At most <paramref name="most"/> characters (UTF-16), the ellipsis included, cut after a word where one ends in the second
    /// half, else between two visible characters.
    /// </summary>
    public static string Cut(string text, int most)
    {
        if (text.Length <= most)
        {
            return text;
        }

        if (most <= Ellipsis.Length)
        {
            return "";
        }

        var end = 0;
        for (var next = StringInfo.GetNextTextElementLength(text); end + next <= most - Ellipsis.Length; next = StringInfo.GetNextTextElementLength(text, end))
        {
            end += next;
        }

        var space = text.LastIndexOf(' ', end, end);
        var kept = space > most / 2 ? text[..space] : text[..end];
        return kept.TrimEnd(' ', ',', ';', ':', '.', '-', '–', '%') + Ellipsis;
    }

    /// <summary>With spaces for the marks that make links, images, code or emphasis in Markdown.</summary>
    public static string WithoutMarkdown(string text) => OneLine(MarkdownMarks().Replace(text, " "));

    [GeneratedRegex(@"[\[\]<>*_`~\\|]", RegexOptions.CultureInvariant)]
    private static partial Regex MarkdownMarks();
}
