using System.Text.Json;

namespace Nudges.Integrations.Sources;

/// <summary>Members of an object of which nothing is certain: a member of another kind counts as missing.</summary>
internal static class JsonMembers
{
    /// <summary>The first of the names that is text and not blank, trimmed.</summary>
    public static string? Text(this JsonElement thing, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (thing.Member(name) is { ValueKind: JsonValueKind.String } member && member.GetString()!.Trim() is { Length: > 0 } text)
            {
                return text;
            }
        }

        return null;
    }

    /// <summary>The texts of an array, or the one text.</summary>
    public static IReadOnlyList<string> Texts(this JsonElement thing, string name) => thing.Member(name) switch
    {
        { ValueKind: JsonValueKind.Array } array => [.. array.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.String).Select(one => one.GetString()!)],
        { ValueKind: JsonValueKind.String } one => [one.GetString()!],
        _ => [],
    };

    /// <summary>The first of the names that is a number of 1 to 100,000, rounded up.</summary>
    public static int? Number(this JsonElement thing, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (thing.Member(name) is { ValueKind: JsonValueKind.Number } member && member.TryGetDouble(out var number) && Math.Ceiling(number) is >= 1 and <= 100_000 and var whole)
            {
                return (int)whole;
            }
        }

        return null;
    }

    public static JsonElement? Member(this JsonElement thing, string name) =>
        thing.ValueKind == JsonValueKind.Object && thing.TryGetProperty(name, out var member) ? member : null;
}
