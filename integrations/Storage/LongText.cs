using Azure.Data.Tables;

namespace Nudges.Integrations.Storage;

/// <summary>Text over several properties of a row (Name, Name1, Name2, …), as one property holds 64 KiB at most, in UTF-16.</summary>
internal static class LongText
{
    /// <summary>What a row can surely hold beside a few small properties: its limit is 1 MiB.</summary>
    public const int MaxLength = 480_000;

    private const int PieceLength = 32_000;

    public static void Write(TableEntity row, string name, string text)
    {
        var start = 0;
        for (var piece = 0; piece == 0 || start < text.Length; piece++)
        {
            var end = Math.Min(start + PieceLength, text.Length);
            if (end < text.Length && char.IsHighSurrogate(text[end - 1]))
            {
                end--;
            }

            row[Property(name, piece)] = text[start..end];
            start = end;
        }
    }

    /// <summary>The text, or null where the row has none of that name.</summary>
    public static string? Read(TableEntity row, string name)
    {
        var text = row.GetString(name);
        for (var piece = 1; row.TryGetValue(Property(name, piece), out var more); piece++)
        {
            text += more;
        }

        return text;
    }

    private static string Property(string name, int piece) => piece == 0 ? name : FormattableString.Invariant($"{name}{piece}");
}
