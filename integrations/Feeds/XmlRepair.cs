using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;

namespace Nudges.Integrations.Feeds;

/// <summary>
/// Mends what feeds get wrong in XML and every reader but a strict one reads over: HTML's named entities, stray ampersands,
/// control characters. One pass, in time linear to the text.
/// </summary>
internal static class XmlRepair
{
    private const int LongestEntity = 32;

    private static readonly SearchValues<char> Notable = SearchValues.Create(
        [.. "&<\uFFFE\uFFFF", .. Enumerable.Range(0, 0x20).Select(code => (char)code).Except("\t\n\r")]);

    /// <summary>The text itself where nothing is wrong with it.</summary>
    public static string Mend(string text)
    {
        StringBuilder? mended = null;
        var (kept, at, verbatim) = (0, 0, 0);
        while (text.AsSpan(at).IndexOfAny(Notable) is >= 0 and var distance)
        {
            at += distance;
            if (text[at] == '<' && at >= verbatim)
            {
                verbatim = at + Verbatim(text.AsSpan(at));
            }

            var (taken, instead) = text[at] switch
            {
                '&' when at >= verbatim => Ampersand(text.AsSpan(at)),
                '<' or '&' => (1, null),
                _ => (1, ""),
            };
            if (instead is not null)
            {
                (mended ??= new StringBuilder(text.Length)).Append(text, kept, at - kept).Append(instead);
                kept = at + taken;
            }

            at += taken;
        }

        return mended is null ? text : mended.Append(text, kept, text.Length - kept).ToString();
    }

    // How long the section or comment is, in which an ampersand is just that; of a tag, its bracket.
    private static int Verbatim(ReadOnlySpan<char> rest)
    {
        var (start, end) = rest switch
        {
            _ when rest.StartsWith("<![CDATA[") => ("<![CDATA[", "]]>"),
            _ when rest.StartsWith("<!--") => ("<!--", "-->"),
            _ => ("<", ""),
        };
        var length = rest[start.Length..].IndexOf(end);
        return length < 0 ? rest.Length : start.Length + length + end.Length;
    }

    /// <summary>How many characters are read, and what stands for them; null where they may stay.</summary>
    private static (int Taken, string? Instead) Ampersand(ReadOnlySpan<char> rest)
    {
        var length = rest[..Math.Min(rest.Length, LongestEntity)].IndexOf(';') + 1;
        var entity = rest[..length];
        if (entity is "&amp;" or "&lt;" or "&gt;" or "&quot;" or "&apos;" || IsNumber(entity))
        {
            return (length, null);
        }

        var decoded = entity is ['&', not '#', .., ';'] ? WebUtility.HtmlDecode(entity.ToString()) : "&";
        return decoded[0] != '&' ? (length, decoded) : (1, "&amp;");
    }

    // One that is no character, or one that XML cannot hold, stays as it was written.
    private static bool IsNumber(ReadOnlySpan<char> entity) =>
        entity is ['&', '#', .., ';'] && (entity is ['&', '#', 'x', ..]
            ? int.TryParse(entity[3..^1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
            : int.TryParse(entity[2..^1], NumberStyles.None, CultureInfo.InvariantCulture, out code))
        && Rune.IsValid(code) && (code > ushort.MaxValue || !Notable.Contains((char)code) || code is '&' or '<');
}
