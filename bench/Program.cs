using System.CommandLine;
using Nudges.Bench.Chaos;
using Nudges.Bench.Engine;
using Nudges.Bench.Histories;

return await new RootCommand("Measures Learning Nudges: speed, cost and what survives. Numbers go to the last line with --json.")
{
    ChaosCommand.Create(),
    EngineCommand.Create(),
    HistoryCommand.Create(),
}.Parse(args).InvokeAsync();
