using System.ComponentModel.DataAnnotations;
using Nudges.Content;

namespace Nudges.Orchestrations;

/// <summary>The product's own settings, section "Nudges". Explained for people in docs/settings.md.</summary>
public sealed class NudgeOptions
{
    public const string Section = "Nudges";

    /// <summary>When the daily run starts: six-field cron (second first), UTC.</summary>
    [Required]
    public string Schedule { get; set; } = "0 0 7 * * *";

    /// <summary>The most items in one nudge.</summary>
    [Range(1, 10)]
    public int ItemsPerNudge { get; set; } = 3;

    /// <summary>Channel names by preference, separated by commas: a person is nudged by the first that reaches them.</summary>
    [Required]
    public string Channels { get; set; } = "teams,email";

    /// <summary>Where employees reach the site; links in nudges start with it.</summary>
    [Required]
    public Uri? SiteAddress { get; set; }

    /// <summary>Signs the links in nudges: at least 32 random bytes, base64. A secret; changing it breaks the links in old mail.</summary>
    [Required, MinLength(44), Base64String]
    public string LinkKey { get; set; } = "";

    /// <summary>The sources to gather content from.</summary>
    public IReadOnlyList<SourceDefinition> Sources { get; set; } = [];

    public IReadOnlyList<string> ChannelNames => Channels.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
