using Microsoft.Extensions.Options;
using Nudges.Content;

namespace Nudges.Integrations.Skills;

/// <summary>Reads the company's list of skills.</summary>
internal static class SkillsFile
{
    /// <summary>An empty list where no file is set.</summary>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="FormatException">It is no list of skills: <see cref="SkillList.Parse"/>.</exception>
    public static SkillList Read(ContentOptions options) => string.IsNullOrWhiteSpace(options.SkillsFile)
        ? SkillList.Empty
        : SkillList.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, options.SkillsFile)));
}

/// <summary>Checks that the list of skills can be read, before anything else is.</summary>
internal sealed class ContentOptionsValidator : IValidateOptions<ContentOptions>
{
    public ValidateOptionsResult Validate(string? name, ContentOptions options)
    {
        try
        {
            SkillsFile.Read(options);
            return ValidateOptionsResult.Success;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException)
        {
            return ValidateOptionsResult.Fail($"Content:SkillsFile is {options.SkillsFile}, which is no list of skills. {exception.Message}");
        }
    }
}
