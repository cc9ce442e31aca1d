using System.Text.Json;
using CsCheck;
using Nudges.Campaigns;
using Nudges.Delivery;

namespace Nudges.Tests.Delivery;

public sealed class ChannelPaceTests
{
    private const double Rate = 50;
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 8, 0, 0, TimeSpan.Zero);
    private static readonly RunId Run = new("run");

    private static readonly Gen<AskingBatch[]> AnyBatches = Gen.Select(Gen.Int[0, 3], Gen.Enum<RunPriority>().Array[4], Gen.Int[1, 200], Gen.Int[0, 100])
        .Select((run, priorities, requests, second) => new AskingBatch($"run-{run}", priorities[run].Weight(), requests, second)).Array[1, 60]
        .Select(batches => batches.Select(batch => batch with { Weight = batches.First(other => other.Run == batch.Run).Weight }).ToArray());

    [Fact]
    public void Take_StartsAtOnce_WhenTheAccountIsFree()
    {
        var answer = Take(new ChannelPace(), requests: 100, Now);

        Assert.Equal((true, TimeSpan.Zero), (answer.IsTaken, answer.Wait));
        Assert.Equal(Now.AddSeconds(2), answer.Pace.NextFree);
        Assert.Empty(answer.Pace.Lines);
    }

    [Fact]
    public void GiveBack_FreesTheAccount_UnlessOthersHaveBookedBehind()
    {
        var booked = Take(new ChannelPace(), requests: 100, Now).Pace;
        var behind = Take(booked, requests: 50, Now.AddSeconds(1)).Pace;

        var second = TimeSpan.FromSeconds(1);
        Assert.Equal(Now + second, booked.GiveBack(booked.NextFree, second, Now).NextFree);
        Assert.Equal(Now + second, booked.GiveBack(booked.NextFree, 2 * second, Now + second).NextFree);
        Assert.Equal(behind, behind.GiveBack(booked.NextFree, second, Now + second));
        Assert.Equal(booked, booked.GiveBack(booked.NextFree, second, Now + (3 * second)));
        Assert.Equal(booked, booked.GiveBack(null, second, Now));
    }

    [Fact]
    public void Take_WaitsForThoseBefore()
    {
        var first = Take(new ChannelPace(), requests: 100, Now).Pace;

        var answer = Take(first, requests: 1, Now.AddSeconds(0.5));

        Assert.Equal((true, TimeSpan.FromSeconds(1.5)), (answer.IsTaken, answer.Wait));
    }

    [Fact]
    public void Take_SavesNothingUp_WhileTheAccountIsIdle()
    {
        var first = Take(new ChannelPace(), requests: 50, Now).Pace;

        var later = Take(first, requests: 500, Now.AddHours(1));

        Assert.Equal(TimeSpan.Zero, later.Wait);
        Assert.Equal(Now.AddHours(1).AddSeconds(10), later.Pace.NextFree);
    }

    [Fact]
    public void Take_BooksNothingFurtherAhead_AndFindsThePlaceAgain()
    {
        var full = Take(new ChannelPace(), requests: 1_500, Now).Pace;

        var second = Take(full, requests: 500, Now);
        var third = Take(second.Pace, requests: 500, Now);
        var again = Take(third.Pace, requests: 500, Now + second.AskAgainAfter, second.Place);

        Assert.Equal((false, TimeSpan.FromSeconds(30)), (second.IsTaken, second.Wait));
        Assert.Equal((false, TimeSpan.FromSeconds(40)), (third.IsTaken, Round(third.Wait)));
        Assert.Equal((true, ChannelPace.LongestBooking), (again.IsTaken, again.Wait));
        Assert.Equal(Now.AddSeconds(40), again.Pace.NextFree);
    }

    [Fact]
    public void Take_GivesANewPlace_WhenTheDocumentWasLost()
    {
        var answer = Take(Take(new ChannelPace(), requests: 1_500, Now).Pace, requests: 500, Now, place: 12_345);

        Assert.Equal((0d, TimeSpan.FromSeconds(30)), (answer.Place - answer.Pace.Served, answer.Wait));
    }

    [Theory]
    [InlineData(30, 30)]
    [InlineData(1, 2)]
    public void HoldOff_NeverShortensWhatIsBooked(int asked, int seconds)
    {
        var pace = Take(new ChannelPace(), requests: 100, Now).Pace;

        Assert.Equal(TimeSpan.FromSeconds(seconds), pace.HoldOff(TimeSpan.FromSeconds(asked), Now).WaitAt(Now));
    }

    [Fact]
    public void Pace_ReadsWhatWasStoredBeforeRunsShared()
    {
        var old = JsonSerializer.Deserialize<ChannelPace>("""{"nextFree":"2026-11-26T08:00:05+00:00"}""", NudgesJson.Options)!;
        var waits = Take(Take(old, requests: 1_500, Now).Pace, requests: 1, Now).Pace;

        Assert.Equal(TimeSpan.FromSeconds(5), old.WaitAt(Now));
        var read = JsonSerializer.Deserialize<ChannelPace>(JsonSerializer.Serialize(waits, NudgesJson.Options), NudgesJson.Options)!;
        Assert.Equal(waits.Lines, read.Lines);
        Assert.Equal((waits.NextFree, waits.Served), (read.NextFree, read.Served));
    }

    [Fact]
    public void Rate_IsNeverExceeded_AndNothingIsLeftWaitingWhileTheAccountIsIdle() => AnyBatches.Sample(batches =>
    {
        var sent = PacedSenders.Send(batches, Rate);

        Assert.Equal(batches.Length, sent.Count);
        // One behind the other: in any window no more than the rate allows, and the batch that began in it.
        Assert.All(sent.Zip(sent.Skip(1)), pair => Assert.True(pair.Second.Start >= pair.First.End - 0.001));
        // All is done as soon as the account alone allows.
        var free = 0.0;
        foreach (var batch in batches.OrderBy(batch => batch.Second))
        {
            free = Math.Max(free, batch.Second) + (batch.Requests / Rate);
        }

        Assert.InRange(sent[^1].End, free - 0.001, free + 0.001);
    });

    [Fact]
    public void Runs_GetTheirShares_WhileAllHaveBatchesWaiting() =>
        Gen.Select(Gen.Enum<RunPriority>().Array[2, 5], Gen.Int[20, 400], Gen.Int[0, 1_000_000]).Sample((priorities, requests, seed) =>
        {
            var order = new Random(seed);
            var batches = priorities.Index().SelectMany(run => Enumerable.Repeat(new AskingBatch($"run-{run.Index}", run.Item.Weight(), requests, 0), 60)).ToArray();
            order.Shuffle(batches);
            // All runs are known before the first batch but one is booked.
            batches = [.. batches.DistinctBy(batch => batch.Run), .. batches];

            var sent = PacedSenders.Send(batches, Rate);

            var all = priorities.Sum(priority => priority.Weight());
            var end = sent.GroupBy(one => one.Batch.Run).Min(run => run.Max(one => one.End));
            var most = (2 * requests) + (10 * Rate);
            foreach (var run in priorities.Index())
            {
                var own = 0;
                foreach (var one in sent.Where(one => one.End <= end))
                {
                    own += one.Batch.Run == $"run-{run.Index}" ? requests : 0;
                    Assert.InRange(own - (one.End * Rate * run.Item.Weight() / all), -most, most);
                }
            }
        });

    [Fact]
    public void Run_GetsItsShareAtOnce_WhenItComesLate() =>
        Gen.Select(Gen.Enum<RunPriority>(), Gen.Enum<RunPriority>(), Gen.Int[1, 1_000], Gen.Int[1, 1_000], Gen.Int[0, 300], Gen.Int[1, 100], Gen.Int[0, 10]).Sample((first, late, requests, few, second, perSecond, lateness) =>
        {
            var batches = Enumerable.Repeat(new AskingBatch("first", first.Weight(), requests, 0), 300).Append(new AskingBatch("late", late.Weight(), few, second)).ToArray();

            var start = PacedSenders.Send(batches, perSecond, lateness).Single(one => one.Batch.Run == "late").Start;

            Assert.InRange(start - second, 0, ChannelPace.LongestBooking.TotalSeconds + lateness + (3.0 * requests / perSecond));
        });

    private static TimeSpan Round(TimeSpan wait) => TimeSpan.FromMilliseconds(Math.Round(wait.TotalMilliseconds));

    private static PaceAnswer Take(ChannelPace pace, int requests, DateTimeOffset now, double? place = null) =>
        pace.Take(new PacedBatch { Run = Run, Weight = RunPriority.Normal.Weight(), Requests = requests, Place = place }, Rate, now);
}
