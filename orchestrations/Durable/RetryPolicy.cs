namespace Nudges.Orchestrations.Durable;

/// <summary>
/// How often, and after which waits, a failed activity or child is run again. The waits are durable timers: a restart neither
/// shortens them nor counts as a try. Defaults and meanings are those of <c>Microsoft.DurableTask.RetryPolicy</c>.
/// </summary>
public sealed class RetryPolicy
{
    /// <param name="maxNumberOfAttempts">All tries, the first one counted; at least 1.</param>
    /// <param name="firstRetryInterval">The wait before the second try; more than zero.</param>
    /// <param name="backoffCoefficient">What each further wait is multiplied by; at least 1.</param>
    /// <param name="maxRetryInterval">
    /// No wait is longer; at least <paramref name="firstRetryInterval"/>. Null: one hour. <see cref="Timeout.InfiniteTimeSpan"/>: no limit.
    /// </param>
    /// <param name="retryTimeout">
    /// A failure this long after the first try began is not tried again; at least <paramref name="firstRetryInterval"/>. Null
    /// or <see cref="Timeout.InfiniteTimeSpan"/>: no limit.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public RetryPolicy(
        int maxNumberOfAttempts, TimeSpan firstRetryInterval, double backoffCoefficient = 1, TimeSpan? maxRetryInterval = null, TimeSpan? retryTimeout = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxNumberOfAttempts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(firstRetryInterval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(backoffCoefficient, 1);
        MaxNumberOfAttempts = maxNumberOfAttempts;
        FirstRetryInterval = firstRetryInterval;
        BackoffCoefficient = backoffCoefficient;
        MaxRetryInterval = maxRetryInterval ?? TimeSpan.FromHours(1);
        RetryTimeout = retryTimeout ?? Timeout.InfiniteTimeSpan;
        ArgumentOutOfRangeException.ThrowIfLessThan(Finite(MaxRetryInterval), firstRetryInterval, nameof(maxRetryInterval));
        ArgumentOutOfRangeException.ThrowIfLessThan(Finite(RetryTimeout), firstRetryInterval, nameof(retryTimeout));
    }

    public int MaxNumberOfAttempts { get; }

    public TimeSpan FirstRetryInterval { get; }

    public double BackoffCoefficient { get; }

    public TimeSpan MaxRetryInterval { get; }

    public TimeSpan RetryTimeout { get; }

    /// <summary>
    /// Whether a failure is worth another try, such as <c>failure => failure.IsCausedBy&lt;TimeoutException&gt;()</c>. Runs on
    /// replay, too, so it must be deterministic. Default: every failure.
    /// </summary>
    public Func<FailureDetails, bool> HandleFailure { get; init; } = _ => true;

    /// <summary>The wait before the next try; null where there is none.</summary>
    /// <param name="attempt">The try that failed; the first is 1.</param>
    /// <param name="elapsed">Since the first try began.</param>
    /// <param name="failure">Why it failed.</param>
    public TimeSpan? NextDelay(int attempt, TimeSpan elapsed, FailureDetails failure)
    {
        if (attempt >= MaxNumberOfAttempts || elapsed >= Finite(RetryTimeout) || !HandleFailure(failure))
        {
            return null;
        }

        var milliseconds = FirstRetryInterval.TotalMilliseconds * Math.Pow(BackoffCoefficient, attempt - 1);
        var longest = Finite(MaxRetryInterval);
        return milliseconds < longest.TotalMilliseconds ? TimeSpan.FromMilliseconds(milliseconds) : longest;
    }

    private static TimeSpan Finite(TimeSpan time) => time == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : time;
}
