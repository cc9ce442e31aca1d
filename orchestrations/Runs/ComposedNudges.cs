using System.Collections;
using Nudges.Delivery;

namespace Nudges.Orchestrations.Runs;

/// <summary>
/// A batch's nudges, each composed when it is written and not kept: a thousand composed messages are ten megabytes, and a
/// host plans several shards at once. Going through it again composes the same bytes again.
/// </summary>
internal sealed class ComposedNudges(IReadOnlyList<PlannedPerson> members, Func<PlannedPerson, BatchedNudge> compose) : IReadOnlyList<BatchedNudge>
{
    public int Count => members.Count;

    public BatchedNudge this[int index] => compose(members[index]);

    public IEnumerator<BatchedNudge> GetEnumerator() => members.Select(compose).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
