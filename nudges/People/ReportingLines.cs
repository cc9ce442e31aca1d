namespace Nudges.People;

/// <summary>Who reports to whom, walked from the top. Managers may be unknown to the directory, and lines may be circles.</summary>
public sealed class ReportingLines
{
    private readonly Dictionary<PersonId, List<PersonId>> _reports = [];

    public void Add(PersonId report, PersonId manager)
    {
        if (!_reports.TryGetValue(manager, out var reports))
        {
            _reports[manager] = reports = [];
        }

        reports.Add(report);
    }

    /// <summary>
    /// Everyone who reports to the manager, directly or through others, in the order of their ids; the manager is not among them.
    /// A circle is walked once.
    /// </summary>
    public IReadOnlyList<PersonId> ReportsOf(PersonId manager)
    {
        var found = new HashSet<PersonId> { manager };
        var next = new Queue<PersonId>(found);
        while (next.TryDequeue(out var person))
        {
            foreach (var report in _reports.GetValueOrDefault(person, []).Where(found.Add))
            {
                next.Enqueue(report);
            }
        }

        found.Remove(manager);
        return [.. found.OrderBy(person => person.Value, StringComparer.Ordinal)];
    }
}
