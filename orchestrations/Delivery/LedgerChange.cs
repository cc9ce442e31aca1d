using Nudges.Delivery;

namespace Nudges.Orchestrations.Delivery;

/// <summary>A ledger entry being changed in memory, before it is written against the version that was read.</summary>
internal sealed class LedgerChange(LedgerEntry entry)
{
    private readonly char[] _states = entry.States.ToCharArray();
    private readonly Dictionary<int, string> _reasons = new(entry.Reasons);
    private int _attempts = entry.Attempts;

    public LedgerEntry Entry => entry with { States = new string(_states), Reasons = _reasons, Attempts = _attempts };

    public IReadOnlyList<int> Positions(char state) =>
        [.. Enumerable.Range(0, _states.Length).Where(position => _states[position] == state)];

    /// <summary>
    /// Claims the next pending nudges, at most <paramref name="most"/>: further on after each try in which nothing was sent, so that those who
    /// are put off do not keep the others from their turn.
    /// </summary>
    public void ClaimNext(int most)
    {
        var pending = Positions(NudgeState.Pending);
        var first = pending.Count == 0 ? 0 : _attempts * most % pending.Count;
        foreach (var position in pending.Skip(first).Concat(pending.Take(first)).Take(most))
        {
            _states[position] = NudgeState.Claimed;
        }
    }

    /// <summary>Puts every nudge in one state into another; the number changed.</summary>
    public int Replace(char from, char to, string? reason)
    {
        var positions = Positions(from);
        foreach (var position in positions)
        {
            Set(position, to, reason);
        }

        return positions.Count;
    }

    /// <summary>Makes pending again what was given up; the number changed.</summary>
    public int Redrive()
    {
        var positions = Positions(NudgeState.Failed)
            .Where(position => _reasons.GetValueOrDefault(position)?.StartsWith(NudgeState.GivenUpReason, StringComparison.Ordinal) == true).ToList();
        foreach (var position in positions)
        {
            Reconcile(position, NudgeState.Pending, reason: null);
        }

        return positions.Count;
    }

    public void Record(IReadOnlyList<int> positions, IReadOnlyList<NudgeOutcome> outcomes)
    {
        foreach (var (position, outcome) in positions.Zip(outcomes))
        {
            switch (outcome)
            {
                case NudgeOutcome.Sent sent:
                    Set(position, NudgeState.Sent, sent.Note);
                    break;
                case NudgeOutcome.Rejected rejected:
                    Set(position, NudgeState.Failed, rejected.Reason);
                    break;
                case NudgeOutcome.Unconfirmed unconfirmed:
                    Set(position, NudgeState.Unconfirmed, $"{NudgeState.UnconfirmedReason}: {unconfirmed.Reason}");
                    break;
                case NudgeOutcome.NotSent:
                    Set(position, NudgeState.Pending, null);
                    break;
                default:
                    throw new InvalidOperationException($"Unknown outcome {outcome.GetType().Name}.");
            }
        }
    }

    /// <summary>
    /// Leaves out those of the pending nudges that there is a rule against by now. Where the run has been counted already, they failed
    /// with that rule: what is suppressed was settled with the run.
    /// </summary>
    public void LeaveOut(IReadOnlyDictionary<int, string> rules)
    {
        foreach (var (position, rule) in rules)
        {
            if (_states[position] == NudgeState.Pending)
            {
                Set(position, entry.Redriven ? NudgeState.Failed : NudgeState.LeftOut, rule);
            }
        }
    }

    /// <summary>Puts one nudge where it stands after all, whatever was said of it before.</summary>
    public void Reconcile(int position, char state, string? reason)
    {
        _reasons.Remove(position);
        Set(position, state, reason);
    }

    public void ResetAttempts() => _attempts = 0;

    public void CountAttempt(bool anySent) => _attempts = anySent ? 1 : _attempts + 1;

    private void Set(int position, char state, string? reason)
    {
        _states[position] = state;
        if (reason is not null)
        {
            _reasons[position] = reason;
        }
    }
}
