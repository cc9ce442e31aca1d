using Nudges.Delivery;

namespace Nudges.Campaigns;

/// <summary>Puts the nudges of a shard into batches: those of one channel and time together.</summary>
public static class BatchPlaces
{
    /// <summary>The same plans with batch and position, in their order; numbers go up by channel as batches are begun.</summary>
    public static IReadOnlyList<PersonPlan> Assign(RunId run, int shard, IEnumerable<PersonPlan> people, Func<string, int> batchSize)
    {
        var begun = new Dictionary<string, int>(StringComparer.Ordinal);
        var open = new Dictionary<(string Channel, DateTimeOffset? SendAt), (int Number, int Filled)>();
        return [.. people.Select(person => person.Channel is { } channel ? In(person, channel) : person)];

        PersonPlan In(PersonPlan person, string channel)
        {
            if (!open.TryGetValue((channel, person.SendAt), out var batch) || batch.Filled == batchSize(channel))
            {
                batch = (begun.GetValueOrDefault(channel), 0);
                begun[channel] = batch.Number + 1;
            }

            open[(channel, person.SendAt)] = batch with { Filled = batch.Filled + 1 };
            return person with { Batch = BatchId.For(run, shard, channel, batch.Number), Position = batch.Filled };
        }
    }
}
