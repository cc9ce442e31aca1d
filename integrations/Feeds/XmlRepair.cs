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

    public static string Mend(string text)
    {
        var rest = text.AsSpan();
        var mended = new StringBuilder(rest.Length);
        while (rest.IndexOfAny(Notable) is >= 0 and var at)
        {
            mended.Append(rest[..at]);
            rest = rest[at..];
            var taken = rest[0] switch
            {
                '<' => TakeVerbatim(rest, mended),
                '&' => TakeAmpersand(rest, mended),
                _ => 1,
            };
            rest = rest[taken..];
        }

        return mended.Append(rest).ToString();
    }

    // In sections and comments an ampersand is just that.
    private static int TakeVerbatim(ReadOnlySpan<char> rest, StringBuilder mended)
    {
        var (start, end) = rest switch
        {
            _ when rest.StartsWith("<![CDATA[") => ("<![CDATA[", "]]>"),
            _ when rest.StartsWith("<!--") => ("<!--", "-->"),
            _ => ("<", ""),
        };
        var length = rest[start.Length..].IndexOf(end);
        var taken = length < 0 ? rest.Length : start.Length + length + end.Length;
        foreach (var character in rest[..taken])
        {
            if (character is '<' or '&' || !Notable.Contains(character))
            {
                mended.Append(character);
            }
        }

        return taken;
    }

    private static int TakeAmpersand(ReadOnlySpan<char> rest, StringBuilder mended)
    {
        var length = rest[..Math.Min(rest.Length, LongestEntity)].IndexOf(';') + 1;
        var entity = rest[..length];
        if (entity is "&amp;" or "&lt;" or "&gt;" or "&quot;" or "&apos;" || IsNumber(entity))
        {
            mended.Append(entity);
            return length;
        }

        var decoded = entity is ['&', not '#', .., ';'] ? WebUtility.HtmlDecode(entity.ToString()) : "&";
        if (decoded[0] != '&')
        {
            mended.Append(decoded);
            return length;
        }

        mended.Append("&amp;");
        return 1;
    }

    // One that is no character, or one that XML cannot hold, stays as it was written.
    private static bool IsNumber(ReadOnlySpan<char> entity) =>
        entity is ['&', '#', .., ';'] && (entity is ['&', '#', 'x', ..]
            ? int.TryParse(entity[3..^1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
            : int.TryParse(entity[2..^1], NumberStyles.None, CultureInfo.InvariantCulture, out code))
        && Rune.IsValid(code) && (code > ushort.MaxValue || !Notable.Contains((char)code) || code is '&' or '<');
}
