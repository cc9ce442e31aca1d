namespace Nudges.Messages;

/// <summary>An address as it stands in a message.</summary>
internal static class WebAddress
{
    /// <summary>ASCII, without what ends a link in Markdown, text or HTML.</summary>
    public static string Of(Uri address) => address.AbsoluteUri
        .Replace("(", "%28", StringComparison.Ordinal)
        .Replace(")", "%29", StringComparison.Ordinal)
        .Replace("[", "%5B", StringComparison.Ordinal)
        .Replace("]", "%5D", StringComparison.Ordinal)
        .Replace("'", "%27", StringComparison.Ordinal);
}
