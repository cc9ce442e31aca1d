using Nudges.Campaigns;
using Nudges.Content;
using Nudges.Delivery;
using Nudges.Local.Tests.StandIns;
using Nudges.Local.Tests.Storage;
using Nudges.Matching;
using Nudges.Orchestrations.Runs;
using Nudges.People;
using Nudges.Storage;

namespace Nudges.Local.Tests.Runs;

/// <summary>A team is told once, whatever happens on the way: over real storage, to a channel that does as it is told.</summary>
[Collection(StorageCollection.Name)]
public sealed class TellTeamTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private readonly TestTeams _teams = new();
    private StorageServices _storage = null!;
    private Run _run = null!;

    public async Task InitializeAsync()
    {
        _storage = await StorageServices.ReadyAsync(azurite.ConnectionString);
        _run = await SentRunAsync(people: 6);
    }

    public Task DisposeAsync()
    {
        _storage.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Run_PostsTheCardOnce_HoweverOftenItIsRun()
    {
        var first = await TellAsync();
        var second = await TellAsync();

        Assert.Null(first.Problem);
        Assert.Null(second.Problem);
        var (team, card) = Assert.Single(_teams.Posts);
        Assert.Equal("platform", team);
        Assert.Contains("6 people", card, StringComparison.Ordinal);
        Assert.Contains("Reading a balance sheet", card, StringComparison.Ordinal);
        Assert.Equal(TeamNoticeState.Sent, (await NoticeAsync()).State);
    }

    [Fact]
    public async Task Run_PostsNothingMore_WhenWhoPostedDied()
    {
        _teams.Dies = true;
        await Assert.ThrowsAsync<InvalidOperationException>(TellAsync);
        _teams.Dies = false;

        var told = await TellAsync();

        Assert.Contains("not known", told.Problem, StringComparison.Ordinal);
        Assert.Single(_teams.Posts);
    }

    [Fact]
    public async Task Run_PostsAgain_WhenNothingWasTaken()
    {
        _teams.Answer = new TeamPost(new NudgeOutcome.NotSent("Its webhook asks to try again later (429)."), TimeSpan.FromSeconds(2));
        var failure = await Assert.ThrowsAsync<TeamNotToldException>(TellAsync);
        Assert.Contains("'platform'", failure.Message, StringComparison.Ordinal);
        _teams.Answer = new TeamPost(new NudgeOutcome.Sent());

        Assert.Null((await TellAsync()).Problem);
        Assert.Equal(2, _teams.Posts.Count);
    }

    [Fact]
    public async Task Run_GivesTheClaimBack_WhenItIsStoppedBeforeAnythingLeft()
    {
        using var stopped = new CancellationTokenSource();
        _teams.Stop = stopped;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => TellAsync(stopped.Token));
        _teams.Stop = null;

        Assert.Null((await TellAsync()).Problem);
        Assert.Equal(TeamNoticeState.Sent, (await NoticeAsync()).State);
    }

    [Theory]
    [InlineData(true, "was not told")]
    [InlineData(false, "not known")]
    public async Task Run_SaysWhy_WhenItEndsOtherwise(bool rejected, string says)
    {
        _teams.Answer = new TeamPost(rejected ? new NudgeOutcome.Rejected("No.") : new NudgeOutcome.Unconfirmed("Lost."));

        Assert.Contains(says, (await TellAsync()).Problem, StringComparison.Ordinal);
        Assert.Contains(says, (await TellAsync()).Problem, StringComparison.Ordinal);
        Assert.Single(_teams.Posts);
    }

    [Fact]
    public async Task Run_PostsNothing_WhenNobodyWasNudged()
    {
        _run = await SentRunAsync(people: 0);

        Assert.Null((await TellAsync()).Problem);
        Assert.Empty(_teams.Posts);
    }

    private Task<ToldTeam> TellAsync() => TellAsync(CancellationToken.None);

    private Task<ToldTeam> TellAsync(CancellationToken cancellationToken) =>
        new TellTeam(_storage.Documents, new TeamDigestReader(_storage.Documents, _storage.Ledger), _teams, new WaitlessTime()).RunAsync(_run, cancellationToken);

    private async Task<TeamNotice> NoticeAsync() => (await _storage.Documents.ReadAsync(Documents.TeamNotice(_run.Request.Id), CancellationToken.None))!.Value;

    /// <summary>A run of two shards that sent everybody the same item.</summary>
    private async Task<Run> SentRunAsync(int people)
    {
        var id = new RunId($"campaign-{Guid.NewGuid():N}");
        var item = new ContentItem { Id = new ItemId("item"), Address = new Uri("https://x.example/a"), Title = "Reading a balance sheet", Summary = "", Source = "x" };
        await _storage.Documents.WriteAsync(Documents.Catalogue(id.Value), new Catalogue { Version = id.Value, Items = [item] }, CancellationToken.None);
        for (var shard = 0; shard < 2 && people > 0; shard++)
        {
            var batch = BatchId.For(id, shard, "email", 0);
            await _storage.Documents.WriteAsync(
                Documents.Plan(id, shard),
                new ShardPlan
                {
                    Run = id,
                    Shard = shard,
                    People = [.. Enumerable.Range(0, people / 2).Select(position => new PersonPlan
                    {
                        Person = new PersonId($"{shard}-{position}"),
                        Channel = "email",
                        Batch = batch,
                        Position = position,
                        Picks = [new Match { Item = item.Id, Score = 1, Signals = [] }],
                    })],
                },
                CancellationToken.None);
            await _storage.Ledger.TryAddAsync(new LedgerEntry { Batch = batch, Owner = "", States = new string(NudgeState.Sent, people / 2) }, CancellationToken.None);
        }

        return new Run
        {
            Request = new RunRequest { Id = id, Kind = RunKind.Campaign, AsOf = DateTimeOffset.UnixEpoch, Goal = "Safer shifts", Team = "platform" },
            Status = RunStatus.Finished,
            StartedAt = DateTimeOffset.UnixEpoch,
            Inputs = new RunInputs { CatalogueVersion = id.Value, PeopleVersion = "p", ShardBits = 8, Channels = ["email"], ItemsPerNudge = 3 },
        };
    }

    private sealed class TestTeams : ITeamChannels
    {
        public List<(string Team, string Card)> Posts { get; } = [];

        public TeamPost Answer { get; set; } = new(new NudgeOutcome.Sent());

        public bool Dies { get; set; }

        public CancellationTokenSource? Stop { get; set; }

        public IReadOnlyList<string> Names => ["platform"];

        public Task<TeamPost> PostAsync(string team, string card, CancellationToken cancellationToken)
        {
            Stop?.Cancel();
            cancellationToken.ThrowIfCancellationRequested();
            Posts.Add((team, card));
            return Dies ? throw new InvalidOperationException("killed") : Task.FromResult(Answer);
        }
    }
}
