namespace Nudges.Content;

/// <summary>Every kind of source there is, by its kind.</summary>
public sealed class ContentSources
{
    private readonly Dictionary<string, IContentSource> _byKind;

    /// <exception cref="InvalidOperationException">Two sources have one kind.</exception>
    public ContentSources(IEnumerable<IContentSource> sources) => _byKind = UniqueNames.Index(sources, one => one.Kind, "content sources are of kind");

    public IReadOnlyCollection<string> Kinds => _byKind.Keys;

    /// <exception cref="KeyNotFoundException">There is no such kind; the message lists those there are.</exception>
    public IContentSource this[string kind] => _byKind.TryGetValue(kind, out var source)
        ? source
        : throw new KeyNotFoundException($"There is no content source of kind '{kind}'. Kinds: {string.Join(", ", Kinds.Order(StringComparer.Ordinal))}.");
}
