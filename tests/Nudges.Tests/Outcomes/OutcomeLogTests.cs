using Nudges.Campaigns;
using Nudges.Content;
using Nudges.Delivery;
using Nudges.Outcomes;
using Nudges.People;
using static Nudges.Outcomes.OutcomeKind;

namespace Nudges.Tests.Outcomes;

public sealed class OutcomeLogTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);
    private static readonly PersonId Person = new("p");
    private static readonly RunId Run = new("daily-2026-11-23");
    private static readonly NudgeId Nudge = NudgeId.For(Run, 0, Person);

    /// <summary>What is done, as "click a 0" for item a at second 0, and what of it is believed.</summary>
    public static TheoryData<string, string> Clicks => new()
    {
        { "click a 0", "click a 0" },
        { "click a 0, click b 1", "click a 0, click b 1" },
        { "click a 0, click b 1, click c 2", "" },
        { "click a 0, click b 1, click c 10", "" },
        { "click a 0, click b 1, click c 12", "click a 0, click b 1, click c 12" },
        { "click a 0, click a 1, click b 1, click c 2, click c 3", "" },
        { "click a 0, click b 1, click c 2, click b 300", "click b 300" },
        { "click a 0, click b 1, click c 2, useful c 3", "useful c 3" },
        { "click b 0, click a 100, click b 101, click c 102", "click b 0" },
        { "click a 0, click a 300", "click a 0" },
    };

    public static TheoryData<string, string> Answered => new()
    {
        { "useful a 0, useful a 5", "useful a 0" },
        { "useful a 0, notForMe a 5", "notForMe a 5" },
        { "useful a 0, notForMe a 5, useful a 9", "useful a 9" },
        { "later a 0, done a 5", "done a 5" },
        { "useful a 0, done a 1, kept a 2", "useful a 0, done a 1, kept a 2" },
        { "useful a 0, notForMe b 5", "useful a 0, notForMe b 5" },
    };

    [Theory]
    [MemberData(nameof(Clicks))]
    [MemberData(nameof(Answered))]
    public void OutcomesOf_GivesWhatIsBelieved(string done, string believed) => Assert.Equal(believed, Show(Record(done, "a", "b", "c").OutcomesOf(Person)));

    [Fact]
    public void OutcomesOf_BelievesTheClick_WhenTheNudgeHadOneItem() => Assert.Equal("click a 0", Show(Record("click a 0", "a").OutcomesOf(Person)));

    [Fact]
    public void With_AddsNothing_WhenThePersonWasNotNudgedSo()
    {
        var history = Record("", "a");
        var outcome = new Outcome { Kind = Useful, At = Start, Item = new ItemId("a"), Nudge = Nudge };

        Assert.NotNull(history.With(Person, outcome));
        Assert.Null(history.With(Person, outcome with { Item = new ItemId("b") }));
        Assert.Null(history.With(Person, outcome with { Nudge = new NudgeId("other") }));
        Assert.Null(history.With(new PersonId("q"), outcome));
        Assert.NotNull(history.With(new PersonId("q"), outcome with { Nudge = null }));
    }

    [Fact]
    public void With_ForgetsTheOldest_WhenThereAreTooMany()
    {
        var history = Enumerable.Range(0, OutcomeLog.Most + 5).Aggregate(new ShardHistory(), (all, number) =>
            all.With(Person, new Outcome { Kind = Kept, At = Start.AddSeconds(number), Item = new ItemId($"i{number}") })!);

        Assert.Equal(OutcomeLog.Most, history.OutcomesOf(Person).Count);
        Assert.Equal("i5", history.OutcomesOf(Person)[0].Item.Value);
    }

    [Fact]
    public void ShardHistory_ReadsWhatWasWrittenBeforeThereWereOutcomes() =>
        Assert.Empty(System.Text.Json.JsonSerializer.Deserialize<ShardHistory>("""{"nudges":{}}""", NudgesJson.Options)!.OutcomesOf(Person));

    private static ShardHistory Record(string done, params string[] items)
    {
        var history = new ShardHistory
        {
            Nudges = new Dictionary<PersonId, IReadOnlyList<PastNudge>> { [Person] = [new PastNudge { Run = Run, Items = [.. items.Select(item => new ItemId(item))] }] },
        };
        foreach (var words in done.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(one => one.Split(' ')))
        {
            var kind = words[0] == "click" ? Clicked : EnumNames.Value<OutcomeKind>(words[0])!.Value;
            var at = Start.AddSeconds(int.Parse(words[2], System.Globalization.CultureInfo.InvariantCulture));
            history = history.With(Person, new Outcome { Kind = kind, At = at, Item = new ItemId(words[1]), Nudge = Nudge }) ?? history;
        }

        return history;
    }

    private static string Show(IEnumerable<Outcome> outcomes) => string.Join(
        ", ", outcomes.Select(one => FormattableString.Invariant($"{(one.Kind == Clicked ? "click" : EnumNames.Of(one.Kind))} {one.Item} {(one.At - Start).TotalSeconds}")));
}
