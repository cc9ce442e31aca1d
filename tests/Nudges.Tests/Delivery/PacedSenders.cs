using Nudges.Campaigns;
using Nudges.Delivery;

namespace Nudges.Tests.Delivery;

/// <summary>A batch, and when a sender takes it from its queue first.</summary>
internal sealed record AskingBatch(string Run, double Weight, int Requests, double Second);

/// <summary>When a batch was sent: seconds since the start.</summary>
internal sealed record PacedSending(AskingBatch Batch, double Start, double End);

/// <summary>Senders enough for all batches that keep to a pace as the product's do: hold out a short wait, come back shortly before the end of a long one.</summary>
internal static class PacedSenders
{
    private static readonly DateTimeOffset Zero = new(2026, 11, 26, 8, 0, 0, TimeSpan.Zero);

    /// <summary>All batches in the order in which they began.</summary>
    /// <param name="batches">Which, and when they are taken first.</param>
    /// <param name="perSecond">The account's rate.</param>
    /// <param name="lateness">So many seconds too late a batch comes back from its queue.</param>
    public static List<PacedSending> Send(IEnumerable<AskingBatch> batches, double perSecond, double lateness = 0)
    {
        var pace = new ChannelPace();
        var sent = new List<PacedSending>();
        var asking = new PriorityQueue<(AskingBatch Batch, double? Place), (double Second, int Number)>();
        var number = 0;
        foreach (var batch in batches)
        {
            asking.Enqueue((batch, null), (batch.Second, number++));
        }

        while (asking.TryDequeue(out var next, out var at))
        {
            var (batch, place) = next;
            var answer = pace.Take(
                new PacedBatch { Run = new RunId(batch.Run), Weight = batch.Weight, Requests = batch.Requests, Place = place }, perSecond, Zero.AddSeconds(at.Second));
            pace = answer.Pace;
            if (answer.IsTaken)
            {
                var start = at.Second + answer.Wait.TotalSeconds;
                sent.Add(new PacedSending(batch, start, start + (batch.Requests / perSecond)));
            }
            else
            {
                asking.Enqueue((batch, answer.Place), (at.Second + answer.AskAgainAfter.TotalSeconds + (answer.IsShort ? 0 : lateness), number++));
            }
        }

        return [.. sent.OrderBy(one => one.Start)];
    }
}
