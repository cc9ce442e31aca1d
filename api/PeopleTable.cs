using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace Nudges.Api;

/// <summary>What reading a table came to.</summary>
public abstract record PeopleTableResult
{
    private PeopleTableResult()
    {
    }

    /// <param name="Names">One for each row after the header, with the line that it begins in, counted from 1.</param>
    public sealed record Read(IReadOnlyList<(int Row, string Name)> Names) : PeopleTableResult;

    public sealed record Wrong(string Reason) : PeopleTableResult;
}

/// <summary>
/// Reads who is named in comma, semicolon or tab separated values with a header: RFC 4180, UTF-8 or UTF-16 with a byte order
/// mark. Marks that cannot be seen, which copying from a page leaves in a name, are dropped.
/// </summary>
public static class PeopleTable
{
    private const int MostRows = 200_000;
    private const int LongestRow = 20_000;
    private static readonly string[] Columns = ["id", "mail", "userprincipalname"];

    public static PeopleTableResult Read(Stream table)
    {
        using var text = new StreamReader(table, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, leaveOpen: true);
        using var csv = new CsvReader(text, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            DetectDelimiter = true,
            DetectDelimiterValues = [",", ";", "\t"],
            MaxFieldSize = LongestRow,
            BadDataFound = null,
        });
        try
        {
            if (!csv.Read() || !csv.ReadHeader())
            {
                return new PeopleTableResult.Wrong("The table is empty.");
            }

            var header = csv.HeaderRecord!.Select(name => Plain(name).ToLowerInvariant()).ToList();
            var column = Columns.Select(name => header.IndexOf(name)).FirstOrDefault(at => at >= 0, -1);
            if (column < 0)
            {
                return new PeopleTableResult.Wrong("The first row must name a column id, mail or userPrincipalName.");
            }

            var names = new List<(int, string)>();
            while (csv.Read())
            {
                if (names.Count == MostRows)
                {
                    return new PeopleTableResult.Wrong($"A table has at most {MostRows:N0} rows.");
                }

                // Line breaks in quotes and empty lines count, as they do where the table is looked at.
                names.Add((csv.Parser.RawRow - csv.Parser.RawRecord.AsSpan().TrimEnd("\r\n").Count('\n'), Plain(csv.TryGetField<string>(column, out var name) ? name ?? "" : "")));
            }

            return new PeopleTableResult.Read(names);
        }
        catch (CsvHelperException e)
        {
            return new PeopleTableResult.Wrong($"The table cannot be read from line {csv.Parser.RawRow} on: {(e is MaxFieldSizeException ? "a value is too long; a quote may not be closed" : "it is not comma separated values")}.");
        }
    }

    private static string Plain(string text) =>
        string.Concat(text.Where(sign => char.GetUnicodeCategory(sign) is not (UnicodeCategory.Format or UnicodeCategory.Control))).Trim();
}
