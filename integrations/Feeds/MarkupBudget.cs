using System.Buffers;

namespace Nudges.Integrations.Feeds;

/// <summary>
/// Bounds what the markup of one document may cost, whatever it is made of: taking a text apart costs many times its length.
/// </summary>
/// <param name="most">In marks: what parts the texts' markup, a tag's bracket for three.</param>
internal sealed class MarkupBudget(int most)
{
    private static readonly SearchValues<char> Parts = SearchValues.Create("<>&/= \t\r\n");

    private int _spent;

    /// <summary>Whether the text may still be taken apart. One without markup always may.</summary>
    /// <param name="text">Up to 100,000 characters of it count.</param>
    /// <param name="atLeast">What any text with markup costs, in marks.</param>
    public bool Spend(string? text, int atLeast)
    {
        var marks = Marks(text.AsSpan(0, Math.Min(text?.Length ?? 0, PlainText.MaxMarkup)));
        if (marks == 0)
        {
            return true;
        }

        _spent = Math.Min(most + 1, _spent + atLeast + marks);
        return _spent <= most;
    }

    private static int Marks(ReadOnlySpan<char> text)
    {
        var (marks, isInTag) = (0, false);
        while (text.IndexOfAny(Parts) is >= 0 and var at)
        {
            marks += text[at] switch { '<' => 3, '&' => 1, '>' => 0, _ => isInTag ? 1 : 0 };
            isInTag = text[at] == '<' || (isInTag && text[at] != '>');
            text = text[(at + 1)..];
        }

        return marks;
    }
}
