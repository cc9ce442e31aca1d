using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Nudges.Content;
using Nudges.Integrations.Feeds;
using Nudges.Integrations.Web;
using Nudges.Local.Tests.Feeds;

namespace Nudges.Bench.Feeds;

/// <summary>What the dearest of the hostile documents cost their reader.</summary>
internal sealed record FeedsResult
{
    public required int Documents { get; init; }

    public required int BytesEach { get; init; }

    /// <summary>The longest reading, as a source or as a trial; the better of two.</summary>
    public required double SlowestSeconds { get; init; }

    public required string Slowest { get; init; }

    /// <summary>The most that a reading allocated, freed or not.</summary>
    public required double LargestMb { get; init; }

    public required string Largest { get; init; }
}

/// <summary><c>feeds</c>: reads hostile documents of the size that a body may have.</summary>
internal static class FeedsCommand
{
    public static Command Create()
    {
        var json = Report.Json();
        var size = new Option<int>("--bytes") { Description = "Size of each document", DefaultValueFactory = _ => new WebOptions().MaxBytes };
        var only = new Option<string>("--only") { Description = "Documents whose names contain this", DefaultValueFactory = _ => "" };
        var command = new Command("feeds", "Measure hostile feeds: how long reading them takes, and how much memory") { size, only, json };
        command.SetAction(arguments => Report.Print(Run(arguments.GetValue(size), arguments.GetValue(only)!), arguments.GetValue(json)));
        return command;
    }

    private static FeedsResult Run(int size, string only)
    {
        using var web = new WebFetcher(new ConfigurationBuilder().Build(), TimeProvider.System);
        var source = new FeedSource(web, new ItemCleaner(SkillList.Empty), TimeProvider.System);
        var definition = new SourceDefinition { Name = "hostile", Address = new Uri("https://hostile.example/feed.xml") };
        var (slowest, largest, count) = ((Name: "", Seconds: 0.0), (Name: "", Mb: 0.0), 0);
        foreach (var name in HostileFeeds.Names.Where(name => name.Contains(only, StringComparison.Ordinal)))
        {
            var document = new Download.Received(HostileFeeds.Make(name, size), definition.Address, Charset: null, Break: null);
            var read = Measure(() => source.Read(definition, document));
            var tried = Measure(() => FeedTrial.Read("document", document));
            Report.Progress($"{name}: as a source {read.Seconds:0.00} s, {read.Mb:0} MB; tried {tried.Seconds:0.00} s, {tried.Mb:0} MB");
            var (seconds, mb) = (Math.Max(read.Seconds, tried.Seconds), Math.Max(read.Mb, tried.Mb));
            slowest = seconds > slowest.Seconds ? (name, seconds) : slowest;
            largest = mb > largest.Mb ? (name, mb) : largest;
            count++;
        }

        return new FeedsResult
        {
            Documents = count,
            BytesEach = size,
            SlowestSeconds = Math.Round(slowest.Seconds, 2),
            Slowest = slowest.Name,
            LargestMb = Math.Round(largest.Mb),
            Largest = largest.Name,
        };
    }

    private static (double Seconds, double Mb) Measure(Action read)
    {
        var best = (Seconds: double.MaxValue, Mb: 0.0);
        for (var time = 0; time < 2; time++)
        {
            var (allocated, started) = (GC.GetAllocatedBytesForCurrentThread(), TimeProvider.System.GetTimestamp());
            read();
            best = (Math.Min(best.Seconds, TimeProvider.System.GetElapsedTime(started).TotalSeconds), (GC.GetAllocatedBytesForCurrentThread() - allocated) / 1e6);
        }

        return best;
    }
}
