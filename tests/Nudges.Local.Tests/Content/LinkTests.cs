using Microsoft.AspNetCore.Http;
using Nudges.Content;
using Nudges.Integrations.Web;
using Nudges.Local.Tests.Feeds;

namespace Nudges.Local.Tests.Content;

public sealed class LinkTests(AzuriteFixture azurite) : ContentTests(azurite)
{
    [Fact]
    public async Task CheckLinks_RetiresAnItem_WhenItsPageIsMissing_UntilItIsBack()
    {
        var gone = true;
        await using var server = await FeedServer.StartAsync(context => AnswerAsync(context, gone && context.Request.Path == "/one" ? 404 : 200));
        var gatherer = Gatherer(Content.Gatherer.Source(server.Address));
        await gatherer.GatherAsync();

        Assert.True(await gatherer.CheckLinksAsync());
        await gatherer.RepublishAsync();

        Assert.Equal("two", Assert.Single(await gatherer.CatalogueAsync()).Title);
        var retired = (await gatherer.Library.ReadAsync(CancellationToken.None)).Single(item => item.Title == "one").Curation!;
        Assert.Equal((CurationState.Retired, ContentDecision.DeadLink), (retired.State, retired.By));

        gone = false;
        gatherer.Time.Advance(TimeSpan.FromDays(1));
        Assert.True(await gatherer.CheckLinksAsync());
        await gatherer.RepublishAsync();
        Assert.Equal(2, (await gatherer.CatalogueAsync()).Count);
    }

    [Theory]
    [InlineData(StatusCodes.Status403Forbidden)]
    [InlineData(StatusCodes.Status500InternalServerError)]
    [InlineData(StatusCodes.Status503ServiceUnavailable)]
    public async Task CheckLinks_KeepsAnItem_WhenItsServerHasTroublesOfItsOwn(int status)
    {
        await using var server = await FeedServer.StartAsync(context => AnswerAsync(context, status));
        var gatherer = Gatherer(Content.Gatherer.Source(server.Address));
        await gatherer.GatherAsync();
        for (var day = 0; day < 10; day++)
        {
            Assert.False(await gatherer.CheckLinksAsync());
            gatherer.Time.Advance(TimeSpan.FromDays(1));
        }
    }

    [Fact]
    public async Task CheckLinks_AsksOnceAWeek_AndByHeadAlone_WhileAllIsWell()
    {
        var methods = new List<string>();
        await using var server = await FeedServer.StartAsync(context =>
        {
            if (context.Request.Path != "/feed.xml")
            {
                methods.Add(context.Request.Method);
            }

            return AnswerAsync(context, 200);
        });
        var gatherer = Gatherer(Content.Gatherer.Source(server.Address));
        await gatherer.GatherAsync();
        for (var day = 0; day < 7; day++)
        {
            await gatherer.CheckLinksAsync();
            gatherer.Time.Advance(TimeSpan.FromDays(1));
        }

        Assert.Equal(["HEAD", "HEAD"], methods);
    }

    [Fact]
    public async Task CheckLinks_AsksByGet_WhenTheServerKnowsNoHead()
    {
        await using var server = await FeedServer.StartAsync(context => AnswerAsync(context, context.Request.Method == "HEAD" ? 404 : 200));
        var gatherer = Gatherer(Content.Gatherer.Source(server.Address));
        await gatherer.GatherAsync();
        for (var day = 0; day < 3; day++)
        {
            Assert.False(await gatherer.CheckLinksAsync());
            gatherer.Time.Advance(TimeSpan.FromDays(8));
        }
    }

    [Fact]
    public async Task CheckLinks_MakesOneItemOfTwoSources_WhenOnesLinkLeadsToTheOthersPage_AndDecisionsHold()
    {
        var asked = 0;
        await using var server = await FeedServer.StartAsync(context =>
        {
            var address = $"{context.Request.Scheme}://{context.Request.Host}";
            switch (context.Request.Path.Value)
            {
                case "/first.xml":
                    return context.Response.WriteAsync(Feed.Rss($"<item><title>moved</title><link>{address}/old</link></item>"));
                case "/second.xml":
                    return context.Response.WriteAsync(Feed.Rss($"<item><title>own</title><link>{address}/new</link></item>"));
                case "/old":
                    context.Response.Redirect("/new?utm_source=feed", permanent: true);
                    return Task.CompletedTask;
                default:
                    asked++;
                    return Task.CompletedTask;
            }
        });
        var gatherer = Gatherer(Content.Gatherer.Source(server.Address, "first.xml"), Content.Gatherer.Source(server.Address, "second.xml"));
        await gatherer.GatherAsync();
        var old = (await gatherer.CatalogueAsync()).Single(item => item.Title == "moved");

        Assert.True(await gatherer.CheckLinksAsync());
        await gatherer.RepublishAsync();

        var one = Assert.Single(await gatherer.CatalogueAsync());
        Assert.Equal(new Uri(server.Address, "new"), one.Address);
        Assert.Equal(["first", "second"], one.OtherSources.Append(one.Source).Order());
        Assert.Equal(2, asked);
        Assert.Contains(old.Id, one.OtherIds.Prepend(one.Id));

        await gatherer.Curations.DecideAsync([old.Id], "someone", (_, _) => ContentDecision.Undecided with { State = CurationState.Rejected }, CancellationToken.None);
        await gatherer.PublishAsync();
        Assert.Empty(await gatherer.CatalogueAsync());

        gatherer.Time.Advance(TimeSpan.FromDays(8));
        await gatherer.CheckLinksAsync();
        await gatherer.RepublishAsync();
        var rejected = Assert.Single(await gatherer.Library.ReadAsync(CancellationToken.None));
        await gatherer.Curations.DecideAsync([rejected], "someone", before => before! with { State = CurationState.Approved, Why = "good" }, CancellationToken.None);
        await gatherer.PublishAsync();
        Assert.Equal("good", Assert.Single(await gatherer.CatalogueAsync()).Curation!.Why);
        Assert.False(await gatherer.CheckLinksAsync());
        Assert.Equal(3, asked);
    }

    [Fact]
    public async Task CheckLinks_AsksTheFirstAddressAgain_WhenThePageThatItLedToIsGone()
    {
        var (target, isThere) = ("/new", true);
        await using var server = await FeedServer.StartAsync(context =>
        {
            switch (context.Request.Path.Value)
            {
                case "/feed.xml":
                    return context.Response.WriteAsync(Feed.Rss($"<item><title>moved</title><link>{context.Request.Scheme}://{context.Request.Host}/old</link></item>"));
                case "/old" when isThere:
                    context.Response.Redirect(target, permanent: true);
                    return Task.CompletedTask;
                default:
                    context.Response.StatusCode = context.Request.Path == target && isThere ? 200 : 404;
                    return Task.CompletedTask;
            }
        });
        var gatherer = Gatherer(Content.Gatherer.Source(server.Address));
        await gatherer.GatherAsync();
        await CheckAsync();
        Assert.Equal(new Uri(server.Address, "new"), Assert.Single(await gatherer.CatalogueAsync()).Address);

        target = "/newer";
        await CheckAsync();
        Assert.Equal(new Uri(server.Address, "newer"), Assert.Single(await gatherer.CatalogueAsync()).Address);

        isThere = false;
        await CheckAsync();
        Assert.Empty(await gatherer.CatalogueAsync());

        (target, isThere) = ("/newest", true);
        await CheckAsync();
        Assert.Equal(new Uri(server.Address, "newest"), Assert.Single(await gatherer.CatalogueAsync()).Address);

        async Task CheckAsync()
        {
            Assert.True(await gatherer.CheckLinksAsync());
            await gatherer.RepublishAsync();
            gatherer.Time.Advance(TimeSpan.FromDays(8));
        }
    }

    [Theory]
    [InlineData("https://www.a.example/x?utm_source=y#z", "https://www.a.example/x")]
    [InlineData("https://www.a.example/", null)]
    [InlineData("https://www.a.example/de-de/", null)]
    [InlineData("https://login.a.example/x", null)]
    [InlineData("https://www.a.example/consent.html?back=x", null)]
    public void Of_TakesPermanentRedirects_ButNotToGatesAndHomePages(string to, string? canonical) =>
        Assert.Equal(canonical ?? "none", LastingRedirect.Of([new Redirect(new Uri("https://a.example/one"), new Uri(to), IsPermanent: true)])?.AbsoluteUri ?? "none");

    [Theory]
    [InlineData("https://t.co/abc", "https://www.a.example/x")]
    [InlineData("https://feedproxy.google.com/~r/abc", "https://www.a.example/x")]
    [InlineData("https://a.example/abc", "none")]
    public void Of_TakesWhateverRedirect_OfHostsThatOnlyRedirect(string from, string canonical) =>
        Assert.Equal(canonical, LastingRedirect.Of([
            new Redirect(new Uri(from), new Uri("https://www.a.example/x"), IsPermanent: false),
            new Redirect(new Uri("https://www.a.example/x"), new Uri("https://www.a.example/de/x"), IsPermanent: false)])?.AbsoluteUri ?? "none");

    [Theory]
    [InlineData(LinkAnswer.Missing, 1, true)]
    [InlineData(LinkAnswer.NoServer, 3, false)]
    [InlineData(LinkAnswer.NoServer, 4, true)]
    [InlineData(LinkAnswer.Unclear, 100, false)]
    [InlineData(LinkAnswer.Alive, 100, false)]
    public void IsDead_IsSlowToBelieve_ThatAHostIsGone(LinkAnswer answer, int times, bool isDead) =>
        Assert.Equal(isDead, new LinkStatus { AskedAt = default, Answer = answer, Times = times }.IsDead);

    /// <summary>A feed of two items on the same server, whose pages answer with the status.</summary>
    private static async Task AnswerAsync(HttpContext context, int status)
    {
        var address = $"{context.Request.Scheme}://{context.Request.Host}";
        context.Response.StatusCode = context.Request.Path == "/feed.xml" ? 200 : status;
        await context.Response.WriteAsync(context.Request.Path == "/feed.xml"
            ? Feed.Rss($"<item><title>one</title><link>{address}/one</link></item><item><title>two</title><link>{address}/two</link></item>")
            : "page");
    }
}
