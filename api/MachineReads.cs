using Microsoft.AspNetCore.Http;

namespace Nudges.Api;

/// <summary>Tells requests that no person made, where they say so.</summary>
internal static class MachineReads
{
    // Sec-Purpose: https://fetch.spec.whatwg.org/#sec-purpose-header; the others are what browsers and mail programs sent before.
    private static readonly string[] Headers = ["Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"];
    private static readonly string[] Purposes = ["prefetch", "prerender", "preview"];

    /// <summary>True for HEAD and for what is fetched ahead of a click.</summary>
    public static bool IsMachineRead(this HttpRequest request) =>
        HttpMethods.IsHead(request.Method)
        || Headers.Any(header => Purposes.Any(purpose => request.Headers[header].ToString().Contains(purpose, StringComparison.OrdinalIgnoreCase)));
}
