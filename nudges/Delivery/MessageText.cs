using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nudges.Delivery;

/// <summary>
/// A composed message as UTF-8: half of what a string takes, and a batch holds a thousand of ten kilobytes. A plain string in
/// JSON. Two with the same text are equal.
/// </summary>
[JsonConverter(typeof(Converter))]
public readonly struct MessageText(ReadOnlyMemory<byte> utf8) : IEquatable<MessageText>
{
    [JsonIgnore]
    public ReadOnlyMemory<byte> Utf8 { get; } = utf8;

    public static implicit operator MessageText(string text) => FromString(text);

    public static MessageText FromString(string text) => new(Encoding.UTF8.GetBytes(text));

    public static bool operator ==(MessageText left, MessageText right) => left.Equals(right);

    public static bool operator !=(MessageText left, MessageText right) => !left.Equals(right);

    public bool Equals(MessageText other) => Utf8.Span.SequenceEqual(other.Utf8.Span);

    public override bool Equals(object? obj) => obj is MessageText other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Utf8.Span);
        return hash.ToHashCode();
    }

    public override string ToString() => Encoding.UTF8.GetString(Utf8.Span);

    private sealed class Converter : JsonConverter<MessageText>
    {
        public override MessageText Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.String)
            {
                throw new JsonException("A message is a string.");
            }

            var most = reader.HasValueSequence ? (int)reader.ValueSequence.Length : reader.ValueSpan.Length;
            var rented = ArrayPool<byte>.Shared.Rent(most);
            try
            {
                return new MessageText(rented.AsSpan(0, reader.CopyString(rented)).ToArray());
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }

        public override void Write(Utf8JsonWriter writer, MessageText value, JsonSerializerOptions options) => writer.WriteStringValue(value.Utf8.Span);
    }
}
