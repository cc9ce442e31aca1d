using Microsoft.Extensions.Time.Testing;
using Nudges.Integrations.Graph;

namespace Nudges.Local.Tests.Graph;

public sealed class GraphPaceTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly GraphPace _pace;

    public GraphPaceTests() => _pace = new GraphPace(_time);

    [Fact]
    public void Limit_GrowsByOneARound_ToTheMost()
    {
        Answer(2);
        Assert.Equal(3, _pace.Limit);
        Answer(3);
        Assert.Equal(4, _pace.Limit);
        Answer(1_000);
        Assert.Equal(GraphPace.Most, _pace.Limit);
    }

    [Fact]
    public void Limit_StaysNearGraphs_AndShrinksAboveIt()
    {
        Answer(1_000);
        Answer(1_000, share: 0.85);
        Assert.Equal(GraphPace.Most, _pace.Limit);
        Answer(GraphPace.Most, share: 1.1);
        Assert.Equal(GraphPace.Most - 1, _pace.Limit);
    }

    [Fact]
    public void Limit_IsHalvedOnce_WhenAllOfAMomentAreThrottled()
    {
        Answer(1_000);
        for (var refused = 0; refused < GraphPace.Most; refused++)
        {
            _pace.Throttled(TimeSpan.FromSeconds(4));
        }

        Assert.Equal(GraphPace.Most / 2, _pace.Limit);
        _time.Advance(TimeSpan.FromSeconds(4));
        _pace.Throttled(TimeSpan.FromSeconds(4));
        Assert.Equal(GraphPace.Most / 4, _pace.Limit);
    }

    [Fact]
    public async Task Enter_WaitsToTheSecond_AfterAThrottle()
    {
        _pace.Throttled(TimeSpan.FromSeconds(7));
        var entering = _pace.EnterAsync(CancellationToken.None);

        _time.Advance(TimeSpan.FromSeconds(6.999));
        Assert.False(entering.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.001));
        await entering;
    }

    [Fact]
    public async Task Enter_LetsInAsManyAsTheLimit_AndTheNextWhenOneLeaves()
    {
        await _pace.EnterAsync(CancellationToken.None);
        await _pace.EnterAsync(CancellationToken.None);
        var third = _pace.EnterAsync(CancellationToken.None);
        Assert.False(third.IsCompleted);

        _pace.Leave();
        await third;
    }

    [Fact]
    public async Task Enter_GivesItsPlaceUp_WhenCancelled()
    {
        await _pace.EnterAsync(CancellationToken.None);
        await _pace.EnterAsync(CancellationToken.None);
        using var cancel = new CancellationTokenSource();
        var given = _pace.EnterAsync(cancel.Token);
        var next = _pace.EnterAsync(CancellationToken.None);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);

        _pace.Leave();
        await next;
    }

    /// <summary>A service of 8,000 units a window: what is refused is a small part, and what is taken is most of what it has.</summary>
    [Fact]
    public async Task Pace_FindsTheRate_WithoutAStorm()
    {
        const int perWindow = 400;
        var (served, refused, windows) = (0, 0, 60);
        for (var window = 0; window < windows; window++)
        {
            var used = 0;
            // As many rounds as fit into ten seconds when each takes half of one.
            for (var round = 0; round < 20; round++)
            {
                var throttled = false;
                for (var reads = _pace.Limit * 4; reads > 0; reads--)
                {
                    await _pace.EnterAsync(CancellationToken.None);
                    _pace.Leave();
                    used++;
                    if (used > perWindow)
                    {
                        (refused, throttled) = (refused + 1, true);
                        _pace.Throttled(TimeSpan.FromSeconds(10 - (round * 0.5)));
                        break;
                    }

                    served++;
                    _pace.Answered(used > perWindow * 0.8 ? (double)used / perWindow : null);
                }

                if (throttled)
                {
                    _time.Advance(TimeSpan.FromSeconds(10 - (round * 0.5)));
                    break;
                }

                _time.Advance(TimeSpan.FromSeconds(0.5));
            }
        }

        Assert.True(refused <= windows, $"{refused} were refused");
        Assert.True(served >= windows * perWindow * 0.9, $"{served} were served");
    }

    private void Answer(int times, double? share = null)
    {
        for (var answer = 0; answer < times; answer++)
        {
            _pace.Answered(share);
        }
    }
}
