using System.ComponentModel.DataAnnotations;
using Nudges.Content;
using Nudges.Delivery;
using Nudges.Matching;
using Nudges.Orchestrations.Privacy;

namespace Nudges.Orchestrations;

/// <summary>The product's own settings, section "Nudges". Explained for people in docs/settings.md.</summary>
public sealed class NudgeOptions
{
    public const string Section = "Nudges";

    private const string NoLinkKey = "Nudges:LinkKey is not a key: at least 32 random bytes in base64, as 'openssl rand -base64 32' prints.";

    /// <summary>When the daily run starts: six-field cron (second first), UTC.</summary>
    [Required(ErrorMessage = "Nudges:Schedule is missing: six fields as in '0 0 7 * * *', the second first, in UTC.")]
    public string Schedule { get; set; } = "0 0 7 * * *";

    /// <summary>The most items in one nudge.</summary>
    [Range(1, 10, ErrorMessage = "Nudges:ItemsPerNudge is a number from 1 to 10.")]
    public int ItemsPerNudge { get; set; } = 3;

    /// <summary>Channel names by preference, separated by commas: a person is nudged by the first that reaches them.</summary>
    [Required(ErrorMessage = "Nudges:Channels is missing: channel names separated by commas.")]
    public string Channels { get; set; } = "teams,email";

    /// <summary>Where employees reach the site; links in nudges start with it.</summary>
    [Required(ErrorMessage = "Nudges:SiteAddress is missing: where employees reach the site, as https://nudges.example.com.")]
    public Uri? SiteAddress { get; set; }

    /// <summary>Signs the links in nudges: at least 32 random bytes, base64. A secret; where it is changed, the old one goes to <see cref="FormerLinkKeys"/>.</summary>
    [Required(ErrorMessage = NoLinkKey), MinLength(44, ErrorMessage = NoLinkKey), Base64String(ErrorMessage = NoLinkKey)]
    public string LinkKey { get; set; } = "";

    /// <summary>Keys that signed links in mail that is still out, separated by commas: they are still read. Secrets.</summary>
    public string FormerLinkKeys { get; set; } = "";

    /// <summary>How many days the links of a nudge work; those to unsubscribe work for ever.</summary>
    [Range(1, 3_650, ErrorMessage = "Nudges:LinkDays is a number of days from 1 to 3650.")]
    public int LinkDays { get; set; } = 180;

    /// <summary>After how many hours an unconfirmed nudge of which the provider tells nothing is sent again, once; null: never.</summary>
    [Range(1, 168, ErrorMessage = "Nudges:ResendUnconfirmedAfterHours is a number of hours from 1 to 168; empty for never.")]
    public int? ResendUnconfirmedAfterHours { get; set; }

    /// <summary>Profiles that are read in a night at most: skills, interests, time zones and the like, which the directory gives one person at a time.</summary>
    [Range(0, 1_000_000, ErrorMessage = "Nudges:ProfilesPerNight is a number from 0 to 1,000,000.")]
    public int ProfilesPerNight { get; set; } = 50_000;

    /// <summary>Whether the links of items are asked before they are sent, so that dead ones are retired.</summary>
    public bool CheckLinks { get; set; } = true;

    /// <summary>For how many days a curator's action can be undone.</summary>
    [Range(1, 3_650, ErrorMessage = "Nudges:UndoDays is a number of days from 1 to 3650.")]
    public int UndoDays { get; set; } = 90;

    /// <summary>How long items are offered.</summary>
    public ExpiryOptions Expiry { get; set; } = new();

    /// <summary>How items are weighed for a person.</summary>
    public MatchingOptions Matching { get; set; } = new();

    /// <summary>Whether outcomes change the weights of <see cref="Matching"/>; where not, what was learnt does not count either.</summary>
    public bool LearnWeights { get; set; } = true;

    /// <summary>The most nudges a person gets in any seven days, over all runs and channels; null for no limit but their own.</summary>
    [Range(1, 100, ErrorMessage = "Nudges:MostPerWeek is a number from 1 to 100, or empty for no limit.")]
    public int? MostPerWeek { get; set; }

    /// <summary>After how many days in which someone neither clicked nor answered to what came by one channel the next one is tried; null: never.</summary>
    [Range(1, 365, ErrorMessage = "Nudges:FallbackAfterDays is a number of days from 1 to 365; empty for never.")]
    public int? FallbackAfterDays { get; set; }

    /// <summary>When people are nudged.</summary>
    public TimingOptions Timing { get; set; } = new();

    /// <summary>How long what is no longer needed is kept.</summary>
    public RetentionOptions Retention { get; set; } = new();

    /// <summary>The sources to gather content from.</summary>
    public IReadOnlyList<SourceDefinition> Sources { get; set; } = [];

    /// <summary>The keys of links, base64, the one that signs first.</summary>
    public IReadOnlyList<string> LinkKeys => [LinkKey, .. FormerLinkKeys.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];

    public IReadOnlyList<string> ChannelNames => Channels.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
