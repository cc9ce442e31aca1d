using System.Globalization;
using System.Net.Http.Headers;

namespace Nudges.Integrations.Http;

/// <summary>How long a provider asks to wait.</summary>
internal static class RetryAfter
{
    /// <summary>
    /// From Retry-After (seconds or a date, RFC 9110 section 10.2.3), else from X-RateLimit-Reset (seconds since 1970); never
    /// negative; null where the answer says neither.
    /// </summary>
    public static TimeSpan? Of(HttpResponseHeaders headers, DateTimeOffset now)
    {
        var wait = headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - now,
            _ => Reset(headers) - now,
        };
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    internal static DateTimeOffset? Reset(HttpResponseHeaders headers) =>
        headers.TryGetValues("X-RateLimit-Reset", out var values)
        && long.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(Math.Min(seconds, DateTimeOffset.MaxValue.ToUnixTimeSeconds()))
            : null;
}
