using System.ComponentModel.DataAnnotations;

namespace Nudges.Integrations.Web;

/// <summary>How content is fetched from the web: the section "Feeds" of the configuration.</summary>
public sealed class WebOptions
{
    public const string Section = "Feeds";

    /// <summary>What is read of a document at most, decompressed, in bytes. Items beyond are left out, with a warning.</summary>
    [Range(1_000, 100_000_000)]
    public int MaxBytes { get; set; } = 10_000_000;

    /// <summary>How long a source has to answer in full, redirects included.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Deadline { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many items of one document are read, from its top.</summary>
    [Range(1, 100_000)]
    public int MaxItems { get; set; } = 1_000;

    /// <summary>
    /// Whether sources may be on this machine or in this network. False: only addresses on the public internet, so that nobody
    /// who may name a source can look into the network through it. No proxy is used either way.
    /// </summary>
    public bool AllowPrivateAddresses { get; set; }
}
