using System.Text.Json;

namespace Nudges.Content;

/// <summary>The skills that a company knows, and where texts name them. Immutable; safe for any number of threads.</summary>
public sealed class SkillList
{
    private readonly IReadOnlyList<SkillEntry> _skills;
    private readonly SkillTerms _terms;

    private SkillList(IReadOnlyList<SkillEntry> skills)
    {
        _skills = skills;
        _terms = new(skills);
    }

    public static SkillList Empty { get; } = new([]);

    /// <summary>In the list's order.</summary>
    public IReadOnlyList<string> Names => [.. _skills.Select(skill => skill.Name)];

    /// <summary>Reads a JSON array of <see cref="SkillEntry"/>s; comments and trailing commas are allowed.</summary>
    /// <exception cref="FormatException">It is none, or entries are wrong: the message has a line for each, by the entry's name.</exception>
    public static SkillList Parse(string json)
    {
        SkillEntry[]? skills;
        try
        {
            skills = JsonSerializer.Deserialize<SkillEntry[]>(json, Reading);
        }
        catch (JsonException exception)
        {
            throw new FormatException($"The list of skills is not as it should be at {exception.Path ?? "its start"}, line {exception.LineNumber + 1}: {exception.Message}", exception);
        }

        var problems = SkillRules.Problems(skills ?? []).ToList();
        return problems.Count == 0 ? new SkillList(skills ?? []) : throw new FormatException(string.Join('\n', problems));
    }

    /// <summary>
    /// The skills named in a text, by name, in the list's order. Words count whole; of words that overlap the longest; a space
    /// and a hyphen are alike; capitals count only where the skill says so. A name of one letter is found in tags only. Linear
    /// in the text. Scripts without spaces between words are not searched.
    /// </summary>
    /// <param name="text">Plain text.</param>
    /// <param name="language">Two letters: words of other languages are not looked for. Null: those of all.</param>
    public IReadOnlyList<string> Find(string text, string? language = null) => InOrder(_terms.In(text, language));

    /// <summary>The skills that a tag is a word for, in any language and in any case, by name, in the list's order.</summary>
    public IReadOnlyList<string> Tagged(IEnumerable<string> tags) => InOrder(tags.SelectMany(_terms.Equal));

    /// <summary>Those of <see cref="Find"/> and of <see cref="Tagged"/>, each once.</summary>
    public IReadOnlyList<string> Of(string text, IEnumerable<string> tags, string? language = null) => InOrder(_terms.In(text, language).Concat(tags.SelectMany(_terms.Equal)));

    private static readonly JsonSerializerOptions Reading = new(NudgesJson.Options)
    {
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    private IReadOnlyList<string> InOrder(IEnumerable<int> skills) => [.. skills.Distinct().Order().Select(skill => _skills[skill].Name)];
}
