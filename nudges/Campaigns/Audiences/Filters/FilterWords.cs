using System.Globalization;

namespace Nudges.Campaigns.Audiences.Filters;

/// <summary>How errors speak of what was written.</summary>
internal static class FilterWords
{
    private const int LongestShown = 30;
    private const int MostEdits = 2;

    public static string UnknownField(string word)
    {
        var known = FilterField.All.Select(field => field.Name).Append("hired").ToList();
        var nearest = known.MinBy(name => Edits(name.ToLowerInvariant(), Shown(word).ToLowerInvariant()))!;
        var guess = Edits(nearest.ToLowerInvariant(), Shown(word).ToLowerInvariant()) <= MostEdits ? $" Did you mean {nearest}?" : "";
        return $"There is no field '{Shown(word)}'.{guess} Fields: {string.Join(", ", known)}";
    }

    /// <summary>Short, and without what would turn the rest of the sentence around.</summary>
    public static string Shown(string text)
    {
        var seen = string.Concat(text.Where(sign => !char.IsControl(sign) && char.GetUnicodeCategory(sign) is not (UnicodeCategory.Format or UnicodeCategory.Surrogate)));
        return seen.Length > LongestShown ? seen[..LongestShown] + "…" : seen;
    }

    private static int Edits(string left, string right)
    {
        var above = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var row = 1; row <= left.Length; row++)
        {
            var line = new int[right.Length + 1];
            line[0] = row;
            for (var column = 1; column <= right.Length; column++)
            {
                var same = left[row - 1] == right[column - 1] ? 0 : 1;
                line[column] = Math.Min(Math.Min(above[column] + 1, line[column - 1] + 1), above[column - 1] + same);
            }

            above = line;
        }

        return above[^1];
    }
}
