using System.Net;

namespace Nudges.Local.Tests.StandIns;

/// <summary>Entra's token endpoint, as far as a client secret gets to it.</summary>
internal sealed class TokenAnswer(HttpStatusCode status) : DelegatingHandler
{
    public const string Token = "a-token";

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = !request.RequestUri!.AbsolutePath.EndsWith("/oauth2/v2.0/token", StringComparison.Ordinal)
            ? """{"tenant_discovery_endpoint":"https://login.microsoftonline.com/larkwheel.example/v2.0/.well-known/openid-configuration","api-version":"1.1","metadata":[]}"""
            : status == HttpStatusCode.OK
                ? $$"""{"token_type":"Bearer","expires_in":3599,"ext_expires_in":3599,"access_token":"{{Token}}"}"""
                : """{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided."}""";
        return Task.FromResult(new HttpResponseMessage(status)
        {
            RequestMessage = request,
            Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
        });
    }
}

/// <summary>Keeps the tokens that go out.</summary>
internal sealed class TokenRecorder(List<string> tokens) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        tokens.Add(request.Headers.Authorization?.Parameter ?? "");
        return base.SendAsync(request, cancellationToken);
    }
}
