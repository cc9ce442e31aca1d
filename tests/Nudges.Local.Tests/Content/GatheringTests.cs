using Microsoft.AspNetCore.Http;
using Nudges.Local.Tests.Feeds;

namespace Nudges.Local.Tests.Content;

public sealed class GatheringTests(AzuriteFixture azurite) : ContentTests(azurite)
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Theory]
    [InlineData("ETag", "\"one\"", "If-None-Match")]
    [InlineData("ETag", "not quoted, as some write it", "If-None-Match")]
    [InlineData("Last-Modified", "Mon, 23 Nov 2026 08:00:00 GMT", "If-Modified-Since")]
    public async Task Gather_CostsOneRequestAndWritesNothing_WhenTheSourceSaysItIsUnchanged(string header, string value, string question)
    {
        var asked = new List<string>();
        await using var server = await FeedServer.StartAsync(async context =>
        {
            asked.Add(context.Request.Headers[question].ToString());
            context.Response.Headers[header] = value;
            context.Response.StatusCode = asked[^1] == value ? StatusCodes.Status304NotModified : StatusCodes.Status200OK;
            await (asked[^1] == value ? Task.CompletedTask : context.Response.WriteAsync(Articles("one")));
        });
        var gatherer = Gatherer(Content.Gatherer.Source(server.Address));
        var first = await gatherer.GatherAsync();
        gatherer.Time.Advance(Day);
        await gatherer.GatherAsync();
        gatherer.Time.Advance(TimeSpan.FromHours(1));
        var before = Storage.Requests.Blobs;

        var last = await gatherer.GatherAsync();

        Assert.Equal(["", value, value], asked);
        Assert.Equal(first.CatalogueVersion, last.CatalogueVersion);
        // The list of sources three times, the last publication twice, the statuses, the curation's stamp; and the new time of gathering written.
        Assert.Equal(8, Storage.Requests.Blobs - before);
    }

    [Fact]
    public async Task Gather_WritesNoItems_WhenASourceWithoutMarksGivesTheSameAgain()
    {
        await using var server = await FeedServer.StartAsync(context => context.Response.WriteAsync(Articles("one")));
        var gatherer = Gatherer(Content.Gatherer.Source(server.Address));
        await gatherer.GatherAsync();
        var status = await gatherer.StatusAsync("feed");
        gatherer.Time.Advance(Day);

        await gatherer.GatherAsync();

        Assert.Equal(2, server.Requests);
        Assert.Equal(status, await gatherer.StatusAsync("feed"));
    }

    [Fact]
    public async Task Gather_KeepsWhatTheSourceNoLongerLists()
    {
        string[] listed = ["one", "two"];
        await using var server = await FeedServer.StartAsync(context => context.Response.WriteAsync(Articles(listed)));
        var gatherer = Gatherer(Content.Gatherer.Source(server.Address));
        await gatherer.GatherAsync();
        listed = ["three"];
        gatherer.Time.Advance(Day);

        await gatherer.GatherAsync();

        Assert.Equal(["one", "three", "two"], (await gatherer.CatalogueAsync()).Select(item => item.Title).Order());
        Assert.Equal(3, (await gatherer.StatusAsync("feed")).Items);
    }

    [Fact]
    public async Task Gather_AsksWhereTheSourceMovedTo_WhenItMovedForGood()
    {
        var paths = new List<string>();
        await using var server = await FeedServer.StartAsync(async context =>
        {
            paths.Add(context.Request.Path);
            if (context.Request.Path == "/feed.xml")
            {
                context.Response.Redirect("/new.xml", permanent: true);
                return;
            }

            await context.Response.WriteAsync(Articles("one"));
        });
        var gatherer = Gatherer(Content.Gatherer.Source(server.Address));
        await gatherer.GatherAsync();
        gatherer.Time.Advance(Day);

        await gatherer.GatherAsync();

        Assert.Equal(["/feed.xml", "/new.xml", "/new.xml"], paths);
        Assert.Equal(new Uri(server.Address, "new.xml"), (await gatherer.StatusAsync("feed")).MovedTo);
    }

    [Fact]
    public async Task Gather_AsksNoMore_WhenTheSourceIsGone()
    {
        var status = StatusCodes.Status200OK;
        await using var server = await FeedServer.StartAsync(async context =>
        {
            context.Response.StatusCode = status;
            await context.Response.WriteAsync(Articles("one"));
        });
        var gatherer = Gatherer(Content.Gatherer.Source(server.Address));
        await gatherer.GatherAsync();
        status = StatusCodes.Status410Gone;
        for (var day = 0; day < 20; day++)
        {
            gatherer.Time.Advance(Day);
            await gatherer.GatherAsync();
        }

        Assert.Equal(2, server.Requests);
        Assert.True((await gatherer.StatusAsync("feed")).Gone);
        Assert.Single(await gatherer.CatalogueAsync());
    }

    [Fact]
    public async Task Gather_AsksAtOnce_WhenAFailingSourcesAddressWasCorrected()
    {
        await using var server = await FeedServer.StartAsync(async context =>
        {
            context.Response.StatusCode = context.Request.Path == "/right.xml" ? StatusCodes.Status200OK : StatusCodes.Status410Gone;
            await context.Response.WriteAsync(Articles("one"));
        });
        var source = Content.Gatherer.Source(server.Address);
        var gatherer = Gatherer(source);
        await gatherer.GatherAsync();
        await gatherer.List.TryChangeAsync((book, _) => book.TryAdd(source.Name, source with { Address = new Uri(server.Address, "right.xml") }), CancellationToken.None);

        Assert.Empty((await gatherer.GatherAsync()).Problems);

        Assert.Single(await gatherer.CatalogueAsync());
    }

    [Fact]
    public async Task Gather_ReadsAnew_WhenTheSourcesTagsWereChanged()
    {
        await using var server = await FeedServer.StartAsync(async context =>
        {
            context.Response.Headers.ETag = "\"one\"";
            context.Response.StatusCode = context.Request.Headers.IfNoneMatch.Count > 0 ? StatusCodes.Status304NotModified : StatusCodes.Status200OK;
            await (context.Response.StatusCode == StatusCodes.Status304NotModified ? Task.CompletedTask : context.Response.WriteAsync(Articles("one")));
        });
        var source = Content.Gatherer.Source(server.Address);
        var gatherer = Gatherer(source);
        await gatherer.GatherAsync();
        await gatherer.List.TryChangeAsync((book, _) => book.TryAdd(source.Name, source with { Tags = ["craft"] }), CancellationToken.None);
        gatherer.Time.Advance(Day);

        await gatherer.GatherAsync();

        Assert.Equal(["craft"], Assert.Single(await gatherer.CatalogueAsync()).Tags);
    }

    [Fact]
    public async Task Gather_LeavesTheSourceAlone_AsLongAsItAsksFor()
    {
        await using var server = await FeedServer.StartAsync(context =>
        {
            context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            context.Response.Headers.RetryAfter = "7200";
            return Task.CompletedTask;
        });
        var gatherer = Gatherer(Content.Gatherer.Source(server.Address));
        await gatherer.GatherAsync();
        gatherer.Time.Advance(TimeSpan.FromMinutes(119));
        await gatherer.GatherAsync();
        Assert.Equal(1, server.Requests);
        gatherer.Time.Advance(TimeSpan.FromMinutes(1));

        var gathered = await gatherer.GatherAsync();

        Assert.Equal(2, server.Requests);
        Assert.Equal("feed answered 429 Too Many Requests.", Assert.Single(gathered.Problems));
    }

    [Fact]
    public async Task Gather_AsksAFailingSourceEverLess_AndAtOnceForgivesIt()
    {
        var status = StatusCodes.Status404NotFound;
        await using var server = await FeedServer.StartAsync(async context =>
        {
            context.Response.StatusCode = status;
            await context.Response.WriteAsync(Articles("one"));
        });
        var gatherer = Gatherer(Content.Gatherer.Source(server.Address));
        for (var hour = 0; hour < 12 * 24; hour++)
        {
            await gatherer.GatherAsync();
            gatherer.Time.Advance(TimeSpan.FromHours(1));
        }

        // In the hours 0, 1, 2, 4, 8, 16, 32, 64, 128 and 256.
        Assert.Equal(10, server.Requests);
        status = StatusCodes.Status200OK;
        gatherer.Time.Advance(TimeSpan.FromDays(7));
        var gathered = await gatherer.GatherAsync();

        Assert.Empty(gathered.Problems);
        Assert.Equal(0, (await gatherer.StatusAsync("feed")).Failures);
    }

    [Fact]
    public async Task Gather_NeverHoldsTheOthers_WhenOneSourceStalls()
    {
        var stalled = new TaskCompletionSource();
        await using var server = await FeedServer.StartAsync(async context =>
        {
            await (context.Request.Path == "/slow.xml" ? stalled.Task : Task.CompletedTask);
            await context.Response.WriteAsync(Articles(context.Request.Path));
            if (context.Request.Path == "/c.xml")
            {
                // The last of the others has been served while the slow one waits.
                stalled.SetResult();
            }
        });
        var gatherer = Gatherer(
            Content.Gatherer.Source(server.Address, "slow.xml"), Content.Gatherer.Source(server.Address, "a.xml"),
            Content.Gatherer.Source(server.Address, "b.xml"), Content.Gatherer.Source(server.Address, "c.xml"));

        var gathered = await gatherer.GatherAsync();

        Assert.Equal(4, gathered.Items);
    }

    [Fact]
    public async Task Gather_NeverAsksAHostForMoreThanTwoAtOnce()
    {
        var (now, most) = (0, 0);
        await using var server = await FeedServer.StartAsync(async context =>
        {
            most = Math.Max(most, Interlocked.Increment(ref now));
            await Task.Yield();
            await context.Response.WriteAsync(Articles(context.Request.Path));
            Interlocked.Decrement(ref now);
        });
        var gatherer = Gatherer([.. Enumerable.Range(0, 30).Select(number => Content.Gatherer.Source(server.Address, $"f{number}.xml"))]);

        await gatherer.GatherAsync();

        Assert.InRange(most, 1, 2);
        Assert.Equal(30, server.Requests);
    }

    [Fact]
    public async Task Gather_LeavesAPausedSourceAlone_AndKeepsWhatItGave()
    {
        await using var server = await FeedServer.StartAsync(context => context.Response.WriteAsync(Articles("one")));
        var source = Content.Gatherer.Source(server.Address);
        var gatherer = Gatherer(source);
        await gatherer.GatherAsync();
        await gatherer.List.TryChangeAsync((book, _) => book.TryAdd(source.Name, source with { Paused = true }), CancellationToken.None);
        gatherer.Time.Advance(Day);

        await gatherer.GatherAsync();

        Assert.Equal(1, server.Requests);
        Assert.Single(await gatherer.CatalogueAsync());
    }

    internal static string Articles(params IEnumerable<string> titles) => Feed.Rss(string.Concat(titles.Select(title =>
        $"<item><title>{title}</title><link>https://weekly.example/{title.Trim('/')}</link><description>About {title}.</description></item>")));
}
