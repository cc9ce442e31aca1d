using Nudges.Orchestrations.Durable;

namespace Nudges.Orchestrations.Content;

/// <summary>The names of the sources, for gatherings older than <see cref="GatherContent.FirstVersionInGroups"/>. Reads only.</summary>
public sealed class ListSources(SourceList list) : Activity<Nothing, IReadOnlyList<string>>(Reference)
{
    public static readonly ActivityRef<Nothing, IReadOnlyList<string>> Reference = new(nameof(ListSources));

    public override async Task<IReadOnlyList<string>> RunAsync(Nothing input, CancellationToken cancellationToken) =>
        [.. (await list.ReadAsync(cancellationToken)).Select(source => source.Name)];
}
