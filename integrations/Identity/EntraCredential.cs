using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;

namespace Nudges.Integrations.Identity;

/// <summary>Signs in to Microsoft's services, and says where that may be left out.</summary>
internal static class EntraCredential
{
    /// <summary>The HTTP client that tokens are fetched with.</summary>
    public const string HttpName = "entra";

    /// <summary>
    /// With a secret, that app; without one, whatever the machine has (a managed identity in Azure, a developer's own sign-in),
    /// the identity named by <paramref name="clientId"/> where there are several.
    /// </summary>
    public static TokenCredential Create(IHttpClientFactory clients, string? tenantId, string? clientId, string? clientSecret)
    {
        var transport = new HttpClientTransport(clients.CreateClient(HttpName));
        return string.IsNullOrEmpty(clientSecret)
            ? new DefaultAzureCredential(new DefaultAzureCredentialOptions { TenantId = NullIfEmpty(tenantId), ManagedIdentityClientId = NullIfEmpty(clientId), Transport = transport })
            : new ClientSecretCredential(tenantId, clientId, clientSecret, new ClientSecretCredentialOptions { Transport = transport });
    }

    /// <summary>A tenant is an id or a domain, and a secret is of use only with the app and the tenant it belongs to.</summary>
    public static bool IsWhole(string? tenantId, string? clientId, string? clientSecret) =>
        (tenantId ?? "").All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.')
        && (string.IsNullOrEmpty(clientSecret) || (!string.IsNullOrEmpty(tenantId) && !string.IsNullOrEmpty(clientId)));

    /// <summary>Secrets and people's data go over https; plain http and calls without a token stay on this machine.</summary>
    public static bool IsSafe(Uri address, bool anonymous) =>
        address.IsAbsoluteUri && (address.Scheme == Uri.UriSchemeHttps && !anonymous || address.Scheme.StartsWith(Uri.UriSchemeHttp, StringComparison.Ordinal) && address.IsLoopback);

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
