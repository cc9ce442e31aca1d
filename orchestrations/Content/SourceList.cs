using Microsoft.Extensions.Options;
using Nudges.Content;
using Nudges.Storage;

namespace Nudges.Orchestrations.Content;

/// <summary>
/// The sources there are: those of the settings, those that curators added, and for both what curators changed. In groups by
/// host, so that whoever reads a group is the only one to ask that host.
/// </summary>
public sealed class SourceList(IOptions<NudgeOptions> options, IDocumentStore documents)
{
    public const int Groups = 16;

    /// <summary>Sources that one company may have.</summary>
    public const int Most = 2_000;

    public static int GroupOf(SourceDefinition source) => (int)(StableId.Bits("host", source.Address.Host) % Groups);

    /// <summary>The name of one that the settings give, which cannot be deleted but only changed.</summary>
    public bool IsConfigured(string name) => options.Value.Sources.Any(source => source.Name == name);

    /// <summary>By name; curators' changes included.</summary>
    public async Task<IReadOnlyList<SourceDefinition>> ReadAsync(CancellationToken cancellationToken) =>
        Join((await documents.ReadAsync(Documents.SourceBook, cancellationToken))?.Value);

    /// <summary>Differs where there are other sources, or others of them are trusted.</summary>
    public static string TrustStamp(IEnumerable<SourceDefinition> sources) =>
        StableId.From([.. sources.SelectMany(source => new[] { source.Name, source.Trusted ? "trusted" : "" })]);

    /// <summary>Writes what <paramref name="change"/> makes of the curators' part, given all sources; false, and nothing written, where it says false.</summary>
    public Task<bool> TryChangeAsync(Func<Dictionary<string, SourceDefinition>, IReadOnlyList<SourceDefinition>, bool> change, CancellationToken cancellationToken) =>
        documents.UpdateAsync(
            Documents.SourceBook,
            stored =>
            {
                var book = stored?.ToDictionary(StringComparer.Ordinal) ?? new Dictionary<string, SourceDefinition>(StringComparer.Ordinal);
                return change(book, Join(book)) ? book : null;
            },
            cancellationToken);

    private List<SourceDefinition> Join(IReadOnlyDictionary<string, SourceDefinition>? book) =>
    [
        .. options.Value.Sources.Where(source => book?.ContainsKey(source.Name) != true)
            .Concat(book?.Values ?? [])
            .OrderBy(source => source.Name, StringComparer.Ordinal),
    ];
}
