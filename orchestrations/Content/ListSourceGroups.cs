using Nudges.Orchestrations.Durable;

namespace Nudges.Orchestrations.Content;

/// <summary>The groups of <see cref="SourceList"/> that have a source. Reads only.</summary>
public sealed class ListSourceGroups(SourceList list) : Activity<Nothing, IReadOnlyList<int>>(Reference)
{
    public static readonly ActivityRef<Nothing, IReadOnlyList<int>> Reference = new(nameof(ListSourceGroups));

    public override async Task<IReadOnlyList<int>> RunAsync(Nothing input, CancellationToken cancellationToken) =>
        [.. (await list.ReadAsync(cancellationToken)).Select(SourceList.GroupOf).Distinct().Order()];
}
