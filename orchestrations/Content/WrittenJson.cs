using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nudges.Orchestrations.Content;

/// <summary>A value that is JSON already, in UTF-8: written as it is.</summary>
[JsonConverter(typeof(WrittenJsonConverter))]
internal readonly record struct WrittenJson(ReadOnlyMemory<byte> Json);

internal sealed class WrittenJsonConverter : JsonConverter<WrittenJson>
{
    public override WrittenJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("It is read as what it was made of.");

    public override void Write(Utf8JsonWriter writer, WrittenJson value, JsonSerializerOptions options) => writer.WriteRawValue(value.Json.Span, skipInputValidation: true);
}
