namespace Nudges.Orchestrations.Content;

/// <summary>Asks many hosts at the same time and each of them gently, so that a slow one holds nobody.</summary>
/// <param name="HostsAtOnce">Hosts that are asked at the same time.</param>
/// <param name="OfHostAtOnce">Requests to one host at the same time.</param>
/// <param name="Deadline">After it nothing more is asked, and what is under way is stopped.</param>
internal sealed record PerHost(int HostsAtOnce, int OfHostAtOnce, TimeSpan Deadline)
{
    /// <summary>Does the work for each of them, as far as the deadline lets it. Throws when cancelled, not at the deadline.</summary>
    public async Task ForEachAsync<T>(
        IEnumerable<T> all, Func<T, Uri> addressOf, Func<T, CancellationToken, Task> work, TimeProvider time, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await Parallel.ForEachAsync(
                all.GroupBy(one => addressOf(one).Host),
                new ParallelOptions { MaxDegreeOfParallelism = HostsAtOnce, CancellationToken = either.Token },
                async (host, stopHost) => await Parallel.ForEachAsync(
                    host,
                    new ParallelOptions { MaxDegreeOfParallelism = OfHostAtOnce, CancellationToken = stopHost },
                    async (one, stop) => await work(one, stop)));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
        }
    }
}
