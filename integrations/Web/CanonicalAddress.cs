namespace Nudges.Integrations.Web;

/// <summary>One address for one article, however it was linked to.</summary>
internal static class CanonicalAddress
{
    private const int MaxLength = 2_000;

    private static readonly HashSet<string> Tracking = new(StringComparer.OrdinalIgnoreCase)
    {
        "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "fbclid", "msclkid", "twclid", "ttclid", "yclid", "igshid", "li_fat_id",
        "_hsenc", "_hsmi", "mkt_tok", "vero_id", "oly_enc_id", "oly_anon_id", "__s", "wickedid", "ocid", "cmpid",
    };

    private static readonly string[] TrackingPrefixes = ["utm_", "mc_", "pk_", "mtm_", "hsa_"];

    /// <summary>
    /// The web address that <paramref name="written"/> means within <paramref name="surroundings"/>: http or https, host in
    /// lower-case ASCII, without credentials, tracking parameters and fragment. Null where it means none, or one over 2,000
    /// characters.
    /// </summary>
    public static Uri? From(string? written, Uri surroundings)
    {
        if (Resolve(written, surroundings) is not { } address)
        {
            return null;
        }

        var canonical = new UriBuilder(address)
        {
            Host = address.IdnHost,
            UserName = "",
            Password = "",
            Fragment = "",
            Query = string.Join('&', address.Query.TrimStart('?').Split('&').Where(parameter => parameter.Length > 0 && !IsTracking(parameter))),
        }.Uri;
        // JSON writes an address as it was put together, which for the builder is with the port.
        return canonical.AbsoluteUri.Length <= MaxLength ? new Uri(canonical.AbsoluteUri) : null;
    }

    /// <summary>The absolute http or https address, unchanged otherwise; null where there is none.</summary>
    public static Uri? Resolve(string? written, Uri surroundings)
    {
        // Browsers take white space and controls out of links, which is how "java\nscript:" gets past those who do not.
        var link = written is null ? "" : string.Concat(written.Where(character => !char.IsControl(character))).Trim();
        return link.Length > 0 && Uri.TryCreate(surroundings, link, out var address) && IsWeb(address) ? address : null;
    }

    /// <summary>Whether it is an absolute http or https address of a host that can exist.</summary>
    public static bool IsWeb(Uri address)
    {
        try
        {
            return address is { IsAbsoluteUri: true, Scheme: "http" or "https", IdnHost.Length: > 0 };
        }
        catch (UriFormatException)
        {
            // A host name that cannot be written in ASCII.
            return false;
        }
    }

    private static bool IsTracking(string parameter)
    {
        var name = parameter.Split('=')[0];
        return Tracking.Contains(name) || Array.Exists(TrackingPrefixes, prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
    }
}
