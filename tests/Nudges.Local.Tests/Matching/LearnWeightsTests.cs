using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Nudges.Campaigns;
using Nudges.Local.SignIn;
using Nudges.Local.Tests.Hosting;
using Nudges.Matching;
using Nudges.Matching.Weights;
using Nudges.Orchestrations;
using Nudges.Orchestrations.Matching;
using Nudges.Orchestrations.Runs;
using Nudges.Outcomes;
using Nudges.People;
using Nudges.Storage;
using Nudges.Tests.Matching.Weights;

namespace Nudges.Local.Tests.Matching;

/// <summary>From plans and histories in storage to what the next run weighs by, over the whole host.</summary>
public sealed class LearnWeightsTests : IAsyncLifetime
{
    private const int Bits = 2;
    private static readonly LearnWeightsInput Input = new() { AsOf = Lessons.Now };
    private RunningHost _host = null!;

    private IDocumentStore Store => Get<IDocumentStore>();

    public async Task InitializeAsync() => _host = await RunningHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Run_AdoptsWhatPeopleLikeItemsFor_ForTheRunsThatStartAfterIt()
    {
        await PlantAsync(Lessons.Of(3000, kind => kind == SignalKind.Role ? 5 : 0));
        var before = await PinAsync("campaign-before");

        var report = (await LearnAsync())!;

        Assert.Equal((WeightsDecision.Adopted, 3, 1 << Bits), (report.Decision, report.Runs, report.Shards));
        var after = await PinAsync("campaign-after");
        Assert.Null(before.WeightsVersion);
        Assert.Equal(after.WeightsVersion, (await Store.ReadAsync(Documents.LatestWeights, default))!.Value);
        Assert.True(after.Matching!.RoleWeight > 1.4 * before.Matching!.RoleWeight);
        var pinned = await PinAsync("campaign-before");
        Assert.Equal((null, before.Matching.RoleWeight), (pinned.WeightsVersion, pinned.Matching!.RoleWeight));

        var view = await ShowAsync();
        Assert.Equal(after.WeightsVersion, view.GetProperty("version").GetString());
        Assert.Equal("adopted", view.GetProperty("lastReport").GetProperty("decision").GetString());
        Assert.Equal(after.Matching.RoleWeight, view.GetProperty("weights").EnumerateArray().Single(weight => weight.GetProperty("kind").GetString() == "role").GetProperty("weight").GetDouble());
        Assert.DoesNotContain("person-", view.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("matching/weights-report.json")]
    [InlineData("matching/latest-weights.json")]
    public async Task Run_ComesToTheSame_WhenItIsTriedAgainAfterACrash(string notYetWritten)
    {
        await PlantAsync(Lessons.Of(2000, kind => kind == SignalKind.Role ? 5 : 0));
        var first = await LearnAsync();
        var version = (await Store.ReadAsync(Documents.LatestWeights, default))!.Value;
        await Store.DeleteAsync(notYetWritten, default);

        var second = await LearnAsync();

        Assert.Equal(JsonSerializer.Serialize(first, NudgesJson.Options), JsonSerializer.Serialize(second, NudgesJson.Options));
        Assert.Equal(version, (await Store.ReadAsync(Documents.LatestWeights, default))!.Value);
        Assert.Equal(WeightsDecision.Adopted, (await Store.ReadAsync(Documents.WeightsReport, default))!.Value.Decision);
    }

    [Fact]
    public async Task Run_ChangesNothing_WhenTooFewHaveAnswered_AndTheLearningSaysSo()
    {
        await PlantAsync(Lessons.Of(60, kind => kind == SignalKind.Role ? 5 : 0));
        var instance = await Get<LearningStarter>().StartAsync(_host.Client, default);
        await _host.Client.WaitForInstanceCompletionAsync(instance, default);

        var view = await ShowAsync();

        Assert.Equal("tooLittle", view.GetProperty("lastReport").GetProperty("decision").GetString());
        Assert.False(view.TryGetProperty("version", out _));
        Assert.All(view.GetProperty("weights").EnumerateArray(), weight => Assert.Equal(1, weight.GetProperty("multiplier").GetDouble()));
        Assert.Null((await PinAsync("campaign-a")).WeightsVersion);
    }

    [Fact]
    public async Task Run_LearnsNothing_AndNothingLearntCounts_WhenItIsSwitchedOff()
    {
        await PlantAsync(Lessons.Of(2000, kind => kind == SignalKind.Role ? 5 : 0));
        await LearnAsync();
        Get<IOptions<NudgeOptions>>().Value.LearnWeights = false;

        Assert.Null(await LearnAsync());
        Assert.Null((await PinAsync("campaign-off")).WeightsVersion);
        Assert.Equal(new MatchingOptions().RoleWeight, (await PinAsync("campaign-off")).Matching!.RoleWeight);
        Assert.False((await ShowAsync()).GetProperty("learns").GetBoolean());
    }

    [Fact]
    public async Task Run_LooksAt28RunsAnd32Shards_HoweverManyThereAre()
    {
        await PlantAsync(Lessons.Of(60, kind => kind == SignalKind.Role ? 5 : 0));
        foreach (var number in Enumerable.Range(0, 40))
        {
            var run = Lessons.RunOf(week: 2);
            await Get<IRunStore>().SaveAsync(run with { Request = run.Request with { Id = new RunId($"campaign-{number}") } }, default);
        }

        await Store.WriteAsync(Documents.People("p"), new PeopleVersion { Version = "p", ShardBits = 6, FirstShardBits = Bits, People = 60_000, SyncedAt = Lessons.Now }, default);

        var report = (await LearnAsync())!;

        Assert.Equal((28, 32), (report.Runs, report.Shards));
    }

    [Fact]
    public async Task Weights_AreShownToLearningProfessionalsOnly()
    {
        using var http = _host.CreateHttpClient();
        using var asked = new HttpRequestMessage(HttpMethod.Get, "/api/matching/weights");
        asked.Headers.Add(DevSignIn.UserHeader, "someone");

        Assert.Equal(HttpStatusCode.Forbidden, (await http.SendAsync(asked)).StatusCode);
        Assert.False((await ShowAsync()).TryGetProperty("lastReport", out _));
    }

    private T Get<T>() where T : notnull => _host.Host.Services.GetRequiredService<T>();

    private Task<WeightsReport?> LearnAsync() => Get<LearnWeights>().RunAsync(Input, default);

    private async Task<RunInputs> PinAsync(string id) => (await Get<PinInputs>().RunAsync(
        new Run { Request = new RunRequest { Id = new RunId(id), Kind = RunKind.Campaign, AsOf = Lessons.Now }, Status = RunStatus.Running, StartedAt = Lessons.Now }, default)).Inputs;

    private async Task<JsonElement> ShowAsync()
    {
        using var http = _host.CreateHttpClient();
        return await http.GetFromJsonAsync<JsonElement>("/api/matching/weights");
    }

    /// <summary>Stores the nudges as their runs would have, in half as many shards as there are now, and what came of them.</summary>
    private async Task PlantAsync(IEnumerable<(PersonPlan Plan, Run Run, IReadOnlyList<Outcome> Outcomes)> nudges)
    {
        var (now, then) = (new ShardCount(Bits), new ShardCount(Bits - 1));
        List<(PersonPlan Plan, Run Run, IReadOnlyList<Outcome> Outcomes)> all = [.. nudges];
        foreach (var run in all.GroupBy(nudge => nudge.Run.Request.Id))
        {
            var record = run.First().Run;
            await Get<IRunStore>().SaveAsync(record with { Inputs = record.Inputs! with { ShardBits = then.Bits } }, default);
            foreach (var shard in run.GroupBy(nudge => then.ShardOf(nudge.Plan.Person)))
            {
                await Store.WriteAsync(Documents.Plan(run.Key, shard.Key), new ShardPlan { Run = run.Key, Shard = shard.Key, People = [.. shard.Select(nudge => nudge.Plan)] }, default);
            }
        }

        // Whoever was nudged less than a week ago may still answer; the other is too old.
        await Get<IRunStore>().SaveAsync(Lessons.RunOf(week: 0), default);
        await Get<IRunStore>().SaveAsync(Lessons.RunOf(week: 20), default);
        foreach (var shard in all.GroupBy(nudge => now.ShardOf(nudge.Plan.Person)))
        {
            var outcomes = shard.GroupBy(nudge => nudge.Plan.Person).ToDictionary(
                person => person.Key, person => (IReadOnlyList<Outcome>)[.. person.SelectMany(nudge => nudge.Outcomes).OrderBy(outcome => outcome.At)]);
            await Store.WriteAsync(Documents.History(now, shard.Key), new ShardHistory { Outcomes = outcomes }, default);
        }

        await Store.WriteAsync(Documents.People("p"), new PeopleVersion { Version = "p", ShardBits = Bits, People = all.Count, SyncedAt = Lessons.Now }, default);
        await Store.WriteAsync(Documents.LatestPeople, "p", default);
        await Store.WriteAsync(Documents.LatestCatalogue, "c", default);
    }
}
