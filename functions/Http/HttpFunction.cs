using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Nudges.Functions.Durable;

namespace Nudges.Functions.Http;

/// <summary>
/// Every HTTP request, handed to the pipeline that serves the product's endpoints. Anonymous to the Functions host: the
/// pipeline signs in.
/// </summary>
public sealed class HttpFunction(HttpPipeline pipeline)
{
    [Function("Http")]
    public async Task<IResult> HandleAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "{*path}")] HttpRequest request, [DurableClient] DurableTaskClient client)
    {
        await pipeline.HandleAsync(request.HttpContext, new DurableClient(client));
        return Results.Empty;
    }
}
