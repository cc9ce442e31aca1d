using System.Net;

namespace Nudges.Integrations.Feeds;

/// <summary>What came of asking for a document.</summary>
internal abstract record Download
{
    private Download()
    {
    }

    /// <param name="Bytes">Decompressed.</param>
    /// <param name="Address">Where it was found in the end.</param>
    /// <param name="Charset">As the server says.</param>
    /// <param name="Break">Why it stops before its end; null where it is whole.</param>
    public sealed record Received(byte[] Bytes, Uri Address, string? Charset, string? Break) : Download;

    /// <param name="Reason">The rest of a sentence that starts with the address.</param>
    /// <param name="Passing">True where asking again soon may help.</param>
    public sealed record Failed(string Reason, bool Passing = false) : Download;
}

/// <summary>Asks for documents on the web, bounded in time and size, and only on the public internet unless told otherwise.</summary>
internal sealed class FeedClient : IDisposable
{
    private const int MaxRedirects = 5;

    private readonly FeedOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;

    public FeedClient(FeedOptions options, TimeProvider time)
    {
        _options = options;
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
            ConnectCallback = options.AllowPrivateAddresses ? null : PublicAddresses.ConnectAsync,
        };
        _http = new HttpClient(connections) { Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("LearningNudges/1.0");
        _http.DefaultRequestHeaders.Accept.ParseAdd("application/feed+json, application/atom+xml, application/rss+xml, application/xml;q=0.9, application/json;q=0.9, */*;q=0.5");
    }

    public void Dispose() => _http.Dispose();

    public async Task<Download> GetAsync(Uri address, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(_options.Deadline, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            for (var followed = 0; ; followed++)
            {
                using var response = await _http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, either.Token);
                if (response.IsSuccessStatusCode)
                {
                    return await ReadAsync(response, address, either.Token);
                }

                var location = response.Headers.Location;
                if (location is null || followed == MaxRedirects || Next(address, location) is not { } next)
                {
                    return new Download.Failed($"answered {(int)response.StatusCode} {response.ReasonPhrase}".TrimEnd() + (location is null ? "" : $" with a redirect to {location} that is not followed"),
                        Passing: response.StatusCode is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError);
                }

                address = next;
            }
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

    // Over http and https, never from https to http.
    private static Uri? Next(Uri address, Uri location) =>
        CanonicalAddress.Resolve(location.OriginalString, address) is { } next && (next.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp) ? next : null;

    private async Task<Download> ReadAsync(HttpResponseMessage response, Uri address, CancellationToken cancellationToken)
    {
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
                broken = FormattableString.Invariant($"it is longer than {_options.MaxBytes:N0} bytes");
            }
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or InvalidOperationException)
        {
            // The last is what Brotli's decoder throws at invalid data.
            broken = $"the connection or its compression broke: {exception.Message.TrimEnd('.')}";
        }

        return new Download.Received(content.ToArray(), address, response.Content.Headers.ContentType?.CharSet, broken);
    }
}
