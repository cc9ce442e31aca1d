using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nudges.Delivery;

/// <summary>
/// A composed message, a JSON object, as UTF-8: half of what a string takes, and a batch holds a thousand of ten kilobytes. It stands in other
/// JSON as it is, neither quoted nor escaped; as a string, as older batches have it, it is read as well. Two with the same text are equal.
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
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    using (var message = JsonDocument.ParseValue(ref reader))
                    {
                        return new MessageText(JsonMarshal.GetRawUtf8Value(message.RootElement).ToArray());
                    }

                case JsonTokenType.String:
                    return FromString(reader.GetString()!);
                default:
                    throw new JsonException("A message is an object.");
            }
        }

        // Channels compose JSON; to look through it again takes longer than to write it.
        public override void Write(Utf8JsonWriter writer, MessageText value, JsonSerializerOptions options) => writer.WriteRawValue(value.Utf8.Span, skipInputValidation: true);
    }
}
