using Nudges.Campaigns;

namespace Nudges.Delivery;

/// <summary>
/// When a provider account takes its next request, and whose: one document that all instances take turns from, each against the
/// version it read, so that together they keep to the rate and share it fairly. The rate is kept by a generic cell rate
/// algorithm: no tokens to refill, only a time. It is shared by weighted fair queueing: each run's batches stand one behind the
/// other in the run's own line, and the lines move on side by side, each by its weight, as requests are booked. A run that has
/// nothing waiting takes no part, so one alone has the whole rate. A batch begins when its line has come to it, and whoever
/// asks while the account is idle begins at once. While runs have batches waiting, what each has had is within two batches and ten
/// seconds of its share.
/// </summary>
public sealed record ChannelPace
{
    /// <summary>Nothing is booked further ahead, so that a batch of another run need not wait longer for what is booked.</summary>
    public static readonly TimeSpan LongestBooking = TimeSpan.FromSeconds(5);

    /// <summary>But who has missed its turn may book so far ahead, so that it is not missed again.</summary>
    public static readonly TimeSpan LongestBookingOfLate = TimeSpan.FromSeconds(30);

    /// <summary>A longer wait is not a sender's, but the queue's.</summary>
    public static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(20);

    /// <summary>So little before its turn a batch is booked, as who asks late would leave the account idle.</summary>
    private static readonly TimeSpan Early = TimeSpan.FromSeconds(1);

    /// <summary>So long before its turn a batch comes back from its queue, which counts whole seconds and is not asked all the time.</summary>
    private static readonly TimeSpan BackBefore = TimeSpan.FromSeconds(10);

    /// <summary>What was booked so far, or asked to wait for, is over then.</summary>
    public DateTimeOffset NextFree { get; init; }

    /// <summary>How far the lines have moved on: requests for each unit of weight.</summary>
    public double Served { get; init; }

    /// <summary>The runs with batches in line.</summary>
    public IReadOnlyDictionary<RunId, RunLine> Lines { get; init; } = new Dictionary<RunId, RunLine>();

    /// <summary>Books the batch where its turn has come and begins within <see cref="LongestBooking"/>; else gives it a place in its run's line, unless it has one.</summary>
    /// <param name="batch">Who asks.</param>
    /// <param name="perSecond">The account's rate.</param>
    /// <param name="now">The time of asking.</param>
    public PaceAnswer Take(PacedBatch batch, double perSecond, DateTimeOffset now)
    {
        var (pace, place) = batch.Place is { } given && Holds(batch.Run, given) ? (this, given) : StandInLine(batch);
        var booked = WaitAt(now);
        var before = TimeSpan.FromSeconds(pace.RequestsBefore(place) / perSecond);
        var most = place < Served ? LongestBookingOfLate : LongestBooking;
        if (booked == TimeSpan.Zero || (before <= Early && booked <= most))
        {
            return new PaceAnswer { Pace = pace.Book(batch.Requests, perSecond, now), IsTaken = true, Wait = booked, Place = place };
        }

        var wait = booked + before;
        return new PaceAnswer
        {
            Pace = pace,
            IsTaken = false,
            Wait = wait,
            Place = place,
            AskAgainAfter = RoundUp(before <= Early ? booked - most : wait - (wait <= LongestHold ? Early : BackBefore)),
        };
    }

    /// <summary>A moment that is almost there is not asked for again and again.</summary>
    private static TimeSpan RoundUp(TimeSpan wait) => TimeSpan.FromMilliseconds(100 * Math.Ceiling(wait.TotalMilliseconds / 100));

    /// <summary>Nothing more before so long is over, as the provider asks. Never shortens what others have booked.</summary>
    public ChannelPace HoldOff(TimeSpan wait, DateTimeOffset now) => now + wait > NextFree ? this with { NextFree = now + wait } : this;

    /// <summary>The account is free so much sooner, where nobody has booked behind the one whose booking ends then.</summary>
    public ChannelPace GiveBack(DateTimeOffset? bookedUntil, TimeSpan unused, DateTimeOffset now) =>
        NextFree == bookedUntil && now < NextFree ? this with { NextFree = NextFree - unused > now ? NextFree - unused : now } : this;

    public TimeSpan WaitAt(DateTimeOffset now) => NextFree > now ? NextFree - now : TimeSpan.Zero;

    /// <summary>False for a place of a document that was lost meanwhile.</summary>
    private bool Holds(RunId run, double place) => place <= Served || (Lines.TryGetValue(run, out var line) && place < line.End);

    private (ChannelPace Pace, double Place) StandInLine(PacedBatch batch)
    {
        var place = Lines.TryGetValue(batch.Run, out var line) ? Math.Max(line.End, Served) : Served;
        var lines = new Dictionary<RunId, RunLine>(Lines)
        {
            [batch.Run] = new RunLine { Weight = batch.Weight, End = place + (batch.Requests / batch.Weight) },
        };
        return (this with { Lines = lines }, place);
    }

    /// <summary>What all lines together have booked when they have come to the place.</summary>
    private double RequestsBefore(double place) => Lines.Values.Sum(line => line.Weight * Math.Max(0, Math.Min(line.End, place) - Served));

    private ChannelPace Book(int requests, double perSecond, DateTimeOffset now)
    {
        var (served, left) = (Served, (double)requests);
        var weight = Lines.Values.Sum(line => line.Weight);
        foreach (var line in Lines.Values.OrderBy(line => line.End))
        {
            var until = Math.Min(line.End, served + (left / weight));
            left -= Math.Max(0, until - served) * weight;
            served = Math.Max(served, until);
            weight -= line.Weight;
        }

        var start = NextFree > now ? NextFree : now;
        return this with
        {
            NextFree = start + TimeSpan.FromSeconds(requests / perSecond),
            Served = served,
            Lines = Lines.Where(line => line.Value.End > served).ToDictionary(),
        };
    }
}

/// <summary>A run's batches that wait for an account, one behind the other.</summary>
public sealed record RunLine
{
    /// <summary>How fast it moves on beside the others: <see cref="RunShare.Weight"/>.</summary>
    public required double Weight { get; init; }

    /// <summary>Where the next batch would stand, in the measure of <see cref="ChannelPace.Served"/>.</summary>
    public required double End { get; init; }
}

/// <summary>A batch that asks for its turn.</summary>
public sealed record PacedBatch
{
    public required RunId Run { get; init; }

    public required double Weight { get; init; }

    /// <summary>What it takes of the account's rate.</summary>
    public required int Requests { get; init; }

    /// <summary>As <see cref="PaceAnswer.Place"/> gave it before; null at the first time.</summary>
    public double? Place { get; init; }
}

/// <summary>When a batch's turn is.</summary>
public sealed record PaceAnswer
{
    /// <summary>To be stored where it is another than was asked.</summary>
    public required ChannelPace Pace { get; init; }

    /// <summary>True where it is booked and begins after <see cref="Wait"/>; false where it is to ask again, with its place, shortly before.</summary>
    public required bool IsTaken { get; init; }

    /// <summary>Until the turn. What comes meanwhile may make it longer, never shorter.</summary>
    public required TimeSpan Wait { get; init; }

    /// <summary>Where it is not taken: when to ask again, a little before the turn.</summary>
    public TimeSpan AskAgainAfter { get; init; }

    /// <summary>True where a sender holds out the wait itself; a longer one is the queue's.</summary>
    public bool IsShort => IsTaken || Wait <= ChannelPace.LongestHold;

    public required double Place { get; init; }
}
