using System.CommandLine;
using System.Text.Json;
using Spectre.Console;

namespace Nudges.Bench;

/// <summary>How a measurement tells what it does and what came out: progress on the error stream, the result on the other.</summary>
internal static class Report
{
    public static Option<bool> Json() => new("--json") { Description = "Print the result as one JSON object, as the last line" };

    /// <summary>An option for a number, 1 or more.</summary>
    public static Option<int> Number(string name, int value, string description)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => !int.TryParse(token.Value, out var number) || number < 1))
            {
                result.AddError($"{name} is a number, 1 or more.");
            }
        });
        return option;
    }

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
