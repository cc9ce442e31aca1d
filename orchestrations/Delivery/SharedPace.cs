using System.Collections.Concurrent;
using Nudges.Campaigns;
using Nudges.Delivery;
using Nudges.Storage;

namespace Nudges.Orchestrations.Delivery;

/// <summary>Keeps all instances together to a provider account's rate, shared fairly between runs: each batch takes its turn in one document.</summary>
public sealed class SharedPace(IDocumentStore documents, IRunStore runs, TimeProvider time)
{
    private const int MostConflicts = 50;

    /// <summary>Where there is no rate, what another instance was asked to wait is heard of after so long.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, (ChannelPace Pace, long Since)> _known = new(StringComparer.Ordinal);

    // Of this host's senders one at a time asks: they would only lose the document to each other.
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new(StringComparer.Ordinal);

    /// <summary>Asks for the turn of a batch. Without a rate only what the provider asked to wait for counts.</summary>
    /// <param name="channel">Whose account it takes.</param>
    /// <param name="run">The batch's run.</param>
    /// <param name="nudges">How many it holds.</param>
    /// <param name="place">Its place in line, where it has asked before.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    public async Task<PaceAnswer> TakeAsync(IChannel channel, RunId run, int nudges, double? place, CancellationToken cancellationToken)
    {
        if (channel.RequestsPerSecond is not { } perSecond)
        {
            var pace = await LatelyAsync(Documents.Pace(channel.Name, channel.Account), cancellationToken);
            var wait = pace.WaitAt(time.GetUtcNow());
            return new PaceAnswer { Pace = pace, IsTaken = wait <= ChannelPace.LongestHold, Wait = wait, Place = pace.Served, AskAgainAfter = wait };
        }

        var batch = new PacedBatch { Run = run, Weight = (await runs.PriorityAsync(run, cancellationToken)).Weight(), Requests = nudges, Place = place };
        PaceAnswer? answer = null;
        await ChangeAsync(channel, pace => (answer = pace.Take(batch, perSecond, time.GetUtcNow())).Pace, cancellationToken);
        return answer!;
    }

    /// <summary>Gives back what a batch has booked and does not use, and lets every instance wait with this account where the provider asks for it.</summary>
    /// <param name="channel">Whose account it is.</param>
    /// <param name="bookedUntil">The end of what the batch has booked; null where it has booked nothing.</param>
    /// <param name="unused">Requests that it gives back.</param>
    /// <param name="holdOff">How long nobody is to send; null for no such wish.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    public Task LetGoAsync(IChannel channel, DateTimeOffset? bookedUntil, int unused, TimeSpan? holdOff, CancellationToken cancellationToken)
    {
        var givenBack = bookedUntil is not null && channel.RequestsPerSecond is { } perSecond ? TimeSpan.FromSeconds(unused / perSecond) : TimeSpan.Zero;
        if (givenBack == TimeSpan.Zero && holdOff is null)
        {
            return Task.CompletedTask;
        }

        var now = time.GetUtcNow();
        return ChangeAsync(channel, pace => pace.GiveBack(bookedUntil, givenBack, now).HoldOff(holdOff ?? TimeSpan.Zero, now), cancellationToken);
    }

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
        var turn = _turns.GetOrAdd(key.Path, _ => new SemaphoreSlim(1));
        await turn.WaitAsync(cancellationToken);
        try
        {
            await ChangeAsync(key, change, cancellationToken);
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task ChangeAsync(DocumentKey<ChannelPace> key, Func<ChannelPace, ChannelPace> change, CancellationToken cancellationToken)
    {
        for (var conflict = 0; conflict < MostConflicts; conflict++)
        {
            var stored = await documents.ReadAsync(key, cancellationToken);
            var before = stored?.Value ?? new ChannelPace();
            var pace = change(before);
            if (ReferenceEquals(pace, before) || await documents.TryWriteAsync(key, pace, stored?.Version, cancellationToken))
            {
                _known[key.Path] = (pace, time.GetTimestamp());
                return;
            }
        }

        throw new InvalidOperationException($"Too many instances take turns at {key.Path} at once.");
    }
}
