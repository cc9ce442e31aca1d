namespace Nudges.Integrations.Graph;

/// <summary>Configuration section "Graph": which directory people come from. The defaults are Microsoft's public cloud.</summary>
public sealed record GraphOptions
{
    public const string Section = "Graph";

    /// <summary>With the API's version in the path, as "https://graph.microsoft.com/v1.0". http is taken on loopback only.</summary>
    public Uri BaseAddress { get; init; } = new("https://graph.microsoft.com/v1.0");

    /// <summary>The Entra tenant's id. Needed with a secret.</summary>
    public string? TenantId { get; init; }

    /// <summary>The app registration's id, or that of a user-assigned managed identity.</summary>
    public string? ClientId { get; init; }

    /// <summary>The app registration's secret; leave it out where a managed identity signs in.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>True to call without a token: for a stand-in on this machine only. Default false.</summary>
    public bool Anonymous { get; init; }
}
