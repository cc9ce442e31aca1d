using System.Collections.Concurrent;
using System.Text.Encodings.Web;

namespace Nudges.Messages;

/// <summary>
/// A template for many people: Liquid renders it once for each layout, and what differs from person to person is put into its merge fields, <c>%%name%%</c>.
/// Every value is made one line of plain text and escaped for the format; no value holds two percent signs together, and so none holds a field.
/// </summary>
/// <typeparam name="TLayout">What the template's conditions and loops go by. Few differ; two that are equal render alike.</typeparam>
/// <param name="render">Of the template.</param>
/// <param name="encoder">Escapes for the format.</param>
/// <param name="fields">The names of the merge fields, in the order in which their values are given.</param>
internal sealed class MergeTemplate<TLayout>(Func<TLayout, string> render, TextEncoder encoder, params IReadOnlyList<string> fields)
    where TLayout : notnull
{
    private const string Mark = "%%";

    /// <summary>The template's own texts, each but the last with the number of the field behind it.</summary>
    private readonly ConcurrentDictionary<TLayout, (string Text, int Field)[]> _rendered = new();

    /// <param name="layout">Decides which fields there are.</param>
    /// <param name="values">One for each name; not all are shown in every layout.</param>
    /// <param name="markup">What another template of this format gave, put in as it is: for the last name, which then has no value.</param>
    /// <returns>The text in pieces, to be joined once.</returns>
    public List<string> Fill(TLayout layout, ReadOnlySpan<string> values, IReadOnlyCollection<string>? markup = null)
    {
        var parts = _rendered.GetOrAdd(layout, Render);
        var filled = new List<string>((2 * parts.Length) + (markup?.Count ?? 0));
        var escaped = new string?[values.Length];
        foreach (var (text, field) in parts)
        {
            filled.Add(text);
            if (field == values.Length)
            {
                filled.AddRange(markup!);
            }
            else if (field >= 0)
            {
                filled.Add(escaped[field] ??= encoder.Encode(PlainText.OneLine(values[field])));
            }
        }

        return filled;
    }

    /// <summary>Texts and names take turns.</summary>
    private (string Text, int Field)[] Render(TLayout layout) =>
        [.. render(layout).Split(Mark).Chunk(2).Select(pair => (pair[0], pair.Length == 2 ? NumberOf(pair[1]) : -1))];

    private int NumberOf(string name) =>
        Array.IndexOf([.. fields], name) is >= 0 and var number ? number : throw new InvalidOperationException($"There is no merge field {Mark}{name}{Mark}.");
}
