namespace Nudges.Integrations.Web;

/// <summary>What marks the address of a page's AMP copy, of which the page itself has nothing.</summary>
internal static class Amp
{
    private const string HostPrefix = "amp.";

    /// <summary>Without "amp." before a domain. "amp.dev" and "amp.com.au" are domains themselves.</summary>
    public static string Host(string host) =>
        host.StartsWith(HostPrefix, StringComparison.Ordinal) && host[HostPrefix.Length..].Split('.') is [not ("ac" or "co" or "com" or "edu" or "gov" or "net" or "org"), _, ..]
            ? host[HostPrefix.Length..]
            : host;

    /// <summary>
    /// Without "/amp" or "/amp/" at the end, behind what looks like an article: a segment with a dash or a digit. "/guitars/amp"
    /// is about something else.
    /// </summary>
    public static string Path(string path)
    {
        var whole = path.TrimEnd('/');
        if (!whole.EndsWith("/amp", StringComparison.OrdinalIgnoreCase))
        {
            return path;
        }

        var article = whole[..^"/amp".Length];
        return article.AsSpan().ContainsAnyInRange('0', '9') || article.Contains('-', StringComparison.Ordinal)
            ? path.EndsWith('/') ? article + "/" : article
            : path;
    }

    /// <summary>Whether it is "amp", "amp=1", "amp=true" or "outputType=amp".</summary>
    public static bool IsParameter(string parameter) =>
        parameter.ToLowerInvariant() is "amp" or "amp=" or "amp=1" or "amp=true" or "outputtype=amp";
}
