using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Nudges.Content;

namespace Nudges.Local.Tests.Feeds;

/// <summary>Fetching over a real connection, from servers that do well and ill.</summary>
public sealed class FeedFetchTests
{
    private const string OneItem = "<item><title>One</title><link>/one</link></item>";

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    [InlineData("identity")]
    public async Task Fetch_GivesTheItems_HoweverTheyAreCompressed(string coding)
    {
        await using var server = await FeedServer.StartAsync(context => SendAsync(context, Feed.Rss(OneItem), coding));

        var fetched = Feed.Fetched(await FetchAsync(server.Address));

        Assert.Null(fetched.Warning);
        Assert.Equal(new Uri(server.Address, "/one"), Assert.Single(fetched.Items).Address);
    }

    [Fact]
    public async Task Fetch_ResolvesAgainstWhereTheDocumentIs_WhenItHasMoved()
    {
        await using var server = await FeedServer.StartAsync(context =>
        {
            if (context.Request.Path == "/")
            {
                context.Response.Redirect("/new/place/feed.xml");
                return Task.CompletedTask;
            }

            return SendAsync(context, Feed.Rss("<item><title>One</title><link>one</link></item>"));
        });

        var fetched = Feed.Fetched(await FetchAsync(server.Address));

        Assert.Equal("/new/place/one", Assert.Single(fetched.Items).Address.AbsolutePath);
    }

    [Fact]
    public async Task Fetch_DoesNotAskAtAll_WhenTheSourceIsOnAPrivateAddress()
    {
        await using var server = await FeedServer.StartAsync(context => SendAsync(context, Feed.Rss(OneItem)));
        var byName = new UriBuilder(server.Address) { Host = "localhost" }.Uri;

        foreach (var address in new[] { server.Address, byName })
        {
            var reason = await UnreadableAsync(address, allowPrivate: false);
            Assert.Contains("127.0.0.1, which is not on the public internet", reason, StringComparison.Ordinal);
            Assert.Contains("Feeds:AllowPrivateAddresses", reason, StringComparison.Ordinal);
        }

        Assert.Equal(0, server.Requests);
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://weekly.example/feed")]
    [InlineData("feeds/all.xml")]
    public async Task Fetch_Refuses_WhatIsNoWebAddress(string address) =>
        Assert.Contains("no http or https address", await UnreadableAsync(new Uri(address, UriKind.RelativeOrAbsolute)), StringComparison.Ordinal);

    [Theory]
    [InlineData("file:///etc/passwd", "redirect to file:///etc/passwd that is not followed")]
    [InlineData("/", "redirect to / that is not followed")]
    public async Task Fetch_StopsAt_RedirectsThatLeadNowhere(string location, string reason)
    {
        await using var server = await FeedServer.StartAsync(context =>
        {
            context.Response.StatusCode = 302;
            context.Response.Headers.Location = location;
            return Task.CompletedTask;
        });

        Assert.Contains(reason, await UnreadableAsync(server.Address), StringComparison.Ordinal);
        Assert.InRange(server.Requests, 1, 6);
    }

    [Theory]
    [InlineData(404, "answered 404 Not Found")]
    [InlineData(500, "answered 500 Internal Server Error")]
    public async Task Fetch_SaysWhatTheServerAnswered_WhenItHasNoFeed(int status, string reason)
    {
        await using var server = await FeedServer.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });

        var sentence = await UnreadableAsync(server.Address);

        Assert.Contains(reason, sentence, StringComparison.Ordinal);
        Assert.StartsWith(server.Address.AbsoluteUri, sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetch_SaysThatNobodyAnswers_WhenTheConnectionIsRefused()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = new Uri($"http://{listener.LocalEndpoint}/");
        listener.Stop();

        Assert.Contains("could not be reached (Connection refused", await UnreadableAsync(address), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetch_SaysSo_WhenTheHostDoesNotExist() =>
        Assert.Contains("could not be reached", await UnreadableAsync(new Uri("http://no-such-host.invalid/"), allowPrivate: false), StringComparison.Ordinal);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Fetch_GivesUpAtTheDeadline_WhenTheServerStalls(bool afterTheStart)
    {
        var stalls = new TaskCompletionSource();
        await using var server = await FeedServer.StartAsync(async context =>
        {
            if (afterTheStart)
            {
                await context.Response.WriteAsync("<rss><channel>");
                await context.Response.Body.FlushAsync();
            }

            stalls.SetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });
        var time = new FakeTimeProvider(Feed.Now);
        var source = Feed.Source(time, Settings(allowPrivate: true));

        var fetching = source.FetchAsync(Feed.Definition with { Address = server.Address }, mark: null, CancellationToken.None);
        await stalls.Task;
        time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(fetching.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(2));

        Assert.Contains("did not answer in full within 30 seconds", Assert.IsType<SourceResult.Unreadable>(await fetching).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetch_IsCancelled_WhenTheCallerSaysSo()
    {
        using var cancelled = new CancellationTokenSource();
        await using var server = await FeedServer.StartAsync(async context =>
        {
            await cancelled.CancelAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });
        var source = Feed.Source(Settings(allowPrivate: true));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => source.FetchAsync(Feed.Definition with { Address = server.Address }, mark: null, cancelled.Token));
    }

    [Theory]
    [InlineData("identity")]
    [InlineData("gzip")]
    public async Task Fetch_KeepsWhatFitsTheLimit_WhenTheDocumentIsHuge(string coding)
    {
        await using var server = await FeedServer.StartAsync(context => SendAsync(context, Feed.Rss(OneItem + new string(' ', 5_000_000)), coding));

        var fetched = Feed.Fetched(await FetchAsync(server.Address, KeyValuePair.Create("MaxBytes", (string?)"1000000")));

        Assert.Equal("One", Assert.Single(fetched.Items).Title);
        Assert.Contains("longer than 1,000,000 bytes", fetched.Warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetch_ReadsNoFurtherThanTheLimit_WhenTheServerNeverEnds()
    {
        var ended = new TaskCompletionSource();
        await using var server = await FeedServer.StartAsync(async context =>
        {
            var spaces = new byte[65_536];
            Array.Fill(spaces, (byte)' ');
            await using var body = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
            context.Response.Headers.ContentEncoding = "gzip";
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await body.WriteAsync(spaces);
            }

            ended.SetResult();
        });

        Assert.Contains("is empty", await UnreadableAsync(server.Address), StringComparison.Ordinal);
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Theory]
    [InlineData("gzip", "is empty (it is longer than 10,000,000 bytes)")]
    [InlineData("br", "is empty (it is longer than 10,000,000 bytes)")]
    [InlineData("gzip, gzip", "is neither XML nor JSON")]
    public async Task Fetch_StopsAtTheLimit_WhenAGigabyteIsPackedIntoTheAnswer(string codings, string reason)
    {
        var bomb = await BombAsync(codings);
        await using var server = await FeedServer.StartAsync(context =>
        {
            context.Response.Headers.ContentEncoding = codings;
            return context.Response.Body.WriteAsync(bomb).AsTask();
        });

        Assert.Contains(reason, await UnreadableAsync(server.Address), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("identity")]
    [InlineData("gzip")]
    public async Task Fetch_KeepsTheItemsBeforeTheBreak_WhenTheConnectionDrops(string coding)
    {
        var random = new Random(1);
        var items = string.Concat(Enumerable.Range(0, 2_000).Select(number => $"<item><title>{number} {random.NextInt64()}</title><link>/{random.NextInt64()}</link></item>"));
        var whole = await CompressAsync(Feed.Rss(items), coding);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        var fetching = FetchAsync(new Uri($"http://{listener.LocalEndpoint}/"));
        using (var connection = await listener.AcceptSocketAsync())
        {
            await connection.ReceiveAsync(new byte[4_096]);
            await connection.SendAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\nContent-Length: {whole.Length}\r\n\r\n"));
            await connection.SendAsync(whole.AsMemory(0, whole.Length / 2));
        }

        var fetched = Feed.Fetched(await fetching);
        Assert.InRange(fetched.Items.Count, 900, 1_100);
        Assert.Contains("breaks off after", fetched.Warning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task Fetch_SaysSo_WhenTheCompressionIsNone(string coding)
    {
        await using var server = await FeedServer.StartAsync(context =>
        {
            context.Response.Headers.ContentEncoding = coding;
            return context.Response.WriteAsync(Feed.Rss(OneItem));
        });

        Assert.Contains("the connection or its compression broke", await UnreadableAsync(server.Address), StringComparison.Ordinal);
    }

    private static async Task SendAsync(HttpContext context, string document, string coding = "identity")
    {
        context.Response.Headers.ContentEncoding = coding;
        await context.Response.Body.WriteAsync(await CompressAsync(document, coding));
    }

    private static async Task<byte[]> CompressAsync(string document, string coding)
    {
        using var compressed = new MemoryStream();
        Stream stream = coding switch
        {
            "gzip" => new GZipStream(compressed, CompressionLevel.Fastest),
            "br" => new BrotliStream(compressed, CompressionLevel.Fastest),
            "deflate" => new ZLibStream(compressed, CompressionLevel.Fastest),
            _ => compressed,
        };
        await using (stream)
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(document));
        }

        return compressed.ToArray();
    }

    /// <summary>A billion spaces, packed as the codings say.</summary>
    private static async Task<byte[]> BombAsync(string codings)
    {
        using var packed = new MemoryStream();
        Stream inner = packed;
        foreach (var coding in codings.Split(", "))
        {
            inner = coding == "br" ? new BrotliStream(inner, CompressionLevel.Fastest) : new GZipStream(inner, CompressionLevel.Fastest);
        }

        await using (inner)
        {
            var spaces = new byte[1_000_000];
            Array.Fill(spaces, (byte)' ');
            for (var written = 0; written < 1_000; written++)
            {
                await inner.WriteAsync(spaces);
            }
        }

        return packed.ToArray();
    }

    private static KeyValuePair<string, string?> Settings(bool allowPrivate) => KeyValuePair.Create("AllowPrivateAddresses", (string?)(allowPrivate ? "true" : "false"));

    private static async Task<SourceResult> FetchAsync(Uri address, params IEnumerable<KeyValuePair<string, string?>> settings)
    {
        var source = Feed.Source(settings.Append(Settings(allowPrivate: true)));
        return await source.FetchAsync(Feed.Definition with { Address = address }, mark: null, CancellationToken.None);
    }

    private static async Task<string> UnreadableAsync(Uri address, bool allowPrivate = true)
    {
        var source = Feed.Source(Settings(allowPrivate));
        return Assert.IsType<SourceResult.Unreadable>(await source.FetchAsync(Feed.Definition with { Address = address }, mark: null, CancellationToken.None)).Reason;
    }
}
