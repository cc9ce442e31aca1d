using Nudges.Content;

namespace Nudges.Api;

/// <summary>Which items are listed: those that fit everything that is given.</summary>
internal sealed record ContentQuery
{
    private const int LongestSearch = 200;

    /// <summary>proposed, approved, rejected or retired.</summary>
    public string? State { get; init; }

    /// <summary>A source's name.</summary>
    public string? Source { get; init; }

    /// <summary>article, video, podcast, course or document.</summary>
    public string? Kind { get; init; }

    /// <summary>Two letters.</summary>
    public string? Language { get; init; }

    public string? Skill { get; init; }

    public string? Tag { get; init; }

    /// <summary>Words that stand in the title, the summary, the tags or the skills.</summary>
    public string? Search { get; init; }

    public int? Skip { get; init; }

    /// <summary>Default 100, at most 500.</summary>
    public int? Take { get; init; }

    public Dictionary<string, string[]> Check()
    {
        var errors = new Dictionary<string, string[]>();
        Choice<CurationState>("state", State);
        Choice<ContentKind>("kind", Kind);
        if (Skip < 0)
        {
            errors["skip"] = ["Give 0 or more."];
        }

        if (Take < 1)
        {
            errors["take"] = ["Give 1 or more."];
        }

        if (Search?.Length > LongestSearch)
        {
            errors["search"] = [$"Search for at most {LongestSearch} characters."];
        }

        return errors;

        void Choice<T>(string name, string? value) where T : struct, Enum
        {
            if (value is not null && EnumNames.Value<T>(value) is null)
            {
                errors[name] = [$"Give one of: {string.Join(", ", EnumNames.Of(typeof(T)))}."];
            }
        }
    }

    /// <summary>Those of the items that fit, of a query that <see cref="Check"/> finds nothing wrong with.</summary>
    public IEnumerable<ContentItem> Of(IEnumerable<ContentItem> items)
    {
        var (state, kind) = (EnumNames.Value<CurationState>(State), EnumNames.Value<ContentKind>(Kind));
        var words = Search?.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        return items.Where(item =>
            (state is null || item.Curation?.State == state)
            && (Source is null || item.Source == Source || item.OtherSources.Contains(Source))
            && (kind is null || item.Kind == kind)
            && (Language is null || item.Language.Equals(Language, StringComparison.OrdinalIgnoreCase))
            && (Skill is null || item.Skills.Contains(Skill, StringComparer.OrdinalIgnoreCase))
            && (Tag is null || item.Tags.Contains(Tag, StringComparer.OrdinalIgnoreCase))
            && words.All(word => Says(item, word)));
    }

    private static bool Says(ContentItem item, string word) =>
        item.Tags.Concat(item.Skills).Prepend(item.Summary).Prepend(item.Title).Any(text => text.Contains(word, StringComparison.OrdinalIgnoreCase));
}
