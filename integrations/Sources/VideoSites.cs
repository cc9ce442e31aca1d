namespace Nudges.Integrations.Sources;

/// <summary>Sites whose pages are videos, whatever else is said of them.</summary>
internal static class VideoSites
{
    private static readonly string[] Hosts = ["youtube.com", "youtu.be", "youtube-nocookie.com", "vimeo.com"];

    /// <summary>Whether the address is on one of them, or on a subdomain of one.</summary>
    public static bool Has(Uri address) => Array.Exists(Hosts, host =>
        address.IdnHost.EndsWith(host, StringComparison.OrdinalIgnoreCase) && (address.IdnHost.Length == host.Length || address.IdnHost[^(host.Length + 1)] == '.'));
}
