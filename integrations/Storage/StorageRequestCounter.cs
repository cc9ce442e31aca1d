namespace Nudges.Integrations.Storage;

internal enum StorageService
{
    Blobs,
    Queues,
    Tables,
}

/// <summary>
/// Counts every request to storage on the wire since the process started, retries included. The clients of all three
/// services send through it, over one connection pool.
/// </summary>
public sealed class StorageRequestCounter : IDisposable
{
    private readonly SocketsHttpHandler _connections = new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };

    private readonly long[] _counts = new long[3];

    /// <summary>Requests to all three services.</summary>
    public long Total => Blobs + Queues + Tables;

    public long Blobs => Volatile.Read(ref _counts[(int)StorageService.Blobs]);

    public long Queues => Volatile.Read(ref _counts[(int)StorageService.Queues]);

    public long Tables => Volatile.Read(ref _counts[(int)StorageService.Tables]);

    public void Dispose() => _connections.Dispose();

    internal HttpClient CreateClient(StorageService service) =>
        new(new CountingHandler(this, service), disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };

    private sealed class CountingHandler(StorageRequestCounter counter, StorageService service) : DelegatingHandler(counter._connections)
    {
        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Count();
            return base.Send(request, cancellationToken);
        }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Count();
            return base.SendAsync(request, cancellationToken);
        }

        private void Count() => Interlocked.Increment(ref counter._counts[(int)service]);
    }
}
