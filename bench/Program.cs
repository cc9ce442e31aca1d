using System.CommandLine;
using Nudges.Bench;
using Nudges.Bench.Chaos;
using Nudges.Bench.Content;
using Nudges.Bench.Digest;
using Nudges.Bench.Engine;
using Nudges.Bench.Feeds;
using Nudges.Bench.Histories;
using Nudges.Bench.Library;
using Nudges.Bench.Match;
using Nudges.Bench.People;

return await new RootCommand("Measures Learning Nudges: speed, cost and what survives. Numbers go to the last line with --json.")
{
    ChaosCommand.Create(),
    ContentCommand.Create(),
    DigestCommand.Create(),
    DigestHost.Create(),
    EngineCommand.Create(),
    FeedsCommand.Create(),
    HistoryCommand.Create(),
    LibraryCommand.Create(),
    MatchCommand.Create(),
    StandInsCommand.Create(),
    PeopleCommand.Create(),
    SenderHost.Create(),
}.Parse(args).InvokeAsync();
