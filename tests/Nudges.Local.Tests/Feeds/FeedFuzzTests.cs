using System.Globalization;
using Nudges.Content;
using Nudges.Integrations.Feeds;
using Xunit.Abstractions;

namespace Nudges.Local.Tests.Feeds;

/// <summary>
/// Read as a source and as a trial, spoilt documents get an answer: in time, in bounded memory, with nothing in it that runs. Ten seconds of them; more with
/// FEED_FUZZ_SECONDS, and from another seed on with FEED_FUZZ_SEED.
/// </summary>
public sealed class FeedFuzzTests(ITestOutputHelper output)
{
    private const long MaxAllocated = 200_000_000;

    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(2);

    [Fact]
    public void Read_GivesAnAnswerInBounds_WhateverBecameOfTheDocument()
    {
        var mutations = new FeedMutations([.. Documents().Select(File.ReadAllBytes)]);
        var seconds = Setting("FEED_FUZZ_SECONDS", 10);
        var first = Setting("FEED_FUZZ_SEED", 1);
        var source = Feed.Source();
        var clock = TimeProvider.System;
        var started = clock.GetTimestamp();
        var (seed, slowest, largest, fetched) = (first, TimeSpan.Zero, 0L, 0);
        for (; clock.GetElapsedTime(started).TotalSeconds < seconds; seed++)
        {
            var document = mutations.Make(seed);
            var (elapsed, allocated, isFetched) = Read(source, document, seed);
            // A machine that is busy with something else makes one reading slow, not three in a row.
            for (var again = 0; again < 2 && elapsed > MaxTime; again++)
            {
                (elapsed, allocated, isFetched) = Read(source, document, seed);
            }

            Assert.True(elapsed <= MaxTime && allocated <= MaxAllocated, $"Seed {seed}: {document.Length:N0} bytes took {elapsed.TotalSeconds:0.0} s and {allocated:N0} bytes of memory.");
            (slowest, largest, fetched) = (elapsed > slowest ? elapsed : slowest, Math.Max(largest, allocated), fetched + (isFetched ? 1 : 0));
        }

        output.WriteLine(FormattableString.Invariant($"{seed - first:N0} documents, {fetched:N0} of them feeds; the slowest took {slowest.TotalMilliseconds:N0} ms, the largest {largest:N0} bytes of memory."));
        Assert.InRange(fetched, 1, seed - first);
    }

    private static (TimeSpan Elapsed, long Allocated, bool IsFetched) Read(FeedSource source, byte[] document, int seed)
    {
        try
        {
            var (before, started) = (GC.GetAllocatedBytesForCurrentThread(), TimeProvider.System.GetTimestamp());
            var result = source.Read(Feed.Definition, Feed.Document(document));
            var (between, betweenAt) = (GC.GetAllocatedBytesForCurrentThread(), TimeProvider.System.GetTimestamp());
            var tried = FeedTrial.Read("document", Feed.Document(document));
            var (after, ended) = (GC.GetAllocatedBytesForCurrentThread(), TimeProvider.System.GetTimestamp());
            var elapsed = TimeSpan.FromTicks(Math.Max(TimeProvider.System.GetElapsedTime(started, betweenAt).Ticks, TimeProvider.System.GetElapsedTime(betweenAt, ended).Ticks));
            Assert.True(result is SourceResult.Fetched or SourceResult.Unreadable, $"Seed {seed}: {result}");
            Assert.True(tried is not TriedFeed.Readable readable || readable.Items.All(IsHarmless), $"Seed {seed}: something in it would run.");
            return (elapsed, Math.Max(between - before, after - between), result is SourceResult.Fetched);
        }
        catch (Exception exception) when (exception is not Xunit.Sdk.XunitException)
        {
            throw new Xunit.Sdk.XunitException($"Seed {seed}: {exception}");
        }
    }

    private static bool IsHarmless(TriedItem item) =>
        !new[] { item.Title, item.Summary, item.Content }.OfType<string>().Concat(item.Tags).Any(text => text.Contains("<script", StringComparison.OrdinalIgnoreCase))
        && item.Url?.StartsWith("javascript:", StringComparison.OrdinalIgnoreCase) is not true;

    private static IEnumerable<string> Documents() =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "samples", "content"))
            .Concat(SharedFeeds.Folder is null ? [] : Directory.EnumerateFiles(SharedFeeds.Folder, "*.*", SearchOption.AllDirectories))
            .Order(StringComparer.Ordinal);

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
