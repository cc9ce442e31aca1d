using System.Text.Json;
using System.Text.Json.Nodes;
using Nudges.Campaigns;
using Nudges.Campaigns.Audiences;
using Nudges.Content;
using Nudges.Delivery;
using Nudges.Matching;
using Nudges.Outcomes;
using Nudges.People;
using Nudges.Privacy;

namespace Nudges.Tests.Privacy;

public sealed class PersonTracesTests
{
    private static readonly PersonId Gone = new("a7ba0ddd-8cc0-58b2-97ca-9533d8a4f463");
    private static readonly PersonId Other = new("b8cb0ddd-8cc0-58b2-97ca-9533d8a4f463");
    private static readonly DateTimeOffset At = new(2026, 11, 26, 3, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Erase_LeavesTheId_OfAPersonOfAShard_AndNobodyAsOthersManager()
    {
        var shard = Erased(new PeopleShard { Index = 3, People = [Named(Gone, manager: null), Named(Other, manager: Gone)] }, pieces: 2);

        Assert.True(Same(new Person { Id = Gone, DisplayName = "", ErasedAt = At }, shard.People[0]));
        Assert.Equal(("Name", PersonTraces.Nobody), (shard.People[1].DisplayName, shard.People[1].Manager?.Value));
    }

    [Fact]
    public void Erase_TakesOutAgain_WhatADirectoryBroughtBack()
    {
        var erased = new Person { Id = Gone, DisplayName = "", ErasedAt = At };

        var shard = Erased(new PeopleShard { Index = 3, People = [erased with { Mail = "gone@x.example", Skills = ["Excel"] }] }, pieces: 1);

        Assert.True(Same(erased, shard.People[0]));
    }

    [Fact]
    public void Erase_TakesTheAddressWithTheId()
    {
        var version = Erased(
            new PeopleVersion { Version = "v", ShardBits = 0, People = 2, SyncedAt = At, SharedAddresses = new Dictionary<string, PersonId> { ["gone@x.example"] = Gone, ["other@x.example"] = Other } },
            pieces: 1);

        Assert.Equal(["other@x.example"], version.SharedAddresses.Keys);
    }

    [Fact]
    public void Erase_TakesOutWhatIsKeptUnderThePersonsId()
    {
        var history = Erased(
            new ShardHistory
            {
                Nudges = new Dictionary<PersonId, IReadOnlyList<PastNudge>> { [Gone] = [], [Other] = [] },
                Outcomes = new Dictionary<PersonId, IReadOnlyList<Outcome>> { [Gone] = [new Outcome { Kind = OutcomeKind.Done, At = At, Item = new ItemId("i") }] },
            },
            pieces: 2);

        Assert.Equal([Other], history.Nudges.Keys);
        Assert.Empty(history.Outcomes);
    }

    [Fact]
    public void Erase_KeepsThePlacesOfOthers_InPlansAndBatches()
    {
        var plan = Erased(
            new ShardPlan
            {
                Run = new RunId("r"),
                Shard = 0,
                People = [new PersonPlan { Person = Gone, Position = 0, Picks = [new Match { Item = new ItemId("i"), Score = 1, Signals = [] }] }, new PersonPlan { Person = Other, Position = 1 }],
            },
            pieces: 1);
        var batch = Erased(
            new Batch
            {
                Id = new BatchId("r.00000.email.0"),
                Channel = "email",
                Instance = "r",
                Nudges = [new BatchedNudge { Id = new NudgeId("n"), Person = Gone, Message = "{\"to\":\"gone@x.example\"}" }, new BatchedNudge { Id = new NudgeId("o"), Person = Other, Message = "{}" }],
            },
            pieces: 1);

        Assert.Equal((Other, 1), (Assert.Single(plan.People).Person, plan.People[0].Position));
        Assert.Equal(new BatchedNudge { Id = new NudgeId(PersonTraces.Nobody), Person = new PersonId(PersonTraces.Nobody), Message = "{}" }, batch.Nudges[0]);
        Assert.Equal(Other, batch.Nudges[1].Person);
    }

    [Fact]
    public void Erase_TakesTheIdFromListsRunsAndDecisions()
    {
        Assert.Equal([Other], Erased(new PeopleList { Id = "l", CreatedAt = At, People = [Gone, Other] }, pieces: 1).People);
        Assert.Equal([Other], Erased<IReadOnlyList<PersonId>>([Gone, Other], pieces: 1));
        var run = Erased(
            new Run
            {
                Request = new RunRequest { Id = new RunId("r"), Kind = RunKind.Campaign, AsOf = At, StartedBy = Gone.Value, Audience = new Audience.Reports(Gone.Value) },
                Status = RunStatus.Finished,
                StartedAt = At,
            },
            pieces: 2);
        Assert.Equal((PersonTraces.Nobody, new Audience.Reports(PersonTraces.Nobody)), (run.Request.StartedBy, run.Request.Audience));
        var curation = Erased(new Dictionary<ItemId, Curation> { [new ItemId("i")] = new() { By = Gone.Value, At = At, Action = "a" } }, pieces: 1);
        Assert.Equal(PersonTraces.Nobody, curation[new ItemId("i")].By);
    }

    [Fact]
    public void Find_ChangesNothing_AndGivesWhatIsAboutThePerson()
    {
        var shard = JsonSerializer.SerializeToNode(new PeopleShard { Index = 0, People = [Named(Gone, manager: null), Named(Other, manager: Gone)] }, NudgesJson.Options);
        var before = shard!.ToJsonString();

        var found = PersonTraces.Find(shard, Gone);

        Assert.Equal(before, shard.ToJsonString());
        Assert.Equal(2, found.Count);
        Assert.Contains(found, piece => piece["displayName"]?.GetValue<string>() == "Name");
        Assert.Empty(PersonTraces.Find(JsonValue.Create("text"), Gone));
        Assert.Empty(PersonTraces.Find(null, Gone));
    }

    /// <summary>What is stored afterwards; a second time finds nothing.</summary>
    private static T Erased<T>(T document, int pieces)
    {
        var json = JsonSerializer.SerializeToNode(document, NudgesJson.Options);
        Assert.Equal(pieces, PersonTraces.Find(json, Gone).Count);
        Assert.Equal(pieces, PersonTraces.Erase(json, Gone, At));
        Assert.Equal(0, PersonTraces.Erase(json, Gone, At));
        Assert.DoesNotContain("gone@x.example", json!.ToJsonString(), StringComparison.Ordinal);
        return json.Deserialize<T>(NudgesJson.Options)!;
    }

    private static Person Named(PersonId id, PersonId? manager) =>
        new() { Id = id, DisplayName = "Name", Mail = id == Gone ? "gone@x.example" : "other@x.example", Skills = ["brakes"], Manager = manager };

    private static bool Same(Person expected, Person actual) =>
        JsonSerializer.Serialize(expected, NudgesJson.Options) == JsonSerializer.Serialize(actual, NudgesJson.Options);
}
