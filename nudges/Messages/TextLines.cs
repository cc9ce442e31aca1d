using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nudges.Messages;

/// <summary>
/// A text as a list of its lines: JSON is read several times as fast where no string holds an escaped line break. As a string, as older batches have it, it is read as well.
/// </summary>
internal sealed class TextLines : JsonConverter<string>
{
    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String ? reader.GetString()! : string.Join('\n', JsonSerializer.Deserialize<string[]>(ref reader, options)!);

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var line in value.AsSpan().Split('\n'))
        {
            writer.WriteStringValue(value.AsSpan(line));
        }

        writer.WriteEndArray();
    }
}
