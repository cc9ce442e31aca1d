namespace Nudges.Integrations.Web;

/// <param name="From">What was asked.</param>
/// <param name="To">Where it sent.</param>
/// <param name="IsPermanent">Whether by 301 or 308.</param>
internal sealed record Redirect(Uri From, Uri To, bool IsPermanent);

/// <summary>
/// The address that a link's redirects give its page: as far as they are permanent, or those of a host that does nothing but
/// redirect, whatever it calls them. What comes after (a language, a login) is the visitor's, not the page's.
/// </summary>
internal static class LastingRedirect
{
    private static readonly HashSet<string> Redirectors = new(StringComparer.OrdinalIgnoreCase)
    {
        "feedproxy.google.com", "feeds.feedburner.com", "feedproxy.feedly.com", "rss.feedsportal.com", "feeds.feedblitz.com", "p.feedblitz.com", "link.feedburner.com",
        "t.co", "bit.ly", "j.mp", "buff.ly", "ow.ly", "goo.gl", "tinyurl.com", "is.gd", "v.gd", "dlvr.it", "ift.tt", "trib.al", "lnkd.in", "fb.me", "aka.ms",
        "amzn.to", "youtu.be", "spoti.fi", "wp.me", "rebrand.ly", "cutt.ly", "t.ly", "shorturl.at", "hubs.ly", "hubs.li", "spr.ly", "mailchi.mp", "eepurl.com",
    };

    /// <summary>Words in a host or a path that say: no page of its own, but what stands before one, or in the place of one.</summary>
    private static readonly HashSet<string> Gates = new(StringComparer.OrdinalIgnoreCase)
    {
        "login", "log-in", "signin", "sign-in", "signup", "sign-up", "register", "logon", "sso", "auth", "oauth", "oauth2", "authorize", "account", "accounts", "consent", "cookies",
        "cookie-consent", "captcha", "challenge", "subscribe", "paywall", "error", "errors", "404", "not-found", "notfound", "maintenance", "unavailable",
    };

    /// <summary>Canonical; null where the redirects give none, or the link's own.</summary>
    /// <param name="redirects">In their order, each from where the last led.</param>
    public static Uri? Of(IReadOnlyList<Redirect> redirects)
    {
        var lasting = redirects
            .TakeWhile(redirect => (redirect.IsPermanent || Redirectors.Contains(redirect.From.IdnHost)) && !IsGate(redirect.To) && (!IsRoot(redirect.To) || IsRoot(redirect.From)))
            .LastOrDefault();
        return lasting is not null && CanonicalAddress.From(lasting.To.AbsoluteUri, lasting.To) is { } address && address != redirects[0].From ? address : null;
    }

    private static bool IsGate(Uri address) =>
        address.IdnHost.Split('.')[..^1].Concat(address.AbsolutePath.Split('/').Select(WithoutEnding)).Any(Gates.Contains);

    // "/", and "/en/" or "/de-de", where sites send what they no longer have.
    private static bool IsRoot(Uri address) => WithoutEnding(address.AbsolutePath.Trim('/')) is "" or "index" or "home" or [_, _] or [_, _, '-' or '_', _, _] && address.Query.Length <= 1;

    private static string WithoutEnding(string segment) => segment.LastIndexOf('.') is > 0 and var dot ? segment[..dot] : segment;
}
