using System.Text;

namespace Nudges.Campaigns.Audiences.Filters;

internal enum FilterTokenKind
{
    Word,
    Text,
    Number,
    Sign,
    End,
}

/// <summary>A piece of a filter. Positions count characters from 1.</summary>
internal sealed record FilterToken(FilterTokenKind Kind, string Text, int Position)
{
    public bool Is(string word) => Kind == FilterTokenKind.Word && string.Equals(Text, word, StringComparison.OrdinalIgnoreCase);

    /// <exception cref="FilterException">A text does not end, or a character has no meaning.</exception>
    public static IReadOnlyList<FilterToken> Split(string text)
    {
        var tokens = new List<FilterToken>();
        var at = 0;
        while (at < text.Length)
        {
            var start = at;
            var sign = text[at];
            if (char.IsWhiteSpace(sign))
            {
                at++;
            }
            else if (sign is '"' or '\u201C' or '\u201D')
            {
                tokens.Add(new FilterToken(FilterTokenKind.Text, Quoted(text, ref at), start + 1));
            }
            else if (char.IsLetter(sign))
            {
                at = EndOf(text, at, char.IsLetterOrDigit);
                tokens.Add(new FilterToken(FilterTokenKind.Word, text[start..at], start + 1));
            }
            else if (char.IsAsciiDigit(sign))
            {
                at = EndOf(text, at, char.IsAsciiDigit);
                tokens.Add(new FilterToken(FilterTokenKind.Number, text[start..at], start + 1));
            }
            else if (sign is '(' or ')' or ',' or '=' || (sign == '!' && at + 1 < text.Length && text[at + 1] == '='))
            {
                at += sign == '!' ? 2 : 1;
                tokens.Add(new FilterToken(FilterTokenKind.Sign, text[start..at], start + 1));
            }
            else
            {
                throw new FilterException($"'{FilterWords.Shown(sign.ToString())}' has no meaning here", start + 1);
            }
        }

        return [.. tokens, new FilterToken(FilterTokenKind.End, "", text.Length + 1)];
    }

    private static int EndOf(string text, int at, Func<char, bool> belongs)
    {
        while (at < text.Length && belongs(text[at]))
        {
            at++;
        }

        return at;
    }

    private static string Quoted(string text, ref int at)
    {
        var start = at++;
        var value = new StringBuilder();
        while (at < text.Length && text[at] is not ('"' or '\u201C' or '\u201D'))
        {
            at += text[at] == '\\' && at + 1 < text.Length && (text[at + 1] is '\\' or '"' or '\u201C' or '\u201D') ? 1 : 0;
            value.Append(text[at++]);
        }

        return at++ < text.Length ? value.ToString() : throw new FilterException("The text that begins here has no closing quote", start + 1);
    }
}

/// <summary>Ends the reading of a filter; never leaves the parser.</summary>
internal sealed class FilterException(string message, int position) : Exception($"{message} (at character {position}).")
{
    public int Position { get; } = position;
}
