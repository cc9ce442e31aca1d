using System.Globalization;
using System.Text.RegularExpressions;

namespace Nudges.Integrations.Web;

/// <summary>One address for one article, however it was linked to.</summary>
internal static partial class CanonicalAddress
{
    private const int MaxLength = 2_000;

    /// <summary>As written, with all that it may be wrapped in.</summary>
    private const int MaxWritten = 4_000;

    private const int MaxParameters = 200;

    private static readonly HashSet<string> Tracking = new(StringComparer.OrdinalIgnoreCase)
    {
        // Advertising
        "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "gad_source", "gad_campaignid", "srsltid", "fbclid", "msclkid", "twclid", "ttclid", "yclid", "ysclid",
        "igshid", "igsh", "li_fat_id", "rdt_cid", "epik", "irclickid", "irgwc", "sscid", "ScCid", "_openstat", "obOrigUrl", "tblci",
        // Analytics
        "_ga", "_gl", "ga_source", "ga_medium", "ga_term", "ga_content", "ga_campaign", "ga_place", "WT.mc_id", "wt_mc", "wt_zmc", "xtor", "s_cid", "ncid", "mbid",
        "ocid", "cmpid", "ns_campaign", "ns_mchannel", "ns_source", "ns_linkname", "ns_fee", "guccounter", "guce_referrer", "guce_referrer_sig",
        // Newsletters
        "_hsenc", "_hsmi", "mkt_tok", "vero_id", "oly_enc_id", "oly_anon_id", "__s", "wickedid", "ml_subscriber", "ml_subscriber_hash", "_bhlid", "_kx", "_ke", "dm_i",
        "nr_email_referer", "ck_subscriber_id", "vgo_ee",
        // Networks
        "fb_action_ids", "fb_action_types", "fb_ref", "fb_source", "ref_src", "ref_url", "trk", "trkCampaign", "trackingId", "share_id",
    };

    private static readonly string[] TrackingPrefixes = ["utm_", "mc_", "pk_", "mtm_", "hsa_", "piwik_", "matomo_", "at_campaign", "at_medium", "at_custom", "sc_"];

    /// <summary>
    /// The web address that <paramref name="written"/> means within <paramref name="surroundings"/>: taken out of redirects that
    /// carry it and of AMP, http or https, host in lower-case ASCII without a final dot, escaped only where it must be (RFC 3986,
    /// 6.2.2), without credentials, default port, tracking parameters, empty query and fragment. Null where it means none, or
    /// one over 2,000 characters or with over 200 parameters. Canonical addresses stay as they are.
    /// </summary>
    public static Uri? From(string? written, Uri surroundings)
    {
        if (Resolve(written, surroundings) is not { } address)
        {
            return null;
        }

        address = WrappedAddress.Unwrap(address);
        if (address.Query.AsSpan().Count('&') > MaxParameters)
        {
            return null;
        }

        var canonical = new UriBuilder(address)
        {
            Host = Amp.Host(address.IdnHost.TrimEnd('.')),
            UserName = "",
            Password = "",
            Fragment = "",
            Path = Normal(Amp.Path(address.AbsolutePath)),
            Query = Normal(string.Join('&', address.Query.TrimStart('?').Split('&').Where(parameter => parameter.Length > 0 && !IsTracking(parameter) && !Amp.IsParameter(parameter)))),
        }.Uri;
        // JSON writes an address as it was put together, which for the builder is with the port.
        return IsWeb(canonical) && canonical.AbsoluteUri.Length <= MaxLength ? new Uri(canonical.AbsoluteUri) : null;
    }

    /// <summary>The absolute http or https address, unchanged otherwise; null where there is none, or one over 4,000 characters.</summary>
    public static Uri? Resolve(string? written, Uri surroundings)
    {
        // Browsers take white space and controls out of links, which is how "java\nscript:" gets past those who do not.
        var link = written is null || written.Length > MaxWritten ? "" : string.Concat(written.Where(character => !char.IsControl(character))).Trim();
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

    // "%7e" is "~" and "%c3" is "%C3".
    private static string Normal(string escaped) => Escape().Replace(escaped, escape =>
        (char)byte.Parse(escape.ValueSpan[1..], NumberStyles.HexNumber, CultureInfo.InvariantCulture) is var character && (char.IsAsciiLetterOrDigit(character) || character is '-' or '.' or '_' or '~')
            ? character.ToString()
            : escape.Value.ToUpperInvariant());

    [GeneratedRegex("%[0-9A-Fa-f]{2}")]
    private static partial Regex Escape();

    private static bool IsTracking(string parameter)
    {
        var name = parameter.Split('=')[0];
        return Tracking.Contains(name) || Array.Exists(TrackingPrefixes, prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
    }
}
