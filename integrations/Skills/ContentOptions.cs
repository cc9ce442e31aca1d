namespace Nudges.Integrations.Skills;

/// <summary>How gathered content is cleaned: the section "Content" of the configuration.</summary>
public sealed class ContentOptions
{
    public const string Section = "Content";

    /// <summary>
    /// The company's list of skills: a JSON file, an absolute path or one from the app's folder. Null: no skills are looked for.
    /// </summary>
    public string? SkillsFile { get; set; }
}
