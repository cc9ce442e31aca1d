using System.Text;

namespace Nudges.Local.Tests.Feeds;

/// <summary>Real documents, spoilt: the same document for the same seed.</summary>
internal sealed class FeedMutations(IReadOnlyList<byte[]> documents)
{
    private const int MaxBytes = 1_000_000;

    private static readonly byte[][] Splinters =
    [
        .. new[]
        {
            "<", ">", "&", "]]>", "<![CDATA[", "<!--", "-->", "\"", "'", "{", "[", "]", "}", ",", ":", "\\", "\\ud83d", "\\u0000", "\0", "\u001b[31m", "\uFFFE", "&#x", "&#xD800;", "&#0;", "&#x110000;",
            "&amp;lt;", "&lt;script&gt;alert(1)&lt;/script&gt;", "&e1;", "<!DOCTYPE rss [<!ENTITY e1 \"&e1;&e1;\">]>", "<?xml version='1.0' encoding='utf-16'?>", "<item>", "</item>", "<entry>", "</channel>", "<html>",
            "xmlns:a='b'", "xml:base='\\\\'", "xml:base='http://[::'", " rel='enclosure'", "http://", "javascript:", "99999999999999999999", "-1", "1e999", "0000-00-00T99:99:99Z", "31 Feb 999999 25:61:61 +9999",
            "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "99:99:99", "<media:group><media:content url='x' duration='1e9'/></media:group>", "\"attachments\":[{\"url\":\"x\",\"duration_in_seconds\":1e400,\"size_in_bytes\":-1}],",
            "\u202e", "\U0001F600", "é", "ß", "\u2028",
        }.Select(Encoding.UTF8.GetBytes),
        [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF8, 0x88, 0x80, 0x80], [0xEF, 0xBB, 0xBF], [0xFF, 0xFE], [0xFE, 0xFF], [0xE2, 0x82],
    ];

    private static readonly string[] Encodings = ["utf-16", "utf-16BE", "utf-32", "iso-8859-1", "us-ascii"];

    /// <summary>One of the documents after one to six mutations.</summary>
    public byte[] Make(int seed)
    {
        var random = new Random(seed);
        var document = documents[random.Next(documents.Count)];
        for (var left = random.Next(1, 7); left > 0; left--)
        {
            document = Mutate(document, random);
            document = document.Length > MaxBytes ? document[..MaxBytes] : document;
        }

        return document;
    }

    private byte[] Mutate(byte[] document, Random random)
    {
        var (start, end) = Slice(document, random);
        var slice = document[start..end];
        switch (random.Next(12))
        {
            case 0:
                var flipped = (byte[])document.Clone();
                for (var left = random.Next(1, 20); left > 0 && flipped.Length > 0; left--)
                {
                    flipped[random.Next(flipped.Length)] ^= (byte)(1 << random.Next(8));
                }

                return flipped;
            case 1:
                return document[..start];
            case 2:
                return [.. document[..start], .. document[end..]];
            case 3:
                return [.. document[..end], .. slice, .. document[end..]];
            case 4:
                return [.. document[..end], .. Repeat(slice, random.Next(1, 2_000)), .. document[end..]];
            case 5:
                var other = documents[random.Next(documents.Count)];
                var (from, to) = Slice(other, random);
                return [.. document[..start], .. other[from..to], .. document[(random.Next(2) == 0 ? start : end)..]];
            case 6:
                return [.. document[..start], .. Repeat(Splinters[random.Next(Splinters.Length)], random.Next(2) == 0 ? 1 : random.Next(1, 20_000)), .. document[start..]];
            case 7:
                var element = new[] { "<div>", "&lt;b&gt;", "&lt;table&gt;&lt;tr&gt;&lt;td&gt;", "[", "{\"items\":[", "<item>", "<media:group>", "&lt;svg&gt;&lt;style&gt;" }[random.Next(8)];
                return [.. document[..start], .. Repeat(Encoding.UTF8.GetBytes(element), random.Next(1, 50_000)), .. document[start..]];
            case 8:
                var attributes = string.Concat(Enumerable.Range(0, random.Next(1, 5_000)).Select(number => $" a{number}='{number}'"));
                return Insert(document, Array.IndexOf(document, (byte)'>', start), attributes);
            case 9:
                var encoding = Encoding.GetEncoding(Encodings[random.Next(Encodings.Length)]);
                return encoding.GetBytes(Encoding.UTF8.GetString(document));
            case 10:
                return Insert(document, Array.FindIndex(document, start, one => one is >= (byte)'0' and <= (byte)'9'), new string((char)('0' + random.Next(10)), random.Next(1, 5_000)));
            default:
                var wordEnd = Array.IndexOf(document, (byte)'<', start);
                return Insert(document, wordEnd, Encoding.UTF8.GetString(Splinters[random.Next(Splinters.Length)]));
        }
    }

    private static (int Start, int End) Slice(byte[] document, Random random)
    {
        var start = random.Next(document.Length + 1);
        return (start, Math.Min(document.Length, start + random.Next(random.Next(2) == 0 ? 50 : 5_000)));
    }

    private static byte[] Insert(byte[] document, int at, string text) =>
        at < 0 ? document : [.. document[..at], .. Encoding.UTF8.GetBytes(text), .. document[at..]];

    private static byte[] Repeat(byte[] slice, int times)
    {
        var repeated = new byte[slice.Length == 0 ? 0 : Math.Min(times, MaxBytes / slice.Length) * slice.Length];
        for (var at = 0; at < repeated.Length; at += slice.Length)
        {
            slice.CopyTo(repeated, at);
        }

        return repeated;
    }
}
