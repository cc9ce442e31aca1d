using System.Text;
using System.Text.RegularExpressions;

namespace Nudges.Integrations.Feeds;

/// <summary>
/// The text of a document: by its byte order mark, else its XML declaration, else what the server says, else UTF-8. Bytes
/// that are not UTF-8 in a document that says or implies so are read as Windows-1252, which is what they mostly are.
/// </summary>
internal static partial class FeedEncoding
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text; where the bytes are not the whole document they may stop within a character, which is left out.</summary>
    public static string Decode(byte[] bytes, string? charset, bool isWhole)
    {
        var encoding = ByMark(bytes) ?? ByName(Declaration().Match(Encoding.Latin1.GetString(bytes, 0, Math.Min(bytes.Length, 200))).Groups["name"].Value) ?? ByName(charset);
        if (encoding is not null and not UTF8Encoding)
        {
            return encoding.GetString(bytes);
        }

        try
        {
            return StrictUtf8.GetString(bytes, 0, isWhole ? bytes.Length : LastWhole(bytes));
        }
        catch (DecoderFallbackException)
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetString(bytes);
        }
    }

    private static Encoding? ByMark(byte[] bytes) => bytes switch
    {
        [0xEF, 0xBB, 0xBF, ..] => Encoding.UTF8,
        [0xFE, 0xFF, ..] or [0, (byte)'<', ..] => Encoding.BigEndianUnicode,
        [0xFF, 0xFE, ..] or [(byte)'<', 0, ..] => Encoding.Unicode,
        _ => null,
    };

    private static Encoding? ByName(string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            return null;
        }

        // A declaration that could be read byte by byte does not tell the truth when it says UTF-16.
        var known = name.Trim('"', '\'').ToLowerInvariant();
        return known switch
        {
            "utf-8" or "utf8" or "us-ascii" or "ascii" => Encoding.UTF8,
            "iso-8859-1" or "latin1" => CodePagesEncodingProvider.Instance.GetEncoding(1252),
            _ when known.StartsWith("utf-16", StringComparison.Ordinal) || known.StartsWith("utf-32", StringComparison.Ordinal) || known.StartsWith("utf-7", StringComparison.Ordinal) => null,
            _ => CodePagesEncodingProvider.Instance.GetEncoding(known),
        };
    }

    private static int LastWhole(byte[] bytes)
    {
        var end = bytes.Length;
        while (end > 0 && bytes.Length - end < 3 && (bytes[end - 1] & 0xC0) == 0x80)
        {
            end--;
        }

        return end > 0 && bytes[end - 1] >= 0xC0 ? end - 1 : bytes.Length;
    }

    [GeneratedRegex("^\\s*<\\?xml[^>]*encoding\\s*=\\s*[\"'](?<name>[A-Za-z0-9._-]{1,40})[\"']")]
    private static partial Regex Declaration();
}
