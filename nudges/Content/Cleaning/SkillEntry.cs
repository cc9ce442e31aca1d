namespace Nudges.Content;

/// <summary>A skill as a company's list has it.</summary>
public sealed record SkillEntry
{
    /// <summary>What it is called, in matching and to people.</summary>
    public required string Name { get; init; }

    /// <summary>Other words for it, found in texts of any language.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Words for it in a language, by its two letters: found in texts of that language, and of an unknown one.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Translations { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>True where all its words are to be written as here, capitals included: "Go", "REST", "SPIN".</summary>
    public bool Exact { get; init; }
}
