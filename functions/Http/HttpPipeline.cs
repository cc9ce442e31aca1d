using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Nudges.Api;
using Nudges.Orchestrations.Durable;

namespace Nudges.Functions.Http;

/// <summary>The product's endpoints behind sign-in, in an ASP.NET Core pipeline of their own, built once.</summary>
public sealed class HttpPipeline
{
    private readonly RequestDelegate _pipeline;

    public HttpPipeline(IServiceProvider services) => _pipeline = new ApplicationBuilder(services)
        .UseExceptionHandler()
        .UseStatusCodePages()
        .UseRouting()
        .UseAuthentication()
        .UseAuthorization()
        .UseEndpoints(endpoints => endpoints.MapNudgesApi())
        .Build();

    /// <summary>Answers the request. Its endpoints get <paramref name="client"/>.</summary>
    public Task HandleAsync(HttpContext context, IDurableClient client)
    {
        // The catch-all route has been matched; the product's own endpoints have not.
        context.SetEndpoint(null);
        context.Request.RouteValues.Clear();
        context.RequestServices.GetRequiredService<RequestClient>().Value = client;
        return _pipeline(context);
    }

    /// <summary>Holds, for one request, the client that the Functions host bound to it.</summary>
    internal sealed class RequestClient
    {
        public IDurableClient? Value { get; set; }
    }
}
