using System.Net;

namespace Nudges.Integrations.Http;

/// <summary>
/// Watches a request that must not be sent twice: when no answer comes, says whether it can have reached the other side.
/// What the connection, the token or the name look-up failed at has not left; once the body was begun it may have.
/// </summary>
internal sealed class DepartureHandler : DelegatingHandler
{
    /// <exception cref="NoAnswerException">No whole answer came, for whatever reason, the client's time limit included.</exception>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = new WatchedContent(request.Content ?? throw new ArgumentException("The request has no body.", nameof(request)));
        request.Content = body;
        try
        {
            var response = await base.SendAsync(request, cancellationToken);
            await response.Content.LoadIntoBufferAsync(cancellationToken);
            return response;
        }
        catch (Exception e) when (!body.Begun || e is HttpRequestException or IOException or OperationCanceledException)
        {
            throw new NoAnswerException(body.Begun, e);
        }
    }

    private sealed class WatchedContent : HttpContent
    {
        private readonly HttpContent _body;
        private volatile bool _begun;

        public WatchedContent(HttpContent body)
        {
            _body = body;
            foreach (var header in body.Headers)
            {
                Headers.TryAddWithoutValidation(header.Key, header.Value);
            }
        }

        public bool Begun => _begun;

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            _begun = true;
            return _body.CopyToAsync(stream, context, cancellationToken);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _body.Headers.ContentLength ?? 0;
            return _body.Headers.ContentLength is not null;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _body.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}

/// <summary>A request got no answer.</summary>
/// <param name="mayHaveArrived">False where it surely did not leave, so that sending again is safe.</param>
/// <param name="inner">What happened.</param>
internal sealed class NoAnswerException(bool mayHaveArrived, Exception inner) : Exception(Describe(inner), inner)
{
    public bool MayHaveArrived { get; } = mayHaveArrived;

    /// <summary>Without host names or addresses, so that equal troubles read equal.</summary>
    private static string Describe(Exception inner) => inner switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "its name could not be resolved",
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => "the connection was refused",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => "no secure connection could be made",
        OperationCanceledException => "no answer came in time",
        HttpRequestException or IOException => "the connection was lost",
        _ => "the request could not be written",
    };
}
