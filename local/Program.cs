using System.CommandLine;
using Nudges.Local;
using Nudges.Local.Commands;
using Nudges.Local.Hosting;
using Spectre.Console;

var port = new Option<int>("--port") { Description = "Where the site is served", DefaultValueFactory = _ => LocalOptions.DefaultPort };
var data = new Option<DirectoryInfo>("--data")
{
    Description = "The folder that keeps data between runs",
    DefaultValueFactory = _ => new DirectoryInfo(Path.Combine(Repository.Root, ".local")),
};
var fresh = new Option<bool>("--fresh") { Description = "Start over: forget what the folder keeps" };
var employees = new Option<int?>("--employees") { Description = "How many people the made-up company has [default: the 258 of the samples]" };
var seed = new Option<int>("--seed") { Description = "Which people those beyond the samples are", DefaultValueFactory = _ => 1 };
var once = new Option<bool>("--once") { Description = "End when the run has ended, instead of serving the site" };
var json = new Option<bool>("--json") { Description = "Print the result as one JSON object, as the last line" };
IsNumber(employees, most: 5_000_000);
IsNumber(seed, most: int.MaxValue);
IsNumber(port, most: 65_535);

var run = new Command("run", "Run the day's nudges, show what became of everyone, and serve the site") { port, data, fresh, employees, seed, once, json };
run.SetAction(RunAsync);
var sources = new Argument<string[]>("document")
{
    Description = "Files, folders (searched for *.xml, *.rss, *.atom, *.rdf and *.json, folders in them included) and web addresses",
    Arity = ArgumentArity.OneOrMore,
};
var lines = new Option<bool>("--json") { Description = "Print a JSON object a line: one for each item, and one with \"error\" for each document that cannot be read" };
var feed = new Command("feed", "Try feeds before adding them as sources: show what RSS, Atom and JSON Feed documents say. Starts and stores nothing. Exits with 0 if at least one could be read, else with 1.") { sources, lines };
feed.SetAction((arguments, cancellationToken) => FeedCommand.RunAsync(arguments.GetValue(sources)!, arguments.GetValue(lines), cancellationToken));
var runId = new Argument<string>("run") { Description = "The run's id, as daily-2026-11-26" };
var site = new Option<Uri>("--site")
{
    Description = "Where the host is reached",
    DefaultValueFactory = _ => new Uri($"http://localhost:{LocalOptions.DefaultPort}/"),
    CustomParser = given =>
    {
        if (Uri.TryCreate(given.Tokens[0].Value, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp))
        {
            return address;
        }

        given.AddError("--site must be an address, as https://nudges.azurewebsites.net/.");
        return null;
    },
};
var token = new Option<string?>("--token") { Description = "In Azure: a learning professional's access token" };
var redrive = new Command("redrive", "Send again what an ended run had given up: its provider was down for too long, or its sender failed over and over") { runId, site, token };
redrive.SetAction((arguments, cancellationToken) =>
    RedriveCommand.RunAsync(arguments.GetValue(site)!, arguments.GetValue(runId)!, arguments.GetValue(token), cancellationToken));
var root = new RootCommand("Learning Nudges on a laptop: the whole product over Azurite and stand-ins of Microsoft Graph, SendGrid and Teams. Without a command: run.")
{
    run, feed, redrive, EvaluateCommand.Create(), port, data, fresh, employees, seed,
};
root.SetAction(RunAsync);

try
{
    return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(20) });
}
catch (StartFailedException failure)
{
    AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }).MarkupLineInterpolated($"[red]{failure.Message}[/]");
    return 2;
}
catch (OperationCanceledException)
{
    return 130;
}

static void IsNumber(Option option, int most) => option.Validators.Add(result =>
{
    if (result.Tokens.Any(token => !int.TryParse(token.Value, out var number) || number < 1 || number > most))
    {
        result.AddError($"{option.Name} is a number from 1 to {most}.");
    }
});

Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken) => RunCommand.RunAsync(
    new LocalOptions
    {
        Port = arguments.GetValue(port),
        Folder = arguments.GetValue(data)!.FullName,
        Fresh = arguments.GetValue(fresh),
        Employees = arguments.GetValue(employees),
        Seed = arguments.GetValue(seed),
        Once = arguments.CommandResult.Command == run && arguments.GetValue(once),
        Events = arguments.CommandResult.Command != run || !arguments.GetValue(once),
    },
    arguments.CommandResult.Command == run && arguments.GetValue(json),
    cancellationToken);
