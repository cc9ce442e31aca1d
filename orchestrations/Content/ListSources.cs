using Microsoft.Extensions.Options;
using Nudges.Orchestrations.Durable;

namespace Nudges.Orchestrations.Content;

/// <summary>The names of the configured sources. Reads only.</summary>
public sealed class ListSources(IOptions<NudgeOptions> options) : Activity<Nothing, IReadOnlyList<string>>(Reference)
{
    public static readonly ActivityRef<Nothing, IReadOnlyList<string>> Reference = new(nameof(ListSources));

    public override Task<IReadOnlyList<string>> RunAsync(Nothing input, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>([.. options.Value.Sources.Select(source => source.Name)]);
}
