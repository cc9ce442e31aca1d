using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Nudges.Orchestrations.Content;

namespace Nudges.Api;

/// <summary>Answers 503 with Retry-After where others changed the same every time.</summary>
internal sealed class TooManyChangesHandler(IProblemDetailsService problems) : IExceptionHandler
{
    private const string Seconds = "3";

    public ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not TooManyChangesException)
        {
            return ValueTask.FromResult(false);
        }

        httpContext.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        httpContext.Response.Headers.RetryAfter = Seconds;
        return problems.TryWriteAsync(new ProblemDetailsContext
        {
            HttpContext = httpContext,
            ProblemDetails = { Status = StatusCodes.Status503ServiceUnavailable, Detail = exception.Message },
        });
    }
}
