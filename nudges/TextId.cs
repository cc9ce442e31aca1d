using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nudges;

/// <summary>An id that is a string on the wire. Implemented by every id of the domain, so that one converter serves all.</summary>
public interface ITextId<TSelf> where TSelf : struct, ITextId<TSelf>
{
    string Value { get; }

    static abstract TSelf Create(string value);
}

/// <summary>Writes an id as a plain JSON string, also as a dictionary key.</summary>
public sealed class TextIdConverter<T> : JsonConverter<T> where T : struct, ITextId<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        T.Create(reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw new JsonException("Give an id, as a text."));

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);

    public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        T.Create(reader.GetString()!);

    public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value.Value);
}

/// <summary>Ids that are a function of what they name: the same parts give the same id on any machine, for ever.</summary>
public static class StableId
{
    /// <summary>
    /// 24 lower-case hex characters (96 bits of SHA-256) over the parts, each ended by a unit separator so that
    /// ("ab","c") and ("a","bc") differ. A collision among a billion ids has a chance below one in 10^10.
    /// </summary>
    public static string From(params ReadOnlySpan<string> parts) =>
        Convert.ToHexStringLower(Hash(parts).AsSpan(0, 12));

    /// <summary>The first 64 bits of the same hash: uniform over all values, used to place people in shards.</summary>
    public static ulong Bits(params ReadOnlySpan<string> parts) =>
        System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(Hash(parts));

    private static byte[] Hash(ReadOnlySpan<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in parts)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(part));
            hash.AppendData([0x1F]);
        }

        return hash.GetHashAndReset();
    }
}
