namespace Nudges.Integrations.Web;

/// <summary>Finds the address that another one only leads to, where it is written in it: nothing is fetched.</summary>
internal static class WrappedAddress
{
    private const int MaxDepth = 5;

    // Host (any subdomain of it where it starts with a dot), path, and the parameters that may hold the address.
    private static readonly (string Host, string Path, string[] Parameters)[] Redirects =
    [
        ("l.facebook.com", "/l.php", ["u"]),
        ("lm.facebook.com", "/l.php", ["u"]),
        ("l.instagram.com", "/", ["u"]),
        ("l.messenger.com", "/l.php", ["u"]),
        ("out.reddit.com", "", ["url"]),
        ("www.linkedin.com", "/redir/redirect", ["url"]),
        ("www.linkedin.com", "/safety/go", ["url"]),
        ("www.youtube.com", "/redirect", ["q"]),
        ("duckduckgo.com", "/l/", ["uddg"]),
        ("t.umblr.com", "/redirect", ["z"]),
        ("slack-redir.net", "/link", ["url"]),
        ("steamcommunity.com", "/linkfilter/", ["u", "url"]),
        ("vk.com", "/away.php", ["to"]),
        ("getpocket.com", "/redirect", ["url"]),
        (".safelinks.protection.outlook.com", "/", ["url"]),
    ];

    /// <summary>The http or https address within, within that one, and so on; the address itself where there is none.</summary>
    public static Uri Unwrap(Uri address)
    {
        for (var depth = 0; depth < MaxDepth && Inner(address) is { } inner; depth++)
        {
            address = inner;
        }

        return address;
    }

    private static Uri? Inner(Uri address)
    {
        var host = address.IdnHost.TrimEnd('.');
        var path = address.AbsolutePath;
        if (IsGoogle(host))
        {
            return path == "/url" ? Parameter(address, ["q", "url"]) : path.StartsWith("/amp/", StringComparison.Ordinal) ? Cached(path["/amp/".Length..], address.Query) : null;
        }

        if (host.EndsWith(".cdn.ampproject.org", StringComparison.Ordinal))
        {
            return path is ['/', 'c' or 'v', '/', .. var rest] ? Cached(rest, address.Query) : null;
        }

        return Array.Find(Redirects, redirect => (redirect.Host[0] == '.' ? host.EndsWith(redirect.Host, StringComparison.Ordinal) : host == redirect.Host) && (redirect.Path.Length == 0 || path == redirect.Path)) is { Parameters: { } parameters }
            ? Parameter(address, parameters)
            : null;
    }

    // google.com, google.de, google.co.uk, google.com.au
    private static bool IsGoogle(string host) =>
        (host.StartsWith("www.", StringComparison.Ordinal) ? host["www.".Length..] : host).Split('.') is ["google", { Length: 2 or 3 }] or ["google", "co" or "com", { Length: 2 }];

    // "s/host/path" is https, "host/path" http.
    private static Uri? Cached(string rest, string query) =>
        Web((rest.StartsWith("s/", StringComparison.Ordinal) ? "https://" + rest["s/".Length..] : "http://" + rest) + query) is { } address && address.IdnHost.Contains('.', StringComparison.Ordinal) ? address : null;

    private static Uri? Parameter(Uri address, string[] names) => names
        .Select(name => Array.Find(address.Query.TrimStart('?').Split('&'), parameter => parameter.StartsWith(name + "=", StringComparison.Ordinal)) is { } found
            ? Web(Uri.UnescapeDataString(found[(name.Length + 1)..]))
            : null)
        .FirstOrDefault(inner => inner is not null);

    private static Uri? Web(string written) => Uri.TryCreate(written, UriKind.Absolute, out var address) && CanonicalAddress.IsWeb(address) ? address : null;
}
