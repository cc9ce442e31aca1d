using System.Runtime.CompilerServices;
using System.Text.Json;
using Nudges.Campaigns;
using Nudges.Delivery;
using Nudges.Orchestrations.Content;
using Nudges.People;
using Nudges.Privacy;
using Nudges.Storage;

namespace Nudges.Orchestrations.Privacy;

/// <summary>
/// What providers told of the person's nudges. It names nobody: whose it is, the runs' plans say. They are erased after this place,
/// as places go by their names.
/// </summary>
public sealed class EventRecords(IDocumentStore documents, IRunStore runs) : IPersonalRecords
{
    public string Place => "events";

    public async IAsyncEnumerable<PersonalRecord> FindAsync(PersonId person, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (batch, position) in PlacesAsync(person, cancellationToken))
        {
            var key = Documents.BatchEvents(batch);
            if ((await documents.ReadAsync(key, cancellationToken))?.Value.Of(position) is { Count: > 0 } facts)
            {
                yield return new PersonalRecord(key.Path, JsonSerializer.SerializeToNode(facts, NudgesJson.Options)!);
            }
        }
    }

    public async Task<ErasedRecords> EraseAsync(PersonId person, CancellationToken cancellationToken)
    {
        var erased = new ErasedRecords { Place = Place };
        await foreach (var (batch, position) in PlacesAsync(person, cancellationToken))
        {
            var facts = 0;
            await documents.UpdateAsync(
                Documents.BatchEvents(batch),
                stored => (facts = stored?.Of(position).Count ?? 0) > 0 ? stored! with { Facts = stored.Facts.Where(one => one.Key != position).ToDictionary() } : null,
                cancellationToken);
            erased = erased with { Documents = erased.Documents + (facts > 0 ? 1 : 0), Records = erased.Records + facts };
        }

        return erased;
    }

    private async IAsyncEnumerable<NudgePlace> PlacesAsync(PersonId person, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var run in (await runs.ListAsync(int.MaxValue, cancellationToken)).Where(run => run.Inputs is not null))
        {
            var shard = new ShardCount(run.Inputs!.ShardBits).ShardOf(person);
            var plan = await documents.ReadAsync(Documents.Plan(run.Request.Id, shard), cancellationToken);
            if (plan?.Value.People.FirstOrDefault(planned => planned.Person == person) is { Batch: { } batch, Position: var position })
            {
                yield return new NudgePlace(batch, position);
            }
        }
    }
}
