using System.Text.RegularExpressions;

namespace Nudges.Integrations.Http;

/// <summary>What a provider says, made fit to be kept: one line, without addresses and ids, at most 200 characters.</summary>
internal static partial class ProviderWords
{
    private const int Longest = 200;

    public static string Clean(string? words)
    {
        var line = Blank().Replace(Personal().Replace(words ?? "", "…"), " ").Trim();
        return line.Length <= Longest ? line : line[..Longest];
    }

    [GeneratedRegex(@"[^\s""'<>(),;:]+@[^\s""'<>(),;:]+|(\b\d+:)?[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")]
    private static partial Regex Personal();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();
}
