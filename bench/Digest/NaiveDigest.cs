using Nudges.Campaigns;
using Nudges.Delivery;
using Nudges.Matching;
using Nudges.Messages;
using Nudges.Orchestrations.Content;
using Nudges.Orchestrations.Durable;
using Nudges.People;
using Nudges.Storage;

namespace Nudges.Bench.Digest;

/// <summary>
/// What people build first: an activity and a provider request for each employee. It keeps the product's promises (the
/// person's preferences, nothing twice, one nudge once), each for each employee.
/// </summary>
internal sealed class NaiveDigest() : Orchestrator<int, RunCounts>(Reference)
{
    public static readonly OrchestratorRef<int, RunCounts> Reference = new(nameof(NaiveDigest));

    public override async Task<RunCounts> RunAsync(OrchestrationContext context, int input)
    {
        var sent = await Task.WhenAll(Enumerable.Range(0, input).Select(number => context.CallActivityAsync(NaiveNudge.Reference, number)));
        var nudged = sent.Count(one => one);
        return new RunCounts
        {
            People = input,
            Sent = new Dictionary<string, int> { ["email"] = nudged },
            Suppressed = new Dictionary<string, int> { [Suppression.NothingRelevant] = input - nudged },
        };
    }
}

/// <summary>Reads what the employee asked for and has had, picks, claims, sends, records.</summary>
internal sealed class NaiveNudge(
    IDocumentStore documents, IPreferenceStore preferences, IBatchLedger ledger, Channels channels, CatalogueCache catalogues, NudgeLinks links) : Activity<int, bool>(Reference)
{
    public static readonly ActivityRef<int, bool> Reference = new(nameof(NaiveNudge));

    // As fine as it goes: a history of each employee's own.
    private static readonly ShardCount Own = new(30);

    private string? _version;

    public override async Task<bool> RunAsync(int input, CancellationToken cancellationToken)
    {
        var person = GeneratedPeople.Of(input);
        var channel = channels["email"];
        var asked = await preferences.ReadAsync(person.Id, cancellationToken);
        var key = Documents.History(Own, input);
        var history = await documents.ReadAsync(key, cancellationToken);
        _version ??= (await documents.ReadAsync(Documents.LatestCatalogue, cancellationToken))!.Value;
        var catalogue = await catalogues.GetAsync(_version, neighbours: null, cancellationToken);
        var now = TimeProvider.System.GetUtcNow();
        if (person is not { Kind: PersonKind.Employee, Enabled: true } || !channel.Reaches(person) || PreferenceRules.RuleAgainst(asked, now) is not null)
        {
            return false;
        }

        var picks = catalogue.Index.Pick(new MatchRequest { Person = person, AsOf = now, Count = 3 });
        if (picks.Count == 0)
        {
            return false;
        }

        var past = new PastNudge { Run = DigestHost.Run, At = now, Items = [.. picks.Select(pick => pick.Item)] };
        await documents.TryWriteAsync(
            key, new ShardHistory { Nudges = new Dictionary<PersonId, IReadOnlyList<PastNudge>> { [person.Id] = [past] } }, history?.Version, cancellationToken);
        var id = NudgeId.For(DigestHost.Run, step: 0, person.Id);
        var draft = new NudgeDraft
        {
            Id = id,
            Person = person,
            Items = [.. picks.Select(pick => new NudgeItem { Item = catalogue.Items[pick.Item], Match = pick, Link = links.Item(id, person, pick.Item, now) })],
            AsOf = now,
            Preferences = links.Preferences(person, now),
            Unsubscribe = links.Unsubscribe(person),
        };
        var claimed = await ledger.TryAddAsync(
            new LedgerEntry { Batch = BatchId.For(DigestHost.Run, input, channel.Name, 0), Owner = "naive", States = $"{NudgeState.Claimed}" }, cancellationToken);
        if (claimed is null)
        {
            return true;
        }

        var result = await channel.SendAsync([new BatchedNudge { Id = draft.Id, Person = person.Id, Message = channel.Compose(draft) }], cancellationToken);
        var state = result.Outcomes[0] is NudgeOutcome.Sent ? NudgeState.Sent : NudgeState.Failed;
        await ledger.TryUpdateAsync(claimed with { States = $"{state}" }, cancellationToken);
        return state == NudgeState.Sent;
    }
}
