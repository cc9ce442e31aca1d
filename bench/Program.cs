using System.CommandLine;
using Nudges.Bench.Chaos;
using Nudges.Bench.Content;
using Nudges.Bench.Engine;
using Nudges.Bench.Histories;
using Nudges.Bench.Library;
using Nudges.Bench.People;

return await new RootCommand("Measures Learning Nudges: speed, cost and what survives. Numbers go to the last line with --json.")
{
    ChaosCommand.Create(),
    ContentCommand.Create(),
    EngineCommand.Create(),
    HistoryCommand.Create(),
    LibraryCommand.Create(),
    PeopleCommand.Create(),
    StandInCommand.Create(),
}.Parse(args).InvokeAsync();
