using System.ComponentModel.DataAnnotations;
using System.Runtime.CompilerServices;
using Nudges.Integrations.Feeds;
using Nudges.Integrations.Web;
using Nudges.Local.Hosting;
using Nudges.Local.Terminal;
using Spectre.Console;

namespace Nudges.Local.Commands;

/// <summary>Shows what feeds say, before they become sources. Starts nothing and stores nothing.</summary>
internal static class FeedCommand
{
    /// <summary>Documents in hand at a time.</summary>
    private static readonly int AtATime = Math.Max(4, Environment.ProcessorCount);

    /// <returns>The process's exit code: 0 when at least one document could be read, else 1.</returns>
    /// <exception cref="StartFailedException">A setting in the section "Feeds" is wrong.</exception>
    public static async Task<int> RunAsync(IReadOnlyList<string> sources, bool json, CancellationToken cancellationToken)
    {
        using var web = Web();
        using IFeedDisplay display = json ? new FeedLines() : new FeedTables(AnsiConsole.Console);
        var read = 0;
        await foreach (var feed in TryAsync(new FeedTrial(web), FeedDocuments.Find(sources), cancellationToken))
        {
            display.Show(feed);
            read += feed is TriedFeed.Readable ? 1 : 0;
        }

        return read > 0 ? 0 : 1;
    }

    /// <summary>Several at a time, in their order.</summary>
    private static async IAsyncEnumerable<TriedFeed> TryAsync(FeedTrial trial, IEnumerable<FeedDocument> documents, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var ahead = new Queue<Task<TriedFeed>>();
        foreach (var document in documents)
        {
            ahead.Enqueue(Task.Run(() => TryAsync(trial, document, cancellationToken), cancellationToken));
            if (ahead.Count == AtATime)
            {
                yield return await ahead.Dequeue();
            }
        }

        while (ahead.TryDequeue(out var next))
        {
            yield return await next;
        }
    }

    private static async Task<TriedFeed> TryAsync(FeedTrial trial, FeedDocument document, CancellationToken cancellationToken) =>
        document.Problem is { } problem ? new TriedFeed.Unreadable(document.Source, problem)
        : document.Address is { } address ? await trial.FetchAsync(address, cancellationToken)
        : await trial.ReadAsync(document.Source, cancellationToken);

    private static WebFetcher Web()
    {
        try
        {
            return new WebFetcher(LocalConfiguration.Read(), TimeProvider.System);
        }
        catch (Exception wrong) when (wrong is InvalidOperationException or ValidationException)
        {
            throw new StartFailedException(wrong.Message);
        }
    }
}
