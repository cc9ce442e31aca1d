namespace Nudges.Bench.Digest;

/// <summary>Requests to storage by what they cost.</summary>
internal sealed record StorageRequests(long BlobReads, long BlobWrites, long Queues, long Tables)
{
    public long Total => BlobReads + BlobWrites + Queues + Tables;

    public static StorageRequests operator -(StorageRequests left, StorageRequests right) =>
        new(left.BlobReads - right.BlobReads, left.BlobWrites - right.BlobWrites, left.Queues - right.Queues, left.Tables - right.Tables);
}

/// <summary>Counts Azurite's access log: a line for each request that it answered, as <c>… "GET /account/container/blob HTTP/1.1" 200 …</c>.</summary>
internal sealed class StorageLog
{
    private static readonly string[] Containers = ["/nudges/", "/nudges?", "/engine/", "/engine?"];

    private readonly Lock _lock = new();
    private StorageRequests _counts = new(0, 0, 0, 0);

    public StorageRequests Counts
    {
        get
        {
            lock (_lock)
            {
                return _counts;
            }
        }
    }

    public void Add(string line)
    {
        if (line.Split('"') is not [_, var request, ..])
        {
            return;
        }

        lock (_lock)
        {
            _counts = request switch
            {
                _ when request.Contains("/nudges-", StringComparison.Ordinal) => _counts with { Queues = _counts.Queues + 1 },
                _ when !Containers.Any(container => request.Contains(container, StringComparison.Ordinal)) => _counts with { Tables = _counts.Tables + 1 },
                _ when request.StartsWith("GET", StringComparison.Ordinal) || request.StartsWith("HEAD", StringComparison.Ordinal) => _counts with { BlobReads = _counts.BlobReads + 1 },
                _ => _counts with { BlobWrites = _counts.BlobWrites + 1 },
            };
        }
    }
}
