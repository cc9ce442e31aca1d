using Nudges.Content;
using Nudges.Orchestrations.Durable;
using Nudges.Storage;

namespace Nudges.Orchestrations.Content;

/// <summary>Reads one source, by name, for gatherings older than <see cref="GatherContent.FirstVersionInGroups"/>. A second run reads it again.</summary>
public sealed class FetchSource(SourceList list, FetchSources groups, IDocumentStore documents) : Activity<string, SourceStatus>(Reference)
{
    public static readonly ActivityRef<string, SourceStatus> Reference = new(nameof(FetchSource));

    public override async Task<SourceStatus> RunAsync(string input, CancellationToken cancellationToken)
    {
        var source = (await list.ReadAsync(cancellationToken)).First(source => source.Name == input);
        var group = SourceList.GroupOf(source);
        await groups.ReadAsync(group, (one, _) => one.Name == input, cancellationToken);
        return (await documents.ReadAsync(Documents.SourceStatuses(group), cancellationToken))?.Value.GetValueOrDefault(input)
            ?? new SourceStatus { Name = input, Address = source.Address, Items = 0 };
    }
}
