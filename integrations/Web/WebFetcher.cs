using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using Nudges.Content;
using Nudges.Integrations.Http;

namespace Nudges.Integrations.Web;

/// <summary>Asks for documents on the web, bounded in time and size, and only on the public internet unless told otherwise.</summary>
public sealed class WebFetcher : IDisposable
{
    private const int MaxRedirects = 5;

    private readonly WebOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;

    /// <exception cref="InvalidOperationException">The section <see cref="WebOptions.Section"/> has an unknown or malformed setting.</exception>
    /// <exception cref="ValidationException">A setting is out of its range.</exception>
    public WebFetcher(IConfiguration configuration, TimeProvider time)
    {
        _options = configuration.GetSection(WebOptions.Section).Get<WebOptions>(binder => binder.ErrorOnUnknownConfiguration = true) ?? new WebOptions();
        Validator.ValidateObject(_options, new ValidationContext(_options), validateAllProperties: true);
        _time = time;
        var connections = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            MaxResponseDrainSize = 0,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            UseCookies = false,
            // A proxy would connect in our place, past the check.
            UseProxy = false,
            ConnectCallback = _options.AllowPrivateAddresses ? null : PublicAddresses.ConnectAsync,
        };
        _http = new HttpClient(connections) { Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("LearningNudges/1.0");
        _http.DefaultRequestHeaders.Accept.ParseAdd("application/feed+json, application/atom+xml, application/rss+xml, application/xml;q=0.9, application/json;q=0.9, */*;q=0.5");
    }

    public void Dispose() => _http.Dispose();

    /// <summary>How many items of one document are read, from its top.</summary>
    internal int MaxItems => _options.MaxItems;

    /// <summary>How long a source has to answer in full.</summary>
    internal TimeSpan Deadline => _options.Deadline;

    /// <summary>What is read of a document at most, in bytes.</summary>
    internal int MaxBytes => _options.MaxBytes;

    /// <summary>GETs the document, following up to five redirects. What the other side does wrong is a <see cref="Download.Failed"/>.</summary>
    /// <param name="address">http or https.</param>
    /// <param name="mark">Of the answer that is at hand; null to have the document in any case.</param>
    /// <param name="cancellationToken">Throws <see cref="OperationCanceledException"/> when cancelled.</param>
    internal async Task<Download> GetAsync(Uri address, SourceMark? mark, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(_options.Deadline, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            using var answer = await FollowAsync(HttpMethod.Get, address, mark, either.Token);
            var response = answer.Response;
            if (response.IsSuccessStatusCode)
            {
                return await ReadAsync(answer, either.Token);
            }

            return response.StatusCode == HttpStatusCode.NotModified && mark is not null
                ? new Download.Unchanged(answer.MovedTo)
                : new Download.Failed($"answered {(int)response.StatusCode} {response.ReasonPhrase}".TrimEnd() + (response.Headers.Location is { } location ? $" with a redirect to {location} that is not followed" : ""),
                    Passing: response.StatusCode is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError)
                {
                    Gone = response.StatusCode == HttpStatusCode.Gone,
                    RetryAfter = RetryAfter.Of(response.Headers, _time.GetUtcNow()),
                };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Download.Failed(FormattableString.Invariant($"did not answer in full within {_options.Deadline.TotalSeconds:0.#} seconds"));
        }
        catch (HttpRequestException exception)
        {
            return exception.InnerException is PrivateAddressException inside
                ? new Download.Failed($"was not asked: {inside.Message}; to allow that, set Feeds:AllowPrivateAddresses")
                : new Download.Failed($"could not be reached ({exception.GetBaseException().Message.TrimEnd('.')})", Passing: true);
        }
    }

    /// <summary>Whether there is a page, without reading it. By HEAD, and by GET where the answer to that does not say yes.</summary>
    internal async Task<FoundLink> ProbeAsync(Uri address, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(_options.Deadline, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            var found = await FindAsync(HttpMethod.Head, address, either.Token);
            return found.Answer == LinkAnswer.Alive ? found : await FindAsync(HttpMethod.Get, address, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new FoundLink { Answer = LinkAnswer.Unclear };
        }
        catch (HttpRequestException exception)
        {
            return new FoundLink
            {
                Answer = exception.GetBaseException() is SocketException { SocketErrorCode: SocketError.HostNotFound } ? LinkAnswer.NoServer : LinkAnswer.Unclear,
            };
        }
    }

    private static LinkAnswer LinkAnswerTo(HttpStatusCode status) => status switch
    {
        HttpStatusCode.NotFound or HttpStatusCode.Gone => LinkAnswer.Missing,
        >= HttpStatusCode.OK and < HttpStatusCode.MultipleChoices => LinkAnswer.Alive,
        _ => LinkAnswer.Unclear,
    };

    private async Task<FoundLink> FindAsync(HttpMethod method, Uri address, CancellationToken cancellationToken)
    {
        using var answer = await FollowAsync(method, address, mark: null, cancellationToken);
        var found = LinkAnswerTo(answer.Response.StatusCode);
        return new FoundLink { Answer = found, LeadsTo = found == LinkAnswer.Alive ? LastingRedirect.Of(answer.Redirects) : null };
    }

    /// <summary>The first answer that is no redirect, or the one after which none is followed any more.</summary>
    private async Task<Answer> FollowAsync(HttpMethod method, Uri asked, SourceMark? mark, CancellationToken cancellationToken)
    {
        var address = asked;
        var redirects = new List<Redirect>();
        for (var followed = 0; ; followed++)
        {
            using var request = Request(method, address, mark);
            var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.IsSuccessStatusCode
                || (response.StatusCode == HttpStatusCode.NotModified && mark is not null)
                || response.Headers.Location is not { } location
                || followed == MaxRedirects
                || Next(address, location) is not { } next)
            {
                return new Answer(response, address, redirects);
            }

            redirects.Add(new Redirect(address, next, response.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.PermanentRedirect));
            response.Dispose();
            address = next;
        }
    }

    private static HttpRequestMessage Request(HttpMethod method, Uri address, SourceMark? mark)
    {
        var request = new HttpRequestMessage(method, address);
        // As the server wrote them: some write what is no valid tag or date, and know it again.
        if (mark?.ETag is { } tag)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        }

        if (mark?.LastModified is { } modified)
        {
            request.Headers.TryAddWithoutValidation("If-Modified-Since", modified);
        }

        return request;
    }

    private static SourceMark? MarkOf(HttpResponseMessage response)
    {
        var tag = First(response.Headers, "ETag");
        var modified = First(response.Content.Headers, "Last-Modified");
        return tag is null && modified is null ? null : new SourceMark { ETag = tag, LastModified = modified };
    }

    private static string? First(HttpHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var values) && values.ToString() is { Length: > 0 and <= SourceMark.MaxLength } value ? value : null;

    // Over http and https, never from https to http.
    private static Uri? Next(Uri address, Uri location) =>
        CanonicalAddress.Resolve(location.OriginalString, address) is { } next && (next.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp) ? next : null;

    private async Task<Download> ReadAsync(Answer answer, CancellationToken cancellationToken)
    {
        var response = answer.Response;
        using var content = new MemoryStream();
        string? broken = null;
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            var buffer = new byte[81_920];
            while (content.Length < _options.MaxBytes && await body.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, _options.MaxBytes - content.Length)), cancellationToken) is > 0 and var count)
            {
                content.Write(buffer, 0, count);
            }

            if (content.Length == _options.MaxBytes && await body.ReadAsync(buffer.AsMemory(0, 1), cancellationToken) > 0)
            {
                broken = Download.Received.LongerThan(_options.MaxBytes);
            }
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or InvalidOperationException)
        {
            // The last is what Brotli's decoder throws at invalid data.
            broken = $"the connection or its compression broke: {exception.Message.TrimEnd('.')}";
        }

        var type = response.Content.Headers.ContentType;
        return new Download.Received(content.ToArray(), answer.Address, type?.CharSet, broken)
        {
            MediaType = type?.MediaType?.ToLowerInvariant(),
            // What broke off is to be asked for again.
            Mark = broken is null ? MarkOf(response) : null,
            MovedTo = answer.MovedTo,
        };
    }

    /// <param name="Response">Its body is not read yet.</param>
    /// <param name="Address">Where it came from in the end.</param>
    /// <param name="Redirects">On the way there, in their order.</param>
    private sealed record Answer(HttpResponseMessage Response, Uri Address, IReadOnlyList<Redirect> Redirects) : IDisposable
    {
        /// <summary><see cref="Address"/> where every redirect on the way was permanent; null where one was not, or there was none.</summary>
        public Uri? MovedTo => Redirects is [{ From: var asked }, ..] && Redirects.All(redirect => redirect.IsPermanent) && Address != asked ? Address : null;

        public void Dispose() => Response.Dispose();
    }
}
