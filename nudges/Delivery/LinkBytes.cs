using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Nudges.Content;
using Nudges.People;

namespace Nudges.Delivery;

/// <summary>
/// A link's content in few bytes, as each message holds many links: purpose, last day, language, then the ids. An id that is a
/// GUID or hexadecimal takes half its letters, any other its UTF-8; the first byte of an id tells which.
/// </summary>
internal static class LinkBytes
{
    private const byte GuidMark = 255;
    private const byte HexMark = 254;
    private const int LongestId = 250;
    private const int HeadBytes = 5;
    private const int HeadOfId = 2;
    private const int GuidLetters = 36;

    private static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");
    private static readonly DateOnly DayZero = new(2000, 1, 1);
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The most bytes of a link.</summary>
    public const int Longest = HeadBytes + (3 * (HeadOfId + LongestId));

    /// <returns>How many bytes were written.</returns>
    /// <exception cref="ArgumentException">An id is empty, too long or no text.</exception>
    public static int Write(SignedLink link, Span<byte> bytes)
    {
        var days = link.Expires is { } last ? (ushort)Math.Clamp(last.DayNumber - DayZero.DayNumber, 1, ushort.MaxValue) : (ushort)0;
        bytes[0] = (byte)link.Purpose;
        BinaryPrimitives.WriteUInt16BigEndian(bytes[1..], days);
        bytes[3] = (byte)link.Language[0];
        bytes[4] = (byte)link.Language[1];
        var end = HeadBytes + Write(link.Person.Value, bytes[HeadBytes..]);
        if (link is { Nudge: { } nudge, Item: { } item })
        {
            end += Write(nudge.Value, bytes[end..]);
            end += Write(item.Value, bytes[end..]);
        }

        return end;
    }

    /// <summary>What was written; null where the bytes are no link.</summary>
    public static SignedLink? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length <= HeadBytes || !Enum.IsDefined((LinkPurpose)bytes[0]))
        {
            return null;
        }

        var days = BinaryPrimitives.ReadUInt16BigEndian(bytes[1..]);
        var ids = bytes[HeadBytes..];
        if (Take(ref ids) is not { } person)
        {
            return null;
        }

        var link = new SignedLink
        {
            Purpose = (LinkPurpose)bytes[0],
            Person = new PersonId(person),
            Language = Encoding.ASCII.GetString(bytes[3..HeadBytes]),
            Expires = days == 0 ? null : DayZero.AddDays(days),
        };
        return link.Purpose != LinkPurpose.Item
            ? ids.IsEmpty ? link : null
            : Take(ref ids) is { } nudge && Take(ref ids) is { } item && ids.IsEmpty ? link with { Nudge = new NudgeId(nudge), Item = new ItemId(item) } : null;
    }

    private static int Write(string id, Span<byte> bytes)
    {
        Span<char> spelling = stackalloc char[GuidLetters];
        if (Guid.TryParseExact(id, "D", out var guid) && guid.TryFormat(spelling, out _) && id.AsSpan().SequenceEqual(spelling))
        {
            bytes[0] = GuidMark;
            guid.TryWriteBytes(bytes[1..], bigEndian: true, out var written);
            return 1 + written;
        }

        if (id.Length is > 0 and < 256 && id.Length % 2 == 0 && !id.AsSpan().ContainsAnyExcept(LowerHex))
        {
            bytes[0] = HexMark;
            bytes[1] = (byte)(id.Length / 2);
            Convert.FromHexString(id, bytes[HeadOfId..], out _, out _);
            return HeadOfId + (id.Length / 2);
        }

        var length = Utf8.GetByteCount(id);
        ArgumentOutOfRangeException.ThrowIfZero(length, nameof(id));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, LongestId, nameof(id));
        bytes[0] = (byte)length;
        return 1 + Utf8.GetBytes(id, bytes[1..]);
    }

    private static string? Take(ref ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return null;
        }

        var kind = bytes[0];
        var head = kind == HexMark ? HeadOfId : 1;
        if (bytes.Length < head)
        {
            return null;
        }

        var length = kind switch { GuidMark => 16, HexMark => bytes[1], _ => kind };
        if (length == 0 || bytes.Length < head + length)
        {
            return null;
        }

        var content = bytes.Slice(head, length);
        bytes = bytes[(head + length)..];
        return kind switch
        {
            GuidMark => new Guid(content, bigEndian: true).ToString(),
            HexMark => Convert.ToHexStringLower(content),
            _ => Utf8.GetString(content),
        };
    }
}
