using System.CommandLine;
using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Nudges.Content;
using Nudges.Integrations.Storage;
using Nudges.Local.Azurite;
using Nudges.Matching;
using Nudges.Orchestrations;
using Nudges.Orchestrations.Content;
using Nudges.Storage;
using Options = Microsoft.Extensions.Options.Options;

namespace Nudges.Bench.Content;

/// <summary>What the catalogue costs on this machine, over Azurite.</summary>
internal sealed record ContentResult
{
    public required int Items { get; init; }

    public required int Sources { get; init; }

    /// <summary>From what the sources gave to the published catalogue: merged, decided, written.</summary>
    public required double BuildSeconds { get; init; }

    /// <summary>The same again after one source gave something new and 500 items were approved.</summary>
    public required double UpdateSeconds { get; init; }

    /// <summary>Where nothing has changed.</summary>
    public required double UnchangedMilliseconds { get; init; }

    /// <summary>What a shard's activity waits for the first catalogue that the process reads: what reads it is compiled meanwhile.</summary>
    public required double ColdReadMilliseconds { get; init; }

    /// <summary>What a shard's activity waits for the catalogue, the first of its version in a process.</summary>
    public required double FirstReadMilliseconds { get; init; }

    /// <summary>Of it the reading from storage, measured once more on its own.</summary>
    public required double StorageReadMilliseconds { get; init; }

    /// <summary>Of it the rest, measured once more on its own: the index and the items' ids.</summary>
    public required double PrepareMilliseconds { get; init; }

    /// <summary>1,000 items all over the catalogue, each asked for the first time.</summary>
    public required double FirstItemsMilliseconds { get; init; }

    /// <summary>What the first read takes where the index was not stored: the catalogue read, the index made anew.</summary>
    public required double MadeAnewMilliseconds { get; init; }

    /// <summary>What every other shard's activity waits.</summary>
    public required double ReadMilliseconds { get; init; }

    /// <summary>A curator's list after a decision.</summary>
    public required double LibraryMilliseconds { get; init; }

    public required long CatalogueBytes { get; init; }

    public required long StoredBytes { get; init; }

    public required double PeakMb { get; init; }

    public int Cores { get; } = Environment.ProcessorCount;
}

/// <summary><c>content</c>: builds, updates and reads a catalogue of generated items.</summary>
internal static class ContentCommand
{
    private const int Sources = 40;
    private const int Approved = 500;
    private const int Asked = 1_000;
    private const string Curator = "curator";

    public static Command Create()
    {
        var json = Report.Json();
        var items = new Option<int>("--items") { Description = "Items in the catalogue", DefaultValueFactory = _ => 20_000 };
        items.Validators.Add(result =>
        {
            if (result.GetValue(items) < Sources)
            {
                result.AddError($"--items is a number, {Sources} or more.");
            }
        });
        var command = new Command("content", "Measure the catalogue: how long building, updating and reading it take") { items, json };
        command.SetAction(async (arguments, cancellationToken) => Report.Print(await RunAsync(arguments.GetValue(items), cancellationToken), arguments.GetValue(json)));
        return command;
    }

    private static async Task<ContentResult> RunAsync(int count, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("nudges-bench-");
        try
        {
            await using var azurite = await AzuriteProcess.StartAsync(folder.FullName, cancellationToken);
            return await RunAsync(count, azurite.ConnectionString, cancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<ContentResult> RunAsync(int count, string connectionString, CancellationToken cancellationToken)
    {
        await using var storage = new ServiceCollection()
            .AddAzureStorage(new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("AzureWebJobsStorage", (string?)connectionString)]).Build())
            .BuildServiceProvider();
        await storage.GetRequiredService<StorageSetup>().EnsureCreatedAsync([], cancellationToken);
        var documents = storage.GetRequiredService<IDocumentStore>();
        var options = Options.Create(new NudgeOptions { Sources = [.. Enumerable.Range(0, Sources).Select(GeneratedItems.Source)] });
        var list = new SourceList(options, documents);
        var curations = new CurationStore(documents, TimeProvider.System);
        var links = new LinkStore(documents);
        var decisions = new ContentDecisions(curations, links, options, TimeProvider.System);
        var publisher = new ContentPublisher(list, curations, links, decisions, documents, options, TimeProvider.System);
        var library = new ContentLibrary(documents, list, curations, decisions);
        var perSource = count / Sources;
        for (var source = 0; source < Sources; source++)
        {
            await documents.WriteAsync(Documents.SourceItems(GeneratedItems.Source(source).Name), GeneratedItems.Of(source, perSource), cancellationToken);
        }

        // A small catalogue first: it pays for the compiler.
        await publisher.PublishAsync(DateTimeOffset.UtcNow, changed: true, cancellationToken);
        Report.Progress($"{perSource * Sources:N0} items of {Sources} sources are there");
        var (build, built) = await TimeAsync(() => publisher.PublishAsync(DateTimeOffset.UtcNow, changed: true, cancellationToken));
        Report.Progress($"built in {build.TotalSeconds:0.0} s");

        var all = await library.ReadAsync(cancellationToken);
        await curations.DecideAsync([.. all.Take(Approved).Select(item => item.Id)], Curator, (_, before) => (before ?? ContentDecision.Undecided) with { State = CurationState.Approved }, cancellationToken);
        var (libraryTime, _) = await TimeAsync(() => library.ReadAsync(cancellationToken));
        await documents.WriteAsync(Documents.SourceItems(GeneratedItems.Source(0).Name), GeneratedItems.Of(0, perSource + 1), cancellationToken);
        var (update, updated) = await TimeAsync(() => publisher.PublishAsync(DateTimeOffset.UtcNow, changed: true, cancellationToken));
        var (unchanged, _) = await TimeAsync(() => publisher.PublishAsync(DateTimeOffset.UtcNow, changed: false, cancellationToken));
        Report.Progress($"updated in {update.TotalSeconds:0.0} s");

        var cache = new CatalogueCache(documents, NullLogger<CatalogueCache>.Instance);
        var (cold, _) = await TimeAsync(() => cache.GetAsync(built.CatalogueVersion!, neighbours: null, cancellationToken));
        var (first, prepared) = await TimeAsync(() => cache.GetAsync(updated.CatalogueVersion!, neighbours: null, cancellationToken));
        var (storageRead, block) = await TimeAsync(() => documents.ReadBytesAsync(Documents.StoredCatalogue(updated.CatalogueVersion!), cancellationToken));
        var (prepare, _) = await TimeAsync(() => Task.FromResult(new CatalogueIndex(StoredCatalogue.Read(block).Index)));
        var (items, _) = await TimeAsync(() => Task.FromResult(prepared.Items.Keys.Where((_, place) => place % Math.Max(1, updated.Items / Asked) == 0).Sum(id => prepared.Items[id].Title.Length)));
        var (made, _) = await TimeAsync(async () => StoredCatalogue.Of((await documents.ReadAsync(Documents.Catalogue(updated.CatalogueVersion!), cancellationToken))!.Value));
        var (read, _) = await TimeAsync(() => cache.GetAsync(updated.CatalogueVersion!, neighbours: null, cancellationToken));
        using var process = Process.GetCurrentProcess();
        return new ContentResult
        {
            Items = updated.Items,
            Sources = Sources,
            BuildSeconds = Math.Round(build.TotalSeconds, 2),
            UpdateSeconds = Math.Round(update.TotalSeconds, 2),
            UnchangedMilliseconds = Math.Round(unchanged.TotalMilliseconds, 1),
            ColdReadMilliseconds = Math.Round(cold.TotalMilliseconds),
            FirstReadMilliseconds = Math.Round(first.TotalMilliseconds),
            StorageReadMilliseconds = Math.Round(storageRead.TotalMilliseconds),
            PrepareMilliseconds = Math.Round(prepare.TotalMilliseconds),
            FirstItemsMilliseconds = Math.Round(items.TotalMilliseconds),
            MadeAnewMilliseconds = Math.Round(made.TotalMilliseconds),
            ReadMilliseconds = Math.Round(read.TotalMilliseconds, 3),
            LibraryMilliseconds = Math.Round(libraryTime.TotalMilliseconds),
            CatalogueBytes = await SizeAsync(connectionString, Documents.Catalogue(updated.CatalogueVersion!).Path, cancellationToken),
            StoredBytes = await SizeAsync(connectionString, Documents.StoredCatalogue(updated.CatalogueVersion!).Path, cancellationToken),
            PeakMb = Math.Round(process.PeakWorkingSet64 / 1e6),
        };
    }

    private static async Task<long> SizeAsync(string connectionString, string path, CancellationToken cancellationToken) =>
        (await new Azure.Storage.Blobs.BlobClient(connectionString, "nudges", path).GetPropertiesAsync(cancellationToken: cancellationToken)).Value.ContentLength;

    private static async Task<(TimeSpan Time, T Result)> TimeAsync<T>(Func<Task<T>> work)
    {
        // What was measured before is not this work's to clean up.
        GC.Collect();
        var watch = Stopwatch.StartNew();
        var result = await work();
        return (watch.Elapsed, result);
    }
}
