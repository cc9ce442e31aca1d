using Nudges.Campaigns;
using Nudges.Delivery;
using Nudges.Messages;
using Nudges.Orchestrations.Content;
using Nudges.Orchestrations.Durable;
using Nudges.Orchestrations.People;
using Nudges.People;
using Nudges.Storage;

namespace Nudges.Orchestrations.Runs;

public sealed record PlanShardInput
{
    public required RunRequest Run { get; init; }

    public required RunInputs Inputs { get; init; }

    public required int Shard { get; init; }

    /// <summary>The orchestration that waits for the batches.</summary>
    public required string Instance { get; init; }
}

/// <summary>What planning a shard came to.</summary>
public sealed record PlannedShard
{
    /// <summary>Those who are not nudged; the others are counted when their batches are settled.</summary>
    public required RunCounts Counts { get; init; }

    public required IReadOnlyList<BatchReference> Batches { get; init; }
}

/// <summary>
/// Decides, explains and composes one shard's nudges, writes them as batches and puts each in its queue. The decision is
/// written once, before anything else: a second run reads it back, composes the same bytes and enqueues again, which the
/// ledger makes harmless. A message stays hidden until the time of its batch.
/// </summary>
public sealed class PlanShard(
    PeopleReader reader, IDocumentStore documents, IBatchQueue queue, ShardPlanner planner, CatalogueCache catalogues, Channels channels, NudgeLinks links, TimeProvider time)
    : Activity<PlanShardInput, PlannedShard>(Reference)
{
    public static readonly ActivityRef<PlanShardInput, PlannedShard> Reference = new(nameof(PlanShard));

    public override async Task<PlannedShard> RunAsync(PlanShardInput input, CancellationToken cancellationToken)
    {
        var people = await reader.VersionAsync(input.Inputs.PeopleVersion, cancellationToken);
        var shard = await reader.ShardAsync(people, input.Shard, cancellationToken);
        var plan = await planner.DecideAsync(input, people, shard, cancellationToken);
        var batches = await ComposeAsync(input, shard, plan, cancellationToken);
        foreach (var batch in batches)
        {
            var message = new BatchMessage { Batch = batch.Id, Channel = batch.Channel, SendAt = batch.SendAt };
            await queue.EnqueueAsync(message, IBatchQueue.DelayUntil(batch.SendAt, time.GetUtcNow()), cancellationToken);
        }

        var suppressed = plan.People.Where(person => person.Suppressed is not null).CountBy(person => person.Suppressed!).ToDictionary();
        return new PlannedShard
        {
            Counts = new RunCounts { People = suppressed.Values.Sum(), Suppressed = suppressed },
            Batches = batches,
        };
    }

    private async Task<IReadOnlyList<BatchReference>> ComposeAsync(
        PlanShardInput input, PeopleShard shard, ShardPlan plan, CancellationToken cancellationToken)
    {
        var catalogue = await catalogues.GetAsync(input.Inputs.CatalogueVersion, input.Inputs.NeighboursVersion, cancellationToken);
        var people = shard.People.ToDictionary(person => person.Id);
        var references = new List<BatchReference>();
        foreach (var members in plan.People.Where(person => person.Batch is not null).GroupBy(person => person.Batch!.Value))
        {
            var channel = channels[members.First().Channel!];
            var batch = new Batch
            {
                Id = members.Key,
                Channel = channel.Name,
                Instance = input.Instance,
                SendAt = members.First().SendAt,
                ShardBits = input.Inputs.ShardBits,
                Nudges = new ComposedNudges([.. members.OrderBy(person => person.Position)], person => Compose(input, people[person.Person], person, catalogue, channel)),
            };
            await documents.WriteAsync(Documents.Batch(batch.Id), batch, cancellationToken);
            references.Add(new BatchReference { Id = batch.Id, Channel = channel.Name, Nudges = batch.Nudges.Count, SendAt = batch.SendAt });
        }

        return references;
    }

    private BatchedNudge Compose(PlanShardInput input, Person person, PersonPlan plan, PreparedCatalogue catalogue, IChannel channel)
    {
        var id = NudgeId.For(input.Run.Id, step: 0, person.Id);
        var draft = new NudgeDraft
        {
            Id = id,
            Person = person,
            Items = [.. plan.Picks.Select(pick => new NudgeItem { Item = catalogue.Items[pick.Item], Match = pick, Link = links.Item(id, person, pick.Item, input.Run.AsOf) })],
            Goal = input.Run.Goal,
            AsOf = input.Run.AsOf,
            Preferences = links.Preferences(person, input.Run.AsOf),
            Unsubscribe = links.Unsubscribe(person),
        };
        return new BatchedNudge
        {
            Id = draft.Id,
            Person = person.Id,
            AddressMark = person.Mail is { } mail && !channel.Reaches(person with { Mail = null }) ? MailBounce.Mark(mail) : null,
            Message = channel.Compose(draft),
        };
    }
}
