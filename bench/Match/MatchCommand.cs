using System.CommandLine;
using System.Diagnostics;
using Nudges.Content;
using Nudges.Matching;

namespace Nudges.Bench.Match;

/// <summary>How fast the matching is on this machine.</summary>
internal sealed record MatchResult
{
    public required int People { get; init; }

    public required int Items { get; init; }

    /// <summary>Three items picked and explained for each of them, on all cores.</summary>
    public required double PeoplePerSecond { get; init; }

    /// <summary>Lucene.NET's first three, one query a person of what the product goes by, on all cores, for a part of the same people.</summary>
    public required double LucenePeoplePerSecond { get; init; }

    public required double TimesLucene { get; init; }

    /// <summary>The same for the profile alone, without the items that someone found useful.</summary>
    public required double LuceneProfilesPerSecond { get; init; }

    public required double TimesLuceneProfiles { get; init; }

    /// <summary>From items to an index to pick from.</summary>
    public required double IndexSeconds { get; init; }

    /// <summary>From outcomes to neighbours.</summary>
    public required double NeighboursSeconds { get; init; }

    public required IReadOnlyList<MatchGrowth> Growth { get; init; }

    /// <summary>Of this process, Lucene.NET's index included.</summary>
    public required double PeakMb { get; init; }

    public int Cores { get; } = Environment.ProcessorCount;
}

/// <summary>What one person takes with a catalogue of that size, on one core.</summary>
internal sealed record MatchGrowth(int Items, double MicrosecondsAPerson, double AllocatedBytesAPerson, double ScoredItemsAPerson);

/// <summary><c>match</c>: picks for generated people from generated items, beside Lucene.NET.</summary>
internal static class MatchCommand
{
    private const int LucenePart = 20;

    /// <summary>Made, picked for and let go.</summary>
    private const int PeopleAtOnce = 10_000;

    private static readonly TimeSpan WarmUpTime = TimeSpan.FromSeconds(3);

    private const int GrowthPeople = 2_000;
    private const int ScoredPeople = 50;
    private static readonly int[] Sizes = [1_000, 5_000, 20_000, 50_000];

    public static Command Create()
    {
        var json = Report.Json();
        var people = new Option<int>("--people") { Description = "People to pick for", DefaultValueFactory = _ => 100_000 };
        var items = new Option<int>("--items") { Description = "Items to pick from", DefaultValueFactory = _ => 5_000 };
        var seed = new Option<int>("--seed") { Description = "Of the company", DefaultValueFactory = _ => 1 };
        var command = new Command("match", "People per second that items are picked for, beside one Lucene.NET query a person, and how that grows with the catalogue") { people, items, seed, json };
        command.SetAction(arguments => Report.Print(Measure(arguments.GetValue(people), arguments.GetValue(items), arguments.GetValue(seed)), arguments.GetValue(json)));
        return command;
    }

    private static MatchResult Measure(int people, int count, int seed)
    {
        var company = new GeneratedCompany(seed);
        var items = company.Items(count);
        Report.Progress($"Learning neighbours of {count:N0} items");
        var clock = Stopwatch.StartNew();
        var neighbours = Neighbours(company, items, people);
        var neighboursSeconds = clock.Elapsed.TotalSeconds;
        clock.Restart();
        var index = Index(items, neighbours);
        var indexSeconds = clock.Elapsed.TotalSeconds;

        Report.Progress($"Picking for {people:N0} people");
        var rate = Rate(people, Request, request => index.Pick(request).Count);

        Report.Progress("Asking Lucene.NET");
        using var lucene = new LucenePicks(items);
        var part = Math.Max(1, people / LucenePart);
        var luceneRate = Rate(part, Request, lucene.Pick);
        var profilesRate = Rate(part, Request, lucene.PickByProfile);
        return new MatchResult
        {
            People = people,
            Items = count,
            PeoplePerSecond = Math.Round(rate),
            LucenePeoplePerSecond = Math.Round(luceneRate),
            TimesLucene = Math.Round(rate / luceneRate, 1),
            LuceneProfilesPerSecond = Math.Round(profilesRate),
            TimesLuceneProfiles = Math.Round(rate / profilesRate, 1),
            IndexSeconds = indexSeconds,
            NeighboursSeconds = neighboursSeconds,
            Growth = [.. Sizes.Select(size => Grow(company, size))],
            PeakMb = Math.Round(Process.GetCurrentProcess().PeakWorkingSet64 / 1e6),
        };

        MatchRequest Request(int number) => company.Request(number, items);
    }

    private static MatchGrowth Grow(GeneratedCompany company, int size)
    {
        Report.Progress($"Picking from {size:N0} items");
        var items = company.Items(size);
        var index = Index(items, Neighbours(company, items, GrowthPeople));
        MatchRequest[] requests = [.. Enumerable.Range(0, GrowthPeople).Select(number => company.Request(number, items))];
        var scored = requests.Take(ScoredPeople).Average(request => index.Rank(request).Count);

        WarmUp(PickForAll);

        var (clock, allocated) = (Stopwatch.StartNew(), GC.GetAllocatedBytesForCurrentThread());
        PickForAll();
        return new MatchGrowth(
            size,
            Math.Round(clock.Elapsed.TotalMicroseconds / requests.Length, 1),
            Math.Round((GC.GetAllocatedBytesForCurrentThread() - allocated) / (double)requests.Length),
            Math.Round(scored));

        void PickForAll()
        {
            foreach (var request in requests)
            {
                index.Pick(request);
            }
        }
    }

    private static ItemNeighbours Neighbours(GeneratedCompany company, IReadOnlyList<ContentItem> items, int people) =>
        new ItemNeighboursBuilder(items, items.Select(item => item.Id).ToHashSet()).Build(
            Enumerable.Range(0, people).Select(number => company.Request(number, items).Outcomes.Select(outcome => outcome.Item).ToList()));

    private static CatalogueIndex Index(IReadOnlyList<ContentItem> items, ItemNeighbours neighbours) => new(new Catalogue { Version = "generated", Items = items }, neighbours);

    /// <summary>People a second, on all cores.</summary>
    private static double Rate(int people, Func<int, MatchRequest> person, Func<MatchRequest, int> pick)
    {
        MatchRequest[] some = [.. Enumerable.Range(0, Math.Min(people, PeopleAtOnce)).Select(person)];
        WarmUp(() => Parallel.ForEach(some, request => pick(request)));
        var clock = new Stopwatch();
        foreach (var numbers in Enumerable.Range(0, people).Chunk(PeopleAtOnce))
        {
            MatchRequest[] requests = [.. numbers.Select(person)];
            clock.Start();
            Parallel.ForEach(requests, request => pick(request));
            clock.Stop();
        }

        return people / clock.Elapsed.TotalSeconds;
    }

    /// <summary>Does it over and over, until what runs often is compiled for good and the phrases are read.</summary>
    private static void WarmUp(Action work)
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < WarmUpTime;)
        {
            work();
        }
    }
}
