using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Kiota.Abstractions;
using Microsoft.Kiota.Http.HttpClientLibrary.Extensions;
using Nudges.Integrations.Http;

namespace Nudges.Integrations.Graph;

/// <summary>
/// Repeats a read that Graph puts off (429, 503, 504): after the Retry-After it names, else after 1, 2, 4, 8 and 16 seconds.
/// Five times; then, or when asked to wait over five minutes, the answer is handed on. Each try may take 100 seconds. Reads of the
/// directory go at the <see cref="GraphPace"/>.
/// </summary>
internal sealed partial class ThrottleHandler(TimeProvider time, GraphPace pace, ILogger<ThrottleHandler> logger) : DelegatingHandler
{
    public const int Retries = 5;

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan TryLimit = TimeSpan.FromSeconds(100);

    public static bool IsPutOff(HttpStatusCode status) =>
        status is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    /// <summary>Which part of the limit is used; null where the answer does not say.</summary>
    public static double? Share(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("x-ms-throttle-limit-percentage", out var values)
        && double.TryParse(values.First(), NumberStyles.Float, CultureInfo.InvariantCulture, out var share)
            ? share
            : null;

    /// <param name="answer">What was put off.</param>
    /// <param name="tries">How often it has been tried, from 1.</param>
    /// <param name="now">The time now.</param>
    public static TimeSpan Wait(HttpResponseMessage answer, int tries, DateTimeOffset now) =>
        RetryAfter.Of(answer.Headers, now) ?? TimeSpan.FromSeconds(1 << (tries - 1));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.GetRequestOption<AnswerAtOnce>() is not null)
        {
            return Checked(await TryAsync(request, cancellationToken));
        }

        for (var tries = 1; ; tries++)
        {
            var response = await PacedAsync(request, cancellationToken);
            if (!IsPutOff(response.StatusCode))
            {
                pace.Answered(Share(response));
                return Checked(response);
            }

            var wait = Wait(response, tries, time.GetUtcNow());
            pace.Throttled(wait < LongestWait ? wait : LongestWait);
            if (tries > Retries || wait > LongestWait)
            {
                return Checked(response);
            }

            LogPutOff((int)response.StatusCode, wait);
            // The next try waits that long to be let in.
            response.Dispose();
        }
    }

    private async Task<HttpResponseMessage> PacedAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await pace.EnterAsync(cancellationToken);
        try
        {
            return await TryAsync(request, cancellationToken);
        }
        finally
        {
            pace.Leave();
        }
    }

    // Of a page of some gateway's the SDK would say only that it is no JSON.
    private static HttpResponseMessage Checked(HttpResponseMessage response) =>
        response.StatusCode >= HttpStatusCode.InternalServerError && response.Content.Headers.ContentType?.MediaType is "text/html"
            ? throw new HttpRequestException($"a server before it answered {(int)response.StatusCode}", inner: null, response.StatusCode)
            : response;

    [LoggerMessage(3110, LogLevel.Warning, "Microsoft Graph answered {Status}; the read is tried again after {Wait}")]
    private partial void LogPutOff(int status, TimeSpan wait);

    private async Task<HttpResponseMessage> TryAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TryLimit);
        try
        {
            var response = await base.SendAsync(request, limit.Token);
            await response.Content.LoadIntoBufferAsync(limit.Token);
            return response;
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException("No answer came in time.", e);
        }
    }
}

/// <summary>Put on a request whose caller waits and tries again itself: the answer is handed on at once.</summary>
internal sealed class AnswerAtOnce : IRequestOption;
