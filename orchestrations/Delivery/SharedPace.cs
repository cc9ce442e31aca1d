using System.Collections.Concurrent;
using Nudges.Delivery;
using Nudges.Storage;

namespace Nudges.Orchestrations.Delivery;

/// <summary>Keeps all instances together to a provider account's rate: each batch reserves its time in one document.</summary>
public sealed class SharedPace(IDocumentStore documents, TimeProvider time)
{
    private const int MostConflicts = 50;

    /// <summary>Where there is no rate, what another instance was asked to wait is heard of after so long.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, (ChannelPace Pace, long Since)> _known = new(StringComparer.Ordinal);

    /// <summary>Reserves the requests of a batch; how long to wait before it is sent. Without a rate only what was asked to wait for counts.</summary>
    public async Task<TimeSpan> ReserveAsync(IChannel channel, int nudges, CancellationToken cancellationToken)
    {
        if (channel.RequestsPerSecond is not { } perSecond)
        {
            return (await LatelyAsync(Documents.Pace(channel.Name, channel.Account), cancellationToken)).WaitAt(time.GetUtcNow());
        }

        var wait = TimeSpan.Zero;
        await ChangeAsync(
            channel,
            pace =>
            {
                (pace, wait) = pace.Reserve(nudges, perSecond, time.GetUtcNow());
                return pace;
            },
            cancellationToken);
        return wait;
    }

    /// <summary>Lets every instance wait so long with this account.</summary>
    public Task HoldOffAsync(IChannel channel, TimeSpan wait, CancellationToken cancellationToken) =>
        ChangeAsync(channel, pace => pace.HoldOff(wait, time.GetUtcNow()), cancellationToken);

    private async Task<ChannelPace> LatelyAsync(DocumentKey<ChannelPace> key, CancellationToken cancellationToken)
    {
        if (!_known.TryGetValue(key.Path, out var known) || time.GetElapsedTime(known.Since) > Fresh)
        {
            known = ((await documents.ReadAsync(key, cancellationToken))?.Value ?? new ChannelPace(), time.GetTimestamp());
            _known[key.Path] = known;
        }

        return known.Pace;
    }

    private async Task ChangeAsync(IChannel channel, Func<ChannelPace, ChannelPace> change, CancellationToken cancellationToken)
    {
        var key = Documents.Pace(channel.Name, channel.Account);
        for (var conflict = 0; conflict < MostConflicts; conflict++)
        {
            var stored = await documents.ReadAsync(key, cancellationToken);
            var pace = change(stored?.Value ?? new ChannelPace());
            if (await documents.TryWriteAsync(key, pace, stored?.Version, cancellationToken))
            {
                _known[key.Path] = (pace, time.GetTimestamp());
                return;
            }
        }

        throw new InvalidOperationException($"Too many instances reserve at channel {channel.Name} at once.");
    }
}
