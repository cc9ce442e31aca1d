using Nudges.Orchestrations.Durable;

namespace Nudges.Orchestrations;

/// <summary>How activities are retried. Everywhere: a worker's death fails the activity it was running.</summary>
internal static class Retries
{
    /// <summary>Five tries within about 30 seconds: 2, 4, 8 and 16 seconds apart.</summary>
    public static RetryPolicy Standard { get; } = new(maxNumberOfAttempts: 5, firstRetryInterval: TimeSpan.FromSeconds(2), backoffCoefficient: 2);
}
