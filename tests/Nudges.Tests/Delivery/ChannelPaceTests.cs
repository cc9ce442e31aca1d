using Nudges.Delivery;

namespace Nudges.Tests.Delivery;

public sealed class ChannelPaceTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Reserve_StartsAtOnce_WhenTheAccountIsFree()
    {
        var (pace, wait) = new ChannelPace().Reserve(100, perSecond: 50, Now);

        Assert.Equal(TimeSpan.Zero, wait);
        Assert.Equal(Now.AddSeconds(2), pace.NextFree);
    }

    [Fact]
    public void Reserve_WaitsForThoseBefore()
    {
        var (first, _) = new ChannelPace().Reserve(100, perSecond: 50, Now);

        var (_, wait) = first.Reserve(1, perSecond: 50, Now.AddSeconds(0.5));

        Assert.Equal(TimeSpan.FromSeconds(1.5), wait);
    }

    [Fact]
    public void Reserve_SavesNothingUp_WhileTheAccountIsIdle()
    {
        var (first, _) = new ChannelPace().Reserve(1, perSecond: 1, Now);

        var (later, wait) = first.Reserve(10, perSecond: 1, Now.AddHours(1));

        Assert.Equal(TimeSpan.Zero, wait);
        Assert.Equal(Now.AddHours(1).AddSeconds(10), later.NextFree);
    }

    [Theory]
    [InlineData(30, 30)]
    [InlineData(1, 2)]
    public void HoldOff_NeverShortensWhatIsReserved(int asked, int seconds)
    {
        var (pace, _) = new ChannelPace().Reserve(100, perSecond: 50, Now);

        Assert.Equal(TimeSpan.FromSeconds(seconds), pace.HoldOff(TimeSpan.FromSeconds(asked), Now).WaitAt(Now));
    }
}
