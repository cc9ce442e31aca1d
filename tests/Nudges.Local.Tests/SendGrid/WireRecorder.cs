namespace Nudges.Local.Tests.SendGrid;

/// <summary>Keeps the bodies that go out.</summary>
internal sealed class WireRecorder(List<string> bodies) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        bodies.Add(await request.Content!.ReadAsStringAsync(cancellationToken));
        return await base.SendAsync(request, cancellationToken);
    }
}
