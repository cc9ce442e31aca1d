using Nudges.Integrations.Web;

namespace Nudges.Local.Tests.Feeds;

public sealed class CanonicalAddressTests
{
    private static readonly Uri Surroundings = new("https://weekly.example/");

    [Theory]
    // Tracking
    [InlineData("https://a.example/p?utm_source=x&id=7&WT.mc_id=y&srsltid=z&at_medium=rss#part", "https://a.example/p?id=7")]
    [InlineData("https://a.example/p?_gl=1*x&_ga=2.1&sc_channel=el&gad_source=1&igsh=q", "https://a.example/p")]
    [InlineData("https://a.example/p?", "https://a.example/p")]
    [InlineData("https://a.example/p?&&a=1&", "https://a.example/p?a=1")]
    // AMP
    [InlineData("https://a.example/my-article/amp", "https://a.example/my-article")]
    [InlineData("https://a.example/2026/11/retros/amp/", "https://a.example/2026/11/retros/")]
    [InlineData("https://a.example/guitars/amp", "https://a.example/guitars/amp")]
    [InlineData("https://a.example/amp", "https://a.example/amp")]
    [InlineData("https://a.example/p?amp=1&id=2", "https://a.example/p?id=2")]
    [InlineData("https://a.example/p?amp", "https://a.example/p")]
    [InlineData("https://a.example/p?outputType=amp", "https://a.example/p")]
    [InlineData("https://a.example/p?amp=230v", "https://a.example/p?amp=230v")]
    [InlineData("https://amp.a.example/p", "https://a.example/p")]
    [InlineData("https://amp.dev/p", "https://amp.dev/p")]
    [InlineData("https://amp.com.au/p", "https://amp.com.au/p")]
    [InlineData("https://www.google.com/amp/s/a.example/my-article/amp/", "https://a.example/my-article/")]
    [InlineData("https://www.google.de/amp/a.example/p", "http://a.example/p")]
    [InlineData("https://a-example.cdn.ampproject.org/c/s/a.example/p?id=1&amp=1", "https://a.example/p?id=1")]
    [InlineData("https://a-example.cdn.ampproject.org/v/a.example/p", "http://a.example/p")]
    [InlineData("https://www.google.com/amp/s/", "https://www.google.com/amp/s/")]
    // One writing
    [InlineData("https://a.example./p", "https://a.example/p")]
    [InlineData("https://a.example:443/p", "https://a.example/p")]
    [InlineData("http://a.example:80/p", "http://a.example/p")]
    [InlineData("https://a.example:8443/p", "https://a.example:8443/p")]
    [InlineData("https://a.example/%7euser/%41%2d%c3%a9?q=%7e%2f", "https://a.example/~user/A-%C3%A9?q=~%2F")]
    [InlineData("https://a.example/a%2Fb%20c", "https://a.example/a%2Fb%20c")]
    [InlineData("https://a.example/100%25", "https://a.example/100%25")]
    // Redirects that carry the address
    [InlineData("https://www.google.com/url?sa=t&q=https%3A%2F%2Fa.example%2Fp%3Fid%3D1%26utm_source%3Dg", "https://a.example/p?id=1")]
    [InlineData("https://www.google.co.uk/url?url=https://a.example/p", "https://a.example/p")]
    [InlineData("https://l.facebook.com/l.php?u=https%3A%2F%2Fa.example%2Fp&h=x", "https://a.example/p")]
    [InlineData("https://out.reddit.com/t3_x?url=https%3A%2F%2Fa.example%2Fp", "https://a.example/p")]
    [InlineData("https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fa.example%2Fp&data=05", "https://a.example/p")]
    [InlineData("https://l.facebook.com/l.php?u=https%3A%2F%2Fwww.google.com%2Furl%3Fq%3Dhttps%253A%252F%252Fa.example%252Fp", "https://a.example/p")]
    [InlineData("https://www.google.com/url?q=javascript%3Aalert(1)", "https://www.google.com/url?q=javascript%3Aalert(1)")]
    [InlineData("https://www.google.com/url?q=file%3A%2F%2F%2Fetc%2Fpasswd", "https://www.google.com/url?q=file%3A%2F%2F%2Fetc%2Fpasswd")]
    [InlineData("https://www.google.com/url?q=%2Fsearch", "https://www.google.com/url?q=%2Fsearch")]
    [InlineData("https://google.com.evil.example/url?q=https://a.example/p", "https://google.com.evil.example/url?q=https://a.example/p")]
    [InlineData("https://a.example/url?q=https://b.example/", "https://a.example/url?q=https://b.example/")]
    [InlineData("https://www.google.com/url?q=https%3A%2F%2Fuser%3Apw%40a.example%2Fp", "https://a.example/p")]
    public void From_IsOneAddress_HoweverItIsWritten(string written, string expected)
    {
        var canonical = CanonicalAddress.From(written, Surroundings);

        Assert.Equal(expected, canonical?.OriginalString);
        Assert.Equal(expected, CanonicalAddress.From(expected, Surroundings)?.OriginalString);
    }
}
