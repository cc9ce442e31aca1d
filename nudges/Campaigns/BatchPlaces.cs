using Nudges.Delivery;

namespace Nudges.Campaigns;

/// <summary>Puts the nudges of some shards, one shard after the other, into batches: those of one channel and time together.</summary>
/// <param name="name">Names the batch of a channel and a number.</param>
/// <param name="batchSize">How many nudges a batch of a channel holds.</param>
public sealed class BatchPlaces(Func<string, int, BatchId> name, Func<string, int> batchSize)
{
    private readonly Dictionary<string, int> _begun = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Channel, DateTimeOffset? SendAt), (int Number, int Filled)> _open = [];

    /// <summary>The channels and times of all that was kept so far.</summary>
    public IReadOnlyCollection<(string Channel, DateTimeOffset? SendAt)> Times => _open.Keys;

    /// <summary>True for the last batch of its channel and time, into which more may come: told by what was kept, as the size may be another than it was then.</summary>
    public bool IsOpen(BatchId batch) => _open.Any(open => open.Key.Channel == batch.Channel && open.Value.Number == batch.Number);

    /// <summary>The same plans with batch and position, in their order; numbers go up by channel as batches are begun. What was kept before is gone on with.</summary>
    public IReadOnlyList<PersonPlan> Assign(IEnumerable<PersonPlan> people)
    {
        var begun = _begun.ToDictionary(StringComparer.Ordinal);
        var open = _open.ToDictionary();
        return [.. people.Select(person => person.Channel is { } channel ? In(person, channel) : person)];

        PersonPlan In(PersonPlan person, string channel)
        {
            if (!open.TryGetValue((channel, person.SendAt), out var batch) || batch.Filled >= batchSize(channel))
            {
                batch = (begun.GetValueOrDefault(channel), 0);
                begun[channel] = batch.Number + 1;
            }

            open[(channel, person.SendAt)] = batch with { Filled = batch.Filled + 1 };
            return person with { Batch = name(channel, batch.Number), Position = batch.Filled };
        }
    }

    /// <summary>Takes the places of a shard's plan, as they were assigned: the next shard's come after them.</summary>
    public void Keep(IEnumerable<PersonPlan> plan)
    {
        foreach (var person in plan)
        {
            if (person is { Channel: { } channel, Batch: { } batch })
            {
                _begun[channel] = Math.Max(_begun.GetValueOrDefault(channel), batch.Number + 1);
                _open[(channel, person.SendAt)] = (batch.Number, person.Position + 1);
            }
        }
    }
}
