using Nudges.Content;
using Nudges.Local.Tests.Feeds;
using Nudges.Storage;

namespace Nudges.Local.Tests.Content;

public sealed class CurationTests(AzuriteFixture azurite) : ContentTests(azurite)
{
    private const string Curator = "11111111-0000-0000-0000-000000000001";

    [Fact]
    public async Task Publish_HoldsBackWhatNobodyApproved_UnlessTheSourceIsTrusted()
    {
        await using var server = await FeedServer.StartAsync(context => Write(context, context.Request.Path));
        var gatherer = Gatherer(Content.Gatherer.Source(server.Address, "known.xml"), Content.Gatherer.Source(server.Address, "new.xml", trusted: false));

        await gatherer.GatherAsync();

        Assert.Equal("/known.xml", Assert.Single(await gatherer.CatalogueAsync()).Title);
        Assert.Equal(
            [("/known.xml", CurationState.Approved), ("/new.xml", CurationState.Proposed)],
            (await gatherer.Library.ReadAsync(CancellationToken.None)).Select(item => (item.Title, item.Curation!.State!.Value)).Order());
    }

    [Fact]
    public async Task Decide_IsSeenAtOnce_AndPublishedWithTheNextRun()
    {
        await using var server = await FeedServer.StartAsync(context => Write(context, "one", "two"));
        var gatherer = Gatherer(Content.Gatherer.Source(server.Address, trusted: false));
        Assert.Null((await gatherer.GatherAsync()).CatalogueVersion);
        var one = (await gatherer.Library.ReadAsync(CancellationToken.None)).Single(item => item.Title == "one");

        await DecideAsync(gatherer, CurationState.Approved, one.Id);

        var seen = (await gatherer.Library.ReadAsync(CancellationToken.None)).Single(item => item.Id == one.Id).Curation!;
        Assert.Equal((CurationState.Approved, Curator, Feed.Now), (seen.State, seen.By, seen.At));
        var published = await gatherer.PublishAsync();
        Assert.Equal(1, published.Items);
        Assert.Equal(one.Id, Assert.Single(await gatherer.CatalogueAsync()).Id);
    }

    [Fact]
    public async Task Decide_OutlivesTheNextGathering()
    {
        string[] titles = ["one"];
        await using var server = await FeedServer.StartAsync(context => Write(context, titles));
        var gatherer = Gatherer(Content.Gatherer.Source(server.Address));
        await gatherer.GatherAsync();
        await DecideAsync(gatherer, CurationState.Rejected, [.. (await gatherer.CatalogueAsync()).Select(item => item.Id)]);
        titles = ["one", "two"];
        gatherer.Time.Advance(TimeSpan.FromDays(1));

        await gatherer.GatherAsync();

        Assert.Equal("two", Assert.Single(await gatherer.CatalogueAsync()).Title);
    }

    [Fact]
    public async Task Undo_RestoresWhatWasDecidedBefore_OfManyItemsAtOnce()
    {
        await using var server = await FeedServer.StartAsync(context => Write(context, Enumerable.Range(0, 100).Select(number => $"n{number}")));
        var gatherer = Gatherer(Content.Gatherer.Source(server.Address));
        await gatherer.GatherAsync();
        List<ItemId> all = [.. (await gatherer.CatalogueAsync()).Select(item => item.Id)];
        await DecideAsync(gatherer, CurationState.Retired, [.. all.Take(10)]);
        var mistake = await DecideAsync(gatherer, CurationState.Rejected, [.. all]);
        await DecideAsync(gatherer, CurationState.Approved, all[50]);

        var undone = await gatherer.Curations.UndoAsync(mistake, CancellationToken.None);

        Assert.Equal(all.Except([all[50]]).ToHashSet(), undone!.ToHashSet());
        await gatherer.PublishAsync();
        Assert.Equal(all.Skip(10).ToHashSet(), (await gatherer.CatalogueAsync()).Select(item => item.Id).ToHashSet());
        Assert.Null(await gatherer.Curations.UndoAsync("no-such-action", CancellationToken.None));
    }

    [Fact]
    public async Task Publish_LeavesRunsNothing_WhenTheLastApprovedItemWasRejected()
    {
        await using var server = await FeedServer.StartAsync(context => Write(context, "one"));
        var gatherer = Gatherer(Content.Gatherer.Source(server.Address));
        await gatherer.GatherAsync();
        await DecideAsync(gatherer, CurationState.Rejected, [.. (await gatherer.CatalogueAsync()).Select(item => item.Id)]);

        await gatherer.PublishAsync();

        Assert.Empty(await gatherer.CatalogueAsync());
    }

    [Fact]
    public async Task Undo_LeavesWhatOthersDecidedAtTheSameTime()
    {
        await using var server = await FeedServer.StartAsync(context => Write(context, "one"));
        var gatherer = Gatherer(Content.Gatherer.Source(server.Address));
        await gatherer.GatherAsync();
        var item = (await gatherer.CatalogueAsync())[0].Id;
        var actions = await Task.WhenAll(Enumerable.Range(0, 12).Select(number => gatherer.Curations.DecideAsync(
            [item], Curator, (_, before) => (before ?? ContentDecision.Undecided) with { Audience = [.. before?.Audience ?? [], $"{number}"] }, CancellationToken.None)));
        var decided = (await gatherer.Curations.ReadAsync(CancellationToken.None))[item];
        Assert.Equal(12, decided.Audience.Count);

        await gatherer.Curations.UndoAsync(decided.Action, CancellationToken.None);

        Assert.Contains(decided.Action, actions);
        Assert.Equal(decided.Audience.SkipLast(1), (await gatherer.Curations.ReadAsync(CancellationToken.None))[item].Audience);
    }

    [Fact]
    public async Task Decide_SucceedsForAll_WhenMoreThanFiftyDecideOnOneItemAtOnce()
    {
        await using var server = await FeedServer.StartAsync(context => Write(context, "one"));
        var gatherer = Gatherer(Content.Gatherer.Source(server.Address));
        var other = Gatherer(Content.Gatherer.Source(server.Address));
        await gatherer.GatherAsync();
        var item = (await gatherer.CatalogueAsync())[0].Id;

        await Task.WhenAll(Enumerable.Range(0, 150).Select(number => (number % 2 == 0 ? gatherer : other).Curations.DecideAsync(
            [item], Curator, (_, before) => (before ?? ContentDecision.Undecided) with { Audience = [.. before?.Audience ?? [], $"{number}"] }, CancellationToken.None)));

        Assert.Equal(150, (await gatherer.Curations.ReadAsync(CancellationToken.None))[item].Audience.Distinct().Count());
    }

    [Fact]
    public async Task Publish_ForgetsActions_WhenTheyCanNoLongerBeUndone()
    {
        await using var server = await FeedServer.StartAsync(context => Write(context, "one"));
        var gatherer = Gatherer(Content.Gatherer.Source(server.Address));
        await gatherer.GatherAsync();
        var item = (await gatherer.CatalogueAsync())[0].Id;
        var old = await DecideAsync(gatherer, CurationState.Rejected, item);
        gatherer.Time.Advance(TimeSpan.FromDays(60));
        var young = await DecideAsync(gatherer, CurationState.Approved, item);
        gatherer.Time.Advance(TimeSpan.FromDays(31));

        await gatherer.GatherAsync();

        Assert.Equal(
            [Documents.CurationAction(young).Path],
            await gatherer.Storage.Documents.ListAsync(Documents.CurationActions, CancellationToken.None).ToListAsync());
        Assert.Null(await gatherer.Curations.UndoAsync(old, CancellationToken.None));
        Assert.Equal([item], await gatherer.Curations.UndoAsync(young, CancellationToken.None));
    }

    [Fact]
    public async Task Decide_IsSeenAsFarAsItWent_WhenItWasBrokenOff()
    {
        await using var server = await FeedServer.StartAsync(context => Write(context, Enumerable.Range(0, 50).Select(number => $"n{number}")));
        var gatherer = Gatherer(Content.Gatherer.Source(server.Address));
        await gatherer.GatherAsync();
        await gatherer.Library.ReadAsync(CancellationToken.None);
        List<ItemId> all = [.. (await gatherer.CatalogueAsync()).Select(item => item.Id)];
        using var stop = new CancellationTokenSource();
        var asked = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gatherer.Curations.DecideAsync(
            all, Curator,
            (_, _) =>
            {
                if (Interlocked.Increment(ref asked) == 25)
                {
                    stop.Cancel();
                }

                return ContentDecision.Undecided with { State = CurationState.Rejected };
            },
            stop.Token));

        var stored = (await gatherer.Curations.ReadAsync(CancellationToken.None)).Count;
        var seen = (await gatherer.Library.ReadAsync(CancellationToken.None)).Count(item => item.Curation!.State == CurationState.Rejected);
        Assert.Equal(stored, seen);
    }

    [Fact]
    public async Task Publish_FollowsAChangeOfTrust_WhenNothingElseHasChanged()
    {
        await using var server = await FeedServer.StartAsync(context => Write(context, "one"));
        var source = Content.Gatherer.Source(server.Address);
        var gatherer = Gatherer(source);
        await gatherer.GatherAsync();
        await gatherer.List.TryChangeAsync((book, _) => book.TryAdd(source.Name, source with { Trusted = false }), CancellationToken.None);

        Assert.Equal(CurationState.Proposed, Assert.Single(await gatherer.Library.ReadAsync(CancellationToken.None)).Curation!.State);
        await gatherer.PublishAsync();
        Assert.Empty(await gatherer.CatalogueAsync());
    }

    [Fact]
    public async Task Publish_GivesTheSameVersion_WhenADecisionWasUndone()
    {
        await using var server = await FeedServer.StartAsync(context => Write(context, "one", "two"));
        var gatherer = Gatherer(Content.Gatherer.Source(server.Address));
        var first = await gatherer.GatherAsync();
        var action = await DecideAsync(gatherer, CurationState.Rejected, (await gatherer.CatalogueAsync())[0].Id);
        Assert.NotEqual(first.CatalogueVersion, (await gatherer.PublishAsync()).CatalogueVersion);

        await gatherer.Curations.UndoAsync(action, CancellationToken.None);

        Assert.Equal(first.CatalogueVersion, (await gatherer.PublishAsync()).CatalogueVersion);
    }

    private static Task<string> DecideAsync(Gatherer gatherer, CurationState state, params IReadOnlyList<ItemId> items) => gatherer.Curations.DecideAsync(
        items, Curator, (_, before) => (before ?? ContentDecision.Undecided) with { State = state }, CancellationToken.None);

    private static Task Write(Microsoft.AspNetCore.Http.HttpContext context, params IEnumerable<string> titles) =>
        Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(context.Response, GatheringTests.Articles(titles));
}
