using System.Text.RegularExpressions;

namespace Nudges.Integrations.Feeds;

/// <summary>Who wrote it, out of the ways feeds put a name and a mail address in one string.</summary>
internal static partial class FeedAuthor
{
    /// <summary>"name", "mail", "mail (name)", "name (mail)", "name &lt;mail&gt;"; null where there is neither.</summary>
    public static ParsedAuthor? Parse(string text)
    {
        var author = text.Trim();
        if (author.Length > 500 || Address().Match(author) is not { Success: true } address)
        {
            return From(author, null);
        }

        return From(author.Remove(address.Index, address.Length).Trim(' ', '(', ')', '<', '>', ',', '"'), address.Value);
    }

    public static ParsedAuthor? From(string? name, string? email)
    {
        name = name?.Trim() is { Length: > 0 } ? name.Trim() : null;
        email = email?.Trim() is { Length: > 0 } ? email.Trim() : null;
        return name is null && email is null ? null : new ParsedAuthor(name, email);
    }

    [GeneratedRegex(@"(mailto:)?[\w.+%'-]+@[\w-]+(\.[\w-]+)+", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Address();
}
