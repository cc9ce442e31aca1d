using Nudges.Integrations.Web;

namespace Nudges.Integrations.Feeds;

/// <summary>An address as a document states it, made absolute only where it is known what it is relative to.</summary>
internal static class StatedAddress
{
    /// <summary>Stands for the address of a document that has none: a file.</summary>
    public static Uri Unknown { get; } = new("http://unknown.invalid/");

    /// <summary>
    /// An absolute web address as written; a relative one made absolute, or as written where
    /// <paramref name="surroundings"/> are <see cref="Unknown"/>. Null where it means no http or https address.
    /// </summary>
    public static string? From(string? written, Uri surroundings)
    {
        if (CanonicalAddress.Resolve(written, surroundings) is not { } address)
        {
            return null;
        }

        var link = string.Concat(written!.Where(character => !char.IsControl(character))).Trim();
        var isAbsolute = link.StartsWith("http:", StringComparison.OrdinalIgnoreCase) || link.StartsWith("https:", StringComparison.OrdinalIgnoreCase);
        return isAbsolute || surroundings.Host == Unknown.Host ? link : address.AbsoluteUri;
    }
}
