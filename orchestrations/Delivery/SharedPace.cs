using Nudges.Delivery;
using Nudges.Storage;

namespace Nudges.Orchestrations.Delivery;

/// <summary>Keeps all instances together to a provider account's rate: each batch reserves its time in one document.</summary>
public sealed class SharedPace(IDocumentStore documents, TimeProvider time)
{
    private const int MostConflicts = 50;

    /// <summary>Reserves the requests of a batch; how long to wait before it is sent. Without a rate only what was asked to wait for counts.</summary>
    public async Task<TimeSpan> ReserveAsync(IChannel channel, int nudges, CancellationToken cancellationToken)
    {
        if (channel.RequestsPerSecond is not { } perSecond)
        {
            return (await documents.ReadAsync(Documents.Pace(channel.Name, channel.Account), cancellationToken))?.Value.WaitAt(time.GetUtcNow()) ?? TimeSpan.Zero;
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

    private async Task ChangeAsync(IChannel channel, Func<ChannelPace, ChannelPace> change, CancellationToken cancellationToken)
    {
        var key = Documents.Pace(channel.Name, channel.Account);
        for (var conflict = 0; conflict < MostConflicts; conflict++)
        {
            var stored = await documents.ReadAsync(key, cancellationToken);
            if (await documents.TryWriteAsync(key, change(stored?.Value ?? new ChannelPace()), stored?.Version, cancellationToken))
            {
                return;
            }
        }

        throw new InvalidOperationException($"Too many instances reserve at channel {channel.Name} at once.");
    }
}
