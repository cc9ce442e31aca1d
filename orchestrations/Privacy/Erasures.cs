using System.Text.Json;
using Nudges.Campaigns;
using Nudges.Orchestrations.Content;
using Nudges.Orchestrations.Durable;
using Nudges.Orchestrations.Runs;
using Nudges.People;
using Nudges.Privacy;
using Nudges.Storage;

namespace Nudges.Orchestrations.Privacy;

/// <summary>Erases people from every place that keeps something of them, with a receipt.</summary>
public sealed class Erasures(
    IDocumentStore documents, IPreferenceStore preferences, IRunStore runs, ErasedPeople erased, IEnumerable<IPersonalRecords> places, TimeProvider time)
{
    /// <summary>
    /// From when this returns the person is not nudged and nothing new is kept of them; what is kept is erased by an orchestration of
    /// the receipt's id, at once but for what is in use.
    /// </summary>
    public async Task<ErasureReceipt> StartAsync(IDurableClient client, PersonId person, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var receipt = new ErasureReceipt { Id = $"erasure-{Guid.CreateVersion7(now):N}", Person = person, RequestedAt = now };
        await preferences.ChangeAsync(person, asked => asked with { ErasedAt = asked.ErasedAt ?? now }, cancellationToken);
        await erased.AddAsync(person, now, cancellationToken);
        await documents.WriteAsync(Documents.ErasureReceipt(receipt.Id), receipt, cancellationToken);
        await ForgetWorkflowsAsync(client, person, cancellationToken);
        await client.ScheduleNewOrchestrationInstanceAsync(ErasePerson.Reference, new ErasePersonInput { Receipt = receipt.Id, Person = person }, receipt.Id, cancellationToken);
        return receipt;
    }

    public async Task<ErasureReceipt?> ReadAsync(string receipt, CancellationToken cancellationToken) =>
        (await documents.ReadAsync(Documents.ErasureReceipt(receipt), cancellationToken))?.Value;

    /// <summary>One pass over every place; the receipt with what it erased.</summary>
    public async Task<ErasureReceipt> EraseAsync(string receipt, PersonId person, CancellationToken cancellationToken)
    {
        var pass = new List<ErasedRecords>();
        foreach (var place in places.OrderBy(place => place.Place, StringComparer.Ordinal))
        {
            pass.Add(await place.EraseAsync(person, cancellationToken));
        }

        ErasureReceipt? written = null;
        await documents.UpdateAsync(Documents.ErasureReceipt(receipt), stored => written = stored!.With(pass, time.GetUtcNow()), cancellationToken);
        return written!;
    }

    /// <summary>Lifts it: the person comes back with the next reading of the directory that names them. False where they were not erased.</summary>
    public async Task<bool> LiftAsync(PersonId person, CancellationToken cancellationToken)
    {
        var was = (await preferences.ReadAsync(person, cancellationToken)).ErasedAt is not null;
        await preferences.ChangeAsync(person, asked => asked with { ErasedAt = null }, cancellationToken);
        await erased.RemoveAsync(person, cancellationToken);
        return was;
    }

    /// <summary>The orchestrations of campaigns that name the person hold the request; ended ones are forgotten.</summary>
    private async Task ForgetWorkflowsAsync(IDurableClient client, PersonId person, CancellationToken cancellationToken)
    {
        foreach (var run in await runs.ListAsync(int.MaxValue, cancellationToken))
        {
            if (PersonTraces.Find(JsonSerializer.SerializeToNode(run.Request, NudgesJson.Options), person).Count > 0)
            {
                for (var wave = 0; await client.PurgeInstanceAsync(NudgeRun.WaveOf(run, wave), cancellationToken); wave++)
                {
                }

                await client.PurgeInstanceAsync(run.Request.Id.Value, cancellationToken);
            }
        }
    }
}
