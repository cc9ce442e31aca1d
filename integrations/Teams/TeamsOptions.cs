namespace Nudges.Integrations.Teams;

/// <summary>Configuration section "Teams": the bot that brings nudges.</summary>
public sealed record TeamsOptions
{
    public const string Section = "Teams";

    /// <summary>False to send nothing through Teams: nobody is reached by it then. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>
    /// The Bot Connector; default the public cloud's, https://smba.trafficmanager.net/teams/. Government clouds have their own.
    /// http is taken on loopback only.
    /// </summary>
    public Uri ServiceAddress { get; init; } = new("https://smba.trafficmanager.net/teams/");

    /// <summary>The bot's app id in Entra; a user-assigned managed identity's client id where the bot has one.</summary>
    public string BotId { get; init; } = "";

    /// <summary>The Entra tenant of the bot and of the people it writes to.</summary>
    public string TenantId { get; init; } = "";

    /// <summary>The bot's secret; leave it out where a managed identity signs in.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>
    /// The id that the organisation's catalogue of apps gave the bot's app: where a person has not got it, it is installed for them.
    /// Empty: it is not, and whoever has not got it is not reached. Default empty.
    /// </summary>
    public string AppId { get; init; } = "";

    /// <summary>
    /// True to notify people in their activity feed where the bot may not write to them, as they have blocked it or an administrator keeps it from
    /// them. Default false: whoever blocks the bot has said something by that.
    /// </summary>
    public bool ActivityFeed { get; init; }

    /// <summary>
    /// The webhooks of Teams' Workflows by which teams are told of campaigns: their addresses, https, by the teams' names (letters, digits and dashes, 50 at
    /// most). Secrets: whoever knows one may post.
    /// </summary>
    public IReadOnlyDictionary<string, string> Workflows { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>True to call without a token: for a stand-in on this machine only. Default false.</summary>
    public bool Anonymous { get; init; }

    /// <summary>The most over all instances: Teams allows an app 50 in each tenant. 1 to 1,000, default 50.</summary>
    public int RequestsPerSecond { get; init; } = 50;

    /// <summary>How long one request may take. Default 30 seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);
}
