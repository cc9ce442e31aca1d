using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Nudges.Local.Evaluation;
using Spectre.Console;

namespace Nudges.Local.Commands;

/// <summary>Says how well the matching finds what people really chose. Starts nothing and stores nothing.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        var items = new Option<FileInfo>("--items") { Description = "JSON lines: id, title, text, tags, published, candidate (false: known, never ranked)", Required = true };
        var people = new Option<FileInfo>("--people") { Description = "JSON lines: id, profile, tags, liked (ids), heldout (ids that a ranking is to find)", Required = true };
        var ks = new Option<int[]>("--k")
        {
            Description = "How many of the first count, separated by commas",
            DefaultValueFactory = _ => [50, 100, 300],
            CustomParser = result =>
            {
                string[] parts = [.. result.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];
                int[] numbers = [.. parts.Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)];
                if (numbers.Length == 0 || numbers.Any(number => number < 1))
                {
                    result.AddError("--k is numbers from 1 on, separated by commas, as in 50,100,300.");
                }

                return [.. numbers.Distinct().Order()];
            },
        };
        var json = new Option<bool>("--json") { Description = "Print the result as one JSON object, as the last line" };
        var command = new Command(
            "evaluate",
            "Rank items for people who hold some of theirs out, and count how many of those are found: recall, nDCG and hit rate of the product's matching beside popularity, Lucene.NET's BM25 and a cosine of TF-IDF.")
        {
            items, people, ks, json,
        };
        command.SetAction(arguments => Run(arguments.GetValue(items)!, arguments.GetValue(people)!, arguments.GetValue(ks)!, arguments.GetValue(json)));
        return command;
    }

    /// <returns>The process's exit code: 2 where a file cannot be read.</returns>
    private static int Run(FileInfo items, FileInfo people, IReadOnlyList<int> ks, bool json)
    {
        var progress = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        try
        {
            var report = Evaluator.Evaluate(EvaluationSet.Read(items, people), ks, line => progress.MarkupLineInterpolated($"[grey]{line}[/]"));
            if (json)
            {
                Console.WriteLine(JsonSerializer.Serialize(report, NudgesJson.Options));
            }
            else
            {
                Show(report, ks);
            }

            return 0;
        }
        catch (EvaluationException failure)
        {
            // Not wrapped: scripts read it too.
            Console.Error.WriteLine(failure.Message);
            return 2;
        }
    }

    private static void Show(EvaluationReport report, IReadOnlyList<int> ks)
    {
        AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"{report.Items:N0} items, {report.Candidates:N0} to rank; {report.People:N0} people, {report.Evaluated:N0} with something to find");
        var table = new Table().Border(TableBorder.Rounded).AddColumn("");
        foreach (var name in report.Rankers.Keys)
        {
            table.AddColumn(new TableColumn(name).RightAligned());
        }

        foreach (var k in ks)
        {
            Add($"recall@{k}", ranker => ranker.Recall[k]);
            Add($"nDCG@{k}", ranker => ranker.Ndcg[k]);
            Add($"hit rate@{k}", ranker => ranker.HitRate[k]);
        }

        Add("seconds", ranker => ranker.Seconds);
        AnsiConsole.Write(table);

        void Add(string name, Func<RankerReport, double> of) =>
            table.AddRow([name, .. report.Rankers.Values.Select(ranker => of(ranker).ToString(name == "seconds" ? "0.0" : "0.0000", CultureInfo.InvariantCulture))]);
    }
}
