using Nudges.Campaigns;
using Nudges.Delivery;
using Nudges.Messages;
using Nudges.Orchestrations.Content;
using Nudges.People;
using Nudges.Storage;

namespace Nudges.Orchestrations.Runs;

/// <summary>Someone who is nudged, and with what.</summary>
public sealed record PlannedPerson(Person Person, PersonPlan Plan);

/// <summary>Composes a batch's nudges, writes them down and puts the batch in its queue.</summary>
public sealed class BatchComposer(IDocumentStore documents, IBatchQueue queue, CatalogueCache catalogues, Channels channels, NudgeLinks links, TimeProvider time)
{
    /// <param name="input">What is planned.</param>
    /// <param name="id">The batch.</param>
    /// <param name="members">All of it, in the order of their positions.</param>
    /// <param name="decidedNow">False where members may have been decided on long ago, by a try that was cut off.</param>
    /// <param name="cancellationToken">Stops between the two steps; doing both again changes nothing.</param>
    public async Task<BatchReference> WriteAsync(PlanShardsInput input, BatchId id, IReadOnlyList<PlannedPerson> members, bool decidedNow, CancellationToken cancellationToken)
    {
        var catalogue = await catalogues.GetAsync(input.Inputs.CatalogueVersion, input.Inputs.NeighboursVersion, cancellationToken);
        var channel = channels[id.Channel];
        var sendAt = members[0].Plan.SendAt;
        var batch = new Batch
        {
            Id = id,
            Channel = channel.Name,
            Instance = input.Instance,
            SendAt = sendAt,
            ShardBits = input.Group.Bits,
            Nudges = new ComposedNudges(members, member => Compose(input.Run, member, catalogue, channel)),
        };
        await documents.WriteAsync(Documents.Batch(id), batch, cancellationToken);
        var now = time.GetUtcNow();
        var message = new BatchMessage { Batch = id, Channel = channel.Name, SendAt = sendAt, QueuedAt = decidedNow ? now : null };
        await queue.EnqueueAsync(message, IBatchQueue.DelayUntil(sendAt, now), cancellationToken);
        return new BatchReference { Id = id, Channel = channel.Name, Nudges = members.Count, SendAt = sendAt };
    }

    private BatchedNudge Compose(RunRequest run, PlannedPerson member, PreparedCatalogue catalogue, IChannel channel)
    {
        var person = member.Person;
        var id = NudgeId.For(run.Id, step: 0, person.Id);
        var draft = new NudgeDraft
        {
            Id = id,
            Person = person,
            Items = [.. member.Plan.Picks.Select(pick => new NudgeItem { Item = catalogue.Items[pick.Item], Match = pick, Link = links.Item(id, person, pick.Item, run.AsOf) })],
            Goal = run.Goal,
            AsOf = run.AsOf,
            Preferences = links.Preferences(person, run.AsOf),
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
