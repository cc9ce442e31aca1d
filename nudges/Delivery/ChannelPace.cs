namespace Nudges.Delivery;

/// <summary>
/// When a provider account takes its next request: one document that all instances reserve from, each against the version it
/// read, so that together they keep to the rate. A generic cell rate algorithm: no tokens to refill, only a time.
/// </summary>
public sealed record ChannelPace
{
    /// <summary>What was reserved so far, or asked to wait for, is over then.</summary>
    public DateTimeOffset NextFree { get; init; }

    /// <summary>Takes the next <paramref name="requests"/> at <paramref name="perSecond"/>.</summary>
    /// <returns>The pace to store, and how long to wait before the first of them.</returns>
    public (ChannelPace Pace, TimeSpan Wait) Reserve(int requests, double perSecond, DateTimeOffset now)
    {
        var start = NextFree > now ? NextFree : now;
        return (this with { NextFree = start + TimeSpan.FromSeconds(requests / perSecond) }, start - now);
    }

    /// <summary>Nothing more before so long is over, as the provider asks. Never shortens what others have reserved.</summary>
    public ChannelPace HoldOff(TimeSpan wait, DateTimeOffset now) => now + wait > NextFree ? this with { NextFree = now + wait } : this;

    public TimeSpan WaitAt(DateTimeOffset now) => NextFree > now ? NextFree - now : TimeSpan.Zero;
}
