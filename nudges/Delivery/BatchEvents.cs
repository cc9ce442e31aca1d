namespace Nudges.Delivery;

/// <summary>
/// What providers told of a batch's nudges: of each nudge and kind the first time only. So it does not matter in which order
/// events come, nor how often: one that is told again adds nothing.
/// </summary>
public sealed record BatchEvents
{
    /// <summary>By place in the batch; of each kind at most one.</summary>
    public IReadOnlyDictionary<int, IReadOnlyList<NudgeFact>> Facts { get; init; } = new Dictionary<int, IReadOnlyList<NudgeFact>>();

    /// <summary>Places whose nudge was unconfirmed until an event told: what the ledger says of them follows the events.</summary>
    public IReadOnlyList<int> Reconciled { get; init; } = [];

    /// <summary>What is known of one nudge, by time.</summary>
    public IReadOnlyList<NudgeFact> Of(int position) => Facts.GetValueOrDefault(position, []);

    /// <summary>The events that tell something: the first of its kind, or an earlier time for it.</summary>
    public IReadOnlyList<NudgeEvent> News(IEnumerable<NudgeEvent> events) =>
        [.. events
            .GroupBy(told => (told.Place.Position, told.Kind))
            .Select(same => same.MinBy(told => told.At)!)
            .Where(told => !Of(told.Place.Position).Any(fact => fact.Kind == told.Kind && fact.At <= told.At))];

    /// <param name="news">What <see cref="News"/> gave.</param>
    public BatchEvents With(IEnumerable<NudgeEvent> news)
    {
        var facts = new SortedDictionary<int, IReadOnlyList<NudgeFact>>(Facts.ToDictionary());
        foreach (var told in news)
        {
            facts[told.Place.Position] =
            [
                .. facts.GetValueOrDefault(told.Place.Position, [])
                    .Where(fact => fact.Kind != told.Kind)
                    .Append(new NudgeFact { Kind = told.Kind, At = told.At, Reason = told.Reason })
                    .OrderBy(fact => fact.At).ThenBy(fact => fact.Kind),
            ];
        }

        return this with { Facts = facts };
    }

    /// <summary>
    /// Where an unconfirmed nudge stands by its events: sent where the provider had it, failed where it never reached the
    /// receiver, with the provider's words; null where nothing is told.
    /// </summary>
    public (char State, string? Reason)? Verdict(int position)
    {
        var facts = Of(position);
        var lost = facts.FirstOrDefault(fact => fact.Kind is NudgeEventKind.Bounced or NudgeEventKind.Blocked or NudgeEventKind.Dropped);
        var arrived = facts.Any(fact => fact.Kind is NudgeEventKind.Delivered or NudgeEventKind.Opened or NudgeEventKind.OpenedByMachine);
        return facts.Count == 0 ? null
            : lost is null || arrived ? (NudgeState.Sent, null)
            : (NudgeState.Failed, lost.Reason ?? EnumNames.Of(lost.Kind));
    }

    /// <summary>The places of whom the ledger says something else than the events, in a batch whose sender is done with it.</summary>
    public IEnumerable<int> Differing(LedgerEntry entry) => Facts.Keys.Where(position =>
        (entry.States[position] == NudgeState.Unconfirmed || Reconciled.Contains(position)) && Verdict(position) is { } verdict && verdict.State != entry.States[position]);
}
