using System.Net.Http.Headers;

namespace Nudges.Integrations.Http;

/// <summary>What a provider says of the limit that a request counted against.</summary>
internal static class RateLimit
{
    /// <summary>Until X-RateLimit-Reset where X-RateLimit-Remaining is 0; null where more may be sent, or it says nothing.</summary>
    public static TimeSpan? HoldOff(HttpResponseHeaders headers, DateTimeOffset now) =>
        headers.TryGetValues("X-RateLimit-Remaining", out var remaining) && remaining.First() == "0" && RetryAfter.Reset(headers) is { } reset && reset > now
            ? reset - now
            : null;
}
