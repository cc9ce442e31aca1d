using System.Text;

namespace Nudges.Matching;

/// <summary>Texts in one block of UTF-8.</summary>
/// <param name="Text">One after the other.</param>
/// <param name="Starts">Where each starts, and where the last ends.</param>
internal sealed record TextColumn(byte[] Text, int[] Starts)
{
    public int Count => Starts.Length - 1;

    public string this[int place] => Encoding.UTF8.GetString(Text.AsSpan(Starts[place]..Starts[place + 1]));

    public static TextColumn Of(IEnumerable<string> texts)
    {
        using var text = new MemoryStream();
        var starts = new List<int> { 0 };
        foreach (var one in texts)
        {
            text.Write(Encoding.UTF8.GetBytes(one));
            starts.Add((int)text.Length);
        }

        return new TextColumn(text.ToArray(), [.. starts]);
    }

    /// <summary>The places of the texts that hold this one, ascending.</summary>
    public IEnumerable<int> Holding(string text)
    {
        var sought = Encoding.UTF8.GetBytes(text);
        for (var place = 0; place < Count; place++)
        {
            // All texts from here on at once; one that lies across the end of a text does not count.
            var found = Text.AsSpan(Starts[place]).IndexOf(sought);
            if (found < 0)
            {
                yield break;
            }

            var at = Starts[place] + found;
            var of = Array.BinarySearch(Starts, place, Count - place, at);
            of = of < 0 ? ~of - 1 : of;
            while (Starts[of + 1] == at)
            {
                of++;
            }

            if (at + sought.Length <= Starts[of + 1])
            {
                yield return of;
            }

            place = of;
        }
    }
}
