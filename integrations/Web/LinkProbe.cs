using Nudges.Content;

namespace Nudges.Integrations.Web;

/// <summary>Asks by HEAD, and by GET without reading the body where a server does not answer that.</summary>
internal sealed class LinkProbe(WebFetcher web) : ILinkProbe
{
    public Task<FoundLink> AskAsync(Uri address, CancellationToken cancellationToken) => web.ProbeAsync(address, cancellationToken);
}
