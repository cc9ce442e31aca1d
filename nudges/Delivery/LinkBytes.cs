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

    private static readonly DateOnly DayZero = new(2000, 1, 1);
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="ArgumentException">An id is empty, too long or no text.</exception>
    public static byte[] Write(SignedLink link)
    {
        var days = link.Expires is { } last ? (ushort)Math.Clamp(last.DayNumber - DayZero.DayNumber, 1, ushort.MaxValue) : (ushort)0;
        List<byte> bytes = [(byte)link.Purpose, (byte)(days >> 8), (byte)days, (byte)link.Language[0], (byte)link.Language[1]];
        Append(bytes, link.Person.Value);
        if (link is { Nudge: { } nudge, Item: { } item })
        {
            Append(bytes, nudge.Value);
            Append(bytes, item.Value);
        }

        return [.. bytes];
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

    private static void Append(List<byte> bytes, string id)
    {
        if (Guid.TryParseExact(id, "D", out var guid) && guid.ToString() == id)
        {
            bytes.Add(GuidMark);
            bytes.AddRange(guid.ToByteArray(bigEndian: true));
        }
        else if (id.Length is > 0 and < 256 && id.Length % 2 == 0 && id.All(char.IsAsciiHexDigitLower))
        {
            bytes.Add(HexMark);
            bytes.Add((byte)(id.Length / 2));
            bytes.AddRange(Convert.FromHexString(id));
        }
        else
        {
            var text = Utf8.GetBytes(id);
            ArgumentOutOfRangeException.ThrowIfZero(text.Length, nameof(id));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(text.Length, LongestId, nameof(id));
            bytes.Add((byte)text.Length);
            bytes.AddRange(text);
        }
    }

    private static string? Take(ref ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return null;
        }

        var kind = bytes[0];
        var head = kind == HexMark ? 2 : 1;
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
