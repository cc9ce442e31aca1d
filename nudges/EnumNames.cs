using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nudges;

/// <summary>
/// Writes enums as their camelCase names and reads those only, in any case: no numbers, and no lists with commas, which the
/// framework's own converter takes for the combination of their values.
/// </summary>
public sealed class EnumNames : JsonConverterFactory
{
    /// <summary>The names of the enum's values, as JSON has them, in the order of the values.</summary>
    public static IReadOnlyList<string> Of(Type type) => [.. Enum.GetNames(type).Select(JsonNamingPolicy.CamelCase.ConvertName)];

    /// <summary>The value's name, as JSON has it.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => Converter<T>.Names[value];

    /// <summary>The value of that name, in any case; null for any other text.</summary>
    public static T? Value<T>(string? name)
        where T : struct, Enum => name is not null && Converter<T>.Values.TryGetValue(name, out var value) ? value : null;

    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Converter<>).MakeGenericType(typeToConvert))!;

    private sealed class Converter<T> : JsonConverter<T>
        where T : struct, Enum
    {
        public static readonly Dictionary<string, T> Values = Of(typeof(T)).Zip(Enum.GetValues<T>()).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.OrdinalIgnoreCase);
        public static readonly Dictionary<T, string> Names = Values.ToDictionary(pair => pair.Value, pair => pair.Key);

        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Named(reader.TokenType == JsonTokenType.String ? reader.GetString()! : "");

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(Names[value]);

        public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Named(reader.GetString()!);

        public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WritePropertyName(Names[value]);

        private static T Named(string name) =>
            Values.TryGetValue(name, out var value) ? value : throw new JsonException($"Give one of: {string.Join(", ", Values.Keys)}.");
    }
}
