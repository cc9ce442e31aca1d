using Nudges.Campaigns;
using Nudges.Content;
using Nudges.Delivery;
using Nudges.Matching;
using Nudges.Orchestrations.Outcomes;
using Nudges.Outcomes;
using Nudges.People;
using Nudges.Storage;

namespace Nudges.Api;

/// <summary>What a run did for one person, with the reasons.</summary>
public sealed record NudgeView
{
    public required RunId Run { get; init; }

    public required DateTimeOffset At { get; init; }

    public string? Goal { get; init; }

    /// <summary>sent, failed, unconfirmed, pending or suppressed.</summary>
    public required string State { get; init; }

    /// <summary>Why, where it was not sent: the rule's or the provider's words.</summary>
    public string? Reason { get; init; }

    public string? Channel { get; init; }

    /// <summary>The channel that comes first for the person, where this one was tried as nothing came back by it for long.</summary>
    public string? InsteadOf { get; init; }

    /// <summary>When it is due, where it waits or waited for the person's hour; null for at once.</summary>
    public DateTimeOffset? SendAt { get; init; }

    /// <summary>Names the nudge, as the mailbox does; null when suppressed.</summary>
    public NudgeId? Nudge { get; init; }

    public IReadOnlyList<NudgeItemView> Items { get; init; } = [];

    /// <summary>Its life so far. What the person did with it only where the person themselves reads.</summary>
    public IReadOnlyList<NudgeStep> Steps { get; init; } = [];
}

public sealed record NudgeItemView
{
    public required ItemId Item { get; init; }

    public required string Title { get; init; }

    public required Uri Address { get; init; }

    public required string Source { get; init; }

    /// <summary>Why this item for this person, in the person's language.</summary>
    public required string Reason { get; init; }

    public required IReadOnlyList<Signal> Signals { get; init; }
}

/// <summary>Tells, for a person, what became of each run: from the shard's plan, the ledger and the catalogue.</summary>
internal sealed class NudgeHistory(IDocumentStore documents, IRunStore runs, IBatchLedger ledger, OutcomeRecorder outcomes)
{
    private const int MostRuns = 20;
    private const string Suppressed = "suppressed";
    private const string Pending = "pending";

    /// <summary>
    /// The latest runs that had the person in their audience, newest first, at most 20. What the person opened, clicked and
    /// answered is told to the person only.
    /// </summary>
    public async Task<IReadOnlyList<NudgeView>> OfAsync(Person person, bool forThePerson, CancellationToken cancellationToken)
    {
        var latest = await runs.ListAsync(MostRuns, cancellationToken);
        var done = (forThePerson ? await outcomes.OfAsync(person.Id, cancellationToken) : []).ToLookup(outcome => outcome.Nudge);
        var views = await Task.WhenAll(latest.Where(run => run.Inputs is not null).Select(run => InRunAsync(run, person, done, forThePerson, cancellationToken)));
        return [.. views.OfType<NudgeView>()];
    }

    /// <summary>What the latest daily run did for each of the people, as in <see cref="NudgeView.State"/>; those it has not planned are absent.</summary>
    public async Task<IReadOnlyDictionary<PersonId, string>> LatestStatesAsync(IReadOnlyCollection<Person> people, CancellationToken cancellationToken)
    {
        var latest = await runs.ListAsync(MostRuns, cancellationToken);
        if (latest.FirstOrDefault(run => run is { Request.Kind: RunKind.Daily, Inputs: not null }) is not { } run)
        {
            return new Dictionary<PersonId, string>();
        }

        var wanted = people.Select(person => person.Id).ToHashSet();
        var shards = wanted.Select(new ShardCount(run.Inputs!.ShardBits).ShardOf).Distinct();
        var plans = await Task.WhenAll(shards.Select(shard => documents.ReadAsync(Documents.Plan(run.Request.Id, shard), cancellationToken)));
        var entries = await ledger.ListAsync(run.Request.Id, cancellationToken).ToDictionaryAsync(entry => entry.Batch, cancellationToken: cancellationToken);
        var states = await Task.WhenAll(plans.OfType<Document<ShardPlan>>().Select(async plan =>
        {
            List<PersonPlan> people = [.. plan.Value.People.Where(planned => wanted.Contains(planned.Person))];
            var history = people.Any(planned => Waits(planned, EntryOf(planned))) ? await HistoryAsync(run, plan.Value.Shard, cancellationToken) : null;
            return people.Select(planned => KeyValuePair.Create(planned.Person, StateOf(planned, EntryOf(planned), Outranked(run, planned, EntryOf(planned), history))));
        }));
        return states.SelectMany(one => one).ToDictionary();

        LedgerEntry? EntryOf(PersonPlan planned) => planned.Batch is { } batch ? entries.GetValueOrDefault(batch) : null;
    }

    private async Task<NudgeView?> InRunAsync(Run run, Person person, ILookup<NudgeId?, Outcome> done, bool forThePerson, CancellationToken cancellationToken)
    {
        var shard = new ShardCount(run.Inputs!.ShardBits).ShardOf(person.Id);
        var plan = await documents.ReadAsync(Documents.Plan(run.Request.Id, shard), cancellationToken);
        if (plan?.Value.People.FirstOrDefault(planned => planned.Person == person.Id) is not { } planned)
        {
            return null;
        }

        var view = new NudgeView { Run = run.Request.Id, At = run.StartedAt, Goal = run.Request.Goal, State = Suppressed };
        if (planned.Suppressed is { } rule)
        {
            var reason = Suppression.Sentence(rule);
            return view with { Reason = reason, Steps = [.. NudgeSteps.Suppressed(run, reason)] };
        }

        var entry = await ledger.ReadAsync(planned.Batch!.Value, cancellationToken);
        var outranked = Waits(planned, entry) ? Outranked(run, planned, entry, await HistoryAsync(run, shard, cancellationToken)) : null;
        var events = await documents.ReadAsync(Documents.BatchEvents(planned.Batch.Value), cancellationToken);
        var catalogue = await documents.ReadAsync(Documents.Catalogue(run.Inputs.CatalogueVersion), cancellationToken);
        var items = catalogue!.Value.Items.ToDictionary(item => item.Id);
        var nudge = NudgeId.For(run.Request.Id, step: 0, person.Id);
        return view with
        {
            State = StateOf(planned, entry, outranked),
            Reason = outranked ?? NudgeSteps.ReasonOf(entry, planned.Position),
            Channel = planned.Channel,
            InsteadOf = planned.InsteadOf,
            SendAt = planned.SendAt,
            Nudge = nudge,
            Items = [.. planned.Picks.Select(pick => View(items[pick.Item], forThePerson ? pick : Messages.Reasons.ForOthers(pick), person.Language))],
            Steps = [.. NudgeSteps.Of(run, entry, planned.Position, outranked, events?.Value.Of(planned.Position) ?? [], done[nudge], forThePerson)],
        };
    }

    private async Task<ShardHistory?> HistoryAsync(Run run, int shard, CancellationToken cancellationToken) =>
        (await documents.ReadAsync(Documents.History(new ShardCount(run.Inputs!.ShardBits), shard), cancellationToken))?.Value;

    /// <summary>True for a nudge that waits for its hour: only such a one can lose its place.</summary>
    private static bool Waits(PersonPlan planned, LedgerEntry? entry) => planned.SendAt is not null && StateOf(planned, entry, outranked: null) == Pending;

    /// <summary>Why a nudge that waits will be left out by its sender, as another run has taken its place; or null.</summary>
    private static string? Outranked(Run run, PersonPlan planned, LedgerEntry? entry, ShardHistory? history) =>
        Waits(planned, entry) && history?.Nudges.GetValueOrDefault(planned.Person, []).FirstOrDefault(past => past.Run == run.Request.Id)?.OutrankedBy is { } winner
            ? Suppression.Sentence(Suppression.OutrankedBy(winner))
            : null;

    private static NudgeItemView View(ContentItem item, Match match, string language) => new()
    {
        Item = item.Id,
        Title = item.Title,
        Address = item.Address,
        Source = item.Source,
        Reason = Messages.Reasons.Sentence(match, language),
        Signals = match.Signals,
    };

    private static string StateOf(PersonPlan planned, LedgerEntry? entry, string? outranked) => (planned.Suppressed ?? outranked) is not null ? Suppressed : entry?.States[planned.Position] switch
    {
        NudgeState.Sent => "sent",
        NudgeState.Failed => "failed",
        NudgeState.Unconfirmed => "unconfirmed",
        NudgeState.LeftOut => Suppressed,
        _ => Pending,
    };
}
