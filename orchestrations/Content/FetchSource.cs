using Microsoft.Extensions.Options;
using Nudges.Content;
using Nudges.Orchestrations.Durable;
using Nudges.Storage;

namespace Nudges.Orchestrations.Content;

/// <summary>
/// Reads one source, by name, and keeps its items. What may pass is tried again, after one second and after three. A source
/// that cannot be read keeps what it gave before. A second run reads it again and overwrites.
/// </summary>
public sealed class FetchSource(IOptions<NudgeOptions> options, ContentSources kinds, IDocumentStore documents, TimeProvider time)
    : Activity<string, SourceStatus>(Reference)
{
    public static readonly ActivityRef<string, SourceStatus> Reference = new(nameof(FetchSource));

    private static readonly TimeSpan[] Waits = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3)];

    public override async Task<SourceStatus> RunAsync(string input, CancellationToken cancellationToken)
    {
        var source = options.Value.Sources.First(source => source.Name == input);
        var result = await kinds[source.Kind].FetchAsync(source, mark: null, cancellationToken);
        foreach (var wait in Waits)
        {
            if (result is not SourceResult.Unreadable { Passing: true })
            {
                break;
            }

            await Task.Delay(wait, time, cancellationToken);
            result = await kinds[source.Kind].FetchAsync(source, mark: null, cancellationToken);
        }

        switch (result)
        {
            case SourceResult.Fetched fetched:
                await documents.WriteAsync(Documents.SourceItems(source.Name), fetched.Items, cancellationToken);
                return new SourceStatus { Name = source.Name, Address = source.Address, Items = fetched.Items.Count, Problem = fetched.Warning };
            case SourceResult.Unreadable unreadable:
                var kept = await documents.ReadAsync(Documents.SourceItems(source.Name), cancellationToken);
                return new SourceStatus { Name = source.Name, Address = source.Address, Items = kept?.Value.Count ?? 0, Problem = unreadable.Reason };
            case var other:
                throw new InvalidOperationException($"Unknown result {other.GetType().Name}.");
        }
    }
}
