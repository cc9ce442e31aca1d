using Microsoft.Extensions.DependencyInjection;
using Nudges.Campaigns;
using Nudges.Delivery;
using Nudges.People;
using Nudges.Storage;

namespace Nudges.Bench;

/// <summary>What a run came to, as its plans and the ledger have it.</summary>
internal sealed record Accounts(Run Run, int People, int Sent, int Suppressed, int Failed, int Unconfirmed)
{
    // As a state of the ledger's.
    private const char NotNudged = '-';

    /// <summary>Reads every plan and every row of the ledger.</summary>
    public static async Task<Accounts> ReadAsync(IServiceProvider services, RunId id, CancellationToken cancellationToken)
    {
        var run = await services.GetRequiredService<IRunStore>().ReadAsync(id, cancellationToken) ?? throw new InvalidOperationException($"Run {id} is not in the record of runs.");
        var documents = services.GetRequiredService<IDocumentStore>();
        var ledger = await services.GetRequiredService<IBatchLedger>().ListAsync(id, cancellationToken)
            .ToDictionaryAsync(entry => entry.Batch, cancellationToken: cancellationToken);
        var states = new Dictionary<PersonId, char>();
        var twice = new HashSet<PersonId>();
        for (var shard = 0; shard < new ShardCount(run.Inputs!.ShardBits).Value; shard++)
        {
            var plan = await documents.ReadAsync(Documents.Plan(id, shard), cancellationToken);
            foreach (var planned in plan?.Value.People ?? [])
            {
                var state = planned.Suppressed is not null ? NotNudged : ledger.GetValueOrDefault(planned.Batch!.Value)?.States[planned.Position] ?? NudgeState.Pending;
                if (!states.TryAdd(planned.Person, state == NudgeState.LeftOut ? NotNudged : state))
                {
                    twice.Add(planned.Person);
                }
            }
        }

        var final = states.Where(person => !twice.Contains(person.Key) && person.Value is not (NudgeState.Pending or NudgeState.Claimed))
            .CountBy(person => person.Value).ToDictionary();
        return new Accounts(
            run, final.Values.Sum(), final.GetValueOrDefault(NudgeState.Sent), final.GetValueOrDefault(NotNudged), final.GetValueOrDefault(NudgeState.Failed),
            final.GetValueOrDefault(NudgeState.Unconfirmed));
    }

    /// <summary>
    /// People without one final state, nudges recorded as sent that were not received or received though not recorded, and
    /// what the run's own counts say otherwise. What is unconfirmed may have been received.
    /// </summary>
    /// <param name="employees">How many people there are.</param>
    /// <param name="received">How many different nudges the provider received.</param>
    public int Lost(int employees, int received)
    {
        var lost = employees - People + Math.Max(0, Sent - received) + Math.Max(0, received - Sent - Unconfirmed);
        var told = Run.Counts.AddsUp ? Math.Abs(employees - Run.Counts.People) + Math.Abs(Sent - Run.Counts.Sent.Values.Sum()) : employees;
        return lost + told;
    }
}
