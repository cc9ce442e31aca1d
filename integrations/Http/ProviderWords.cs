using System.Text.RegularExpressions;

namespace Nudges.Integrations.Http;

/// <summary>What a provider says, made fit to be kept: one line, without addresses and ids, at most 200 characters.</summary>
internal static partial class ProviderWords
{
    private const int Longest = 200;

    /// <summary>What comes after is not looked at. Far more than is kept, as addresses and ids are shortened.</summary>
    private const int LongestRead = 2_000;

    public static string Clean(string? words)
    {
        var line = Blank().Replace(Personal().Replace(Cut(words ?? "", LongestRead), "…"), " ").Trim();
        return Cut(line, Longest);
    }

    private static string Cut(string text, int most) =>
        text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];

    [GeneratedRegex(@"[^\s""'<>(),;:]+@[^\s""'<>(),;:]+|(\b\d+:)?[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")]
    private static partial Regex Personal();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();
}
