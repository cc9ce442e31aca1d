using System.CommandLine;
using System.Text.Json;
using Spectre.Console;

namespace Nudges.Bench;

/// <summary>How a measurement tells what it does and what came out: progress on the error stream, the result on the other.</summary>
internal static class Report
{
    public static Option<bool> Json() => new("--json") { Description = "Print the result as one JSON object, as the last line" };

    public static void Progress(string line) => Console.Error.WriteLine(line);

    /// <summary>Prints the result's properties, as a line of JSON or as a table.</summary>
    public static void Print<T>(T result, bool json)
    {
        var element = JsonSerializer.SerializeToElement(result, NudgesJson.Options);
        if (json)
        {
            Console.WriteLine(element.GetRawText());
            return;
        }

        var table = new Table().Border(TableBorder.Rounded).HideHeaders().AddColumns(new TableColumn("what"), new TableColumn("value").RightAligned());
        foreach (var property in element.EnumerateObject())
        {
            table.AddRow(Markup.Escape(property.Name), Markup.Escape(property.Value.ToString()));
        }

        AnsiConsole.Write(table);
    }
}
