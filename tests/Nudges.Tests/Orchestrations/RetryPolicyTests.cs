using Nudges.Orchestrations.Durable;

namespace Nudges.Tests.Orchestrations;

public sealed class RetryPolicyTests
{
    private static readonly FailureDetails Busy = new() { ErrorType = typeof(TimeoutException).FullName!, ErrorMessage = "busy" };

    [Theory]
    [InlineData(1, 0, 10)]
    [InlineData(2, 10, 30)]
    [InlineData(3, 40, 60)] // 90, but no wait is longer than 60
    [InlineData(4, 100, 60)]
    [InlineData(5, 160, null)] // all five tries are used up
    [InlineData(2, 299, 30)]
    [InlineData(2, 300, null)] // the time is over
    public void NextDelay_Grows_UntilAttemptsOrTimeRunOut(int attempt, int elapsedSeconds, int? delaySeconds)
    {
        var policy = new RetryPolicy(5, TimeSpan.FromSeconds(10), 3, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(300));

        Assert.Equal(delaySeconds, policy.NextDelay(attempt, TimeSpan.FromSeconds(elapsedSeconds), Busy)?.TotalSeconds);
    }

    [Fact]
    public void NextDelay_IsNeverLongerThanAnHour_UnlessTheLimitIsLifted()
    {
        Assert.Equal(TimeSpan.FromHours(1), new RetryPolicy(100, TimeSpan.FromMinutes(1), 10).NextDelay(50, TimeSpan.Zero, Busy));
        Assert.Equal(
            TimeSpan.FromMinutes(1_000), new RetryPolicy(100, TimeSpan.FromMinutes(1), 10, Timeout.InfiniteTimeSpan).NextDelay(4, TimeSpan.FromDays(400), Busy));
    }

    [Fact]
    public void NextDelay_IsNone_WhereTheFailureIsNotHandled()
    {
        var policy = new RetryPolicy(3, TimeSpan.FromSeconds(1)) { HandleFailure = failure => failure.IsCausedBy<SystemException>() };

        Assert.NotNull(policy.NextDelay(1, TimeSpan.Zero, Busy));
        Assert.Null(policy.NextDelay(1, TimeSpan.Zero, Busy with { ErrorType = typeof(TaskFailedException).FullName! }));
        Assert.Null(policy.NextDelay(1, TimeSpan.Zero, Busy with { ErrorType = "Unheard.Of" }));
    }

    [Theory]
    [InlineData(0, 1, 1, null, null)]
    [InlineData(1, 0, 1, null, null)]
    [InlineData(1, 1, 0.9, null, null)]
    [InlineData(1, 10, 1, 9, null)]
    [InlineData(1, 10, 1, null, 9)]
    public void Policy_RefusesWhatDurableFunctionsRefuses(int attempts, int first, double backoff, int? longest, int? timeout) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RetryPolicy(
            attempts, TimeSpan.FromSeconds(first), backoff,
            longest is { } most ? TimeSpan.FromSeconds(most) : null, timeout is { } limit ? TimeSpan.FromSeconds(limit) : null));
}
