using System.Net;
using Azure.Identity;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Kiota.Abstractions;
using Nudges.Integrations.Http;

namespace Nudges.Integrations.Graph;

/// <summary>What became of a <see cref="GraphPost"/>.</summary>
internal abstract record GraphAnswer
{
    private GraphAnswer()
    {
    }

    public sealed record Done : GraphAnswer;

    /// <summary>Graph will not do it.</summary>
    /// <param name="Status">Its status, 400 to 499.</param>
    /// <param name="Words">What it says, fit to be kept.</param>
    public sealed record Refused(int Status, string Words) : GraphAnswer;

    /// <summary>It was surely not done, and may be done later.</summary>
    /// <param name="Reason">A sentence.</param>
    /// <param name="RetryAfter">How long Graph asks to wait; null where it does not say.</param>
    public sealed record Later(string Reason, TimeSpan? RetryAfter) : GraphAnswer;

    /// <summary>It may have been done.</summary>
    public sealed record Lost(string Reason) : GraphAnswer;
}

/// <summary>
/// Changes something through Microsoft Graph, by one request that is not repeated: whoever asks waits and tries again. While Graph
/// asks to wait, and for 30 seconds after it gave no answer, nothing is asked.
/// </summary>
internal sealed partial class GraphPost(IOptions<GraphOptions> options, TimeProvider time, ILogger<GraphPost> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private readonly Lock _holding = new();
    private DateTimeOffset _until;
    private GraphAnswer.Later? _held;

    /// <param name="post">Sends it, by the client <see cref="GraphSetup.OneWayClient"/>.</param>
    public async Task<GraphAnswer> SendAsync(Func<Task> post)
    {
        if (Held() is { } held)
        {
            return held;
        }

        try
        {
            await post();
            return new GraphAnswer.Done();
        }
        catch (AuthenticationFailedException e)
        {
            NoToken(logger, e);
            return Hold(new GraphAnswer.Later("No token could be had for Microsoft Graph. Check Graph:TenantId, Graph:ClientId and Graph:ClientSecret, or the managed identity.", RetryAfter: null));
        }
        catch (NoAnswerException e)
        {
            NotAnswered(logger, e);
            var later = Hold(new GraphAnswer.Later($"Microsoft Graph at {options.Value.BaseAddress} cannot be reached: {e.Message}. Check the network and Graph:BaseAddress.", RetryAfter: null));
            return e.MayHaveArrived ? new GraphAnswer.Lost($"The answer of Microsoft Graph was lost: {e.Message}") : later;
        }
        catch (ApiException e)
        {
            NotTaken(logger, e.ResponseStatusCode);
            return Read(e);
        }
        catch (Exception e) when (GraphFault.IsOne(e))
        {
            NotAnswered(logger, e);
            return new GraphAnswer.Lost($"What answers at {options.Value.BaseAddress} is not Microsoft Graph. Check Graph:BaseAddress.");
        }
    }

    private GraphAnswer Read(ApiException fault) => (HttpStatusCode)fault.ResponseStatusCode switch
    {
        HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable =>
            Hold(new GraphAnswer.Later($"Microsoft Graph asks to try again later ({fault.ResponseStatusCode}).", GraphFault.Wait(fault, time.GetUtcNow()))),
        HttpStatusCode.Unauthorized =>
            Hold(new GraphAnswer.Later("Microsoft Graph does not know the app (401). Check Graph:TenantId, Graph:ClientId and Graph:ClientSecret, or the managed identity.", RetryAfter: null)),
        >= HttpStatusCode.InternalServerError => new GraphAnswer.Lost($"Microsoft Graph failed ({fault.ResponseStatusCode}) and does not say whether it did what was asked"),
        _ => new GraphAnswer.Refused(fault.ResponseStatusCode, GraphFault.Words(fault)),
    };

    private GraphAnswer.Later? Held()
    {
        lock (_holding)
        {
            var left = _until - time.GetUtcNow();
            return left <= TimeSpan.Zero || _held is null ? null : _held with { RetryAfter = _held.RetryAfter is null ? null : left };
        }
    }

    private GraphAnswer.Later Hold(GraphAnswer.Later answer)
    {
        lock (_holding)
        {
            _until = time.GetUtcNow() + (answer.RetryAfter ?? Pause);
            return _held = answer;
        }
    }

    [LoggerMessage(EventId = 3111, Level = LogLevel.Warning, Message = "Microsoft Graph answered {Status} to a change.")]
    private static partial void NotTaken(ILogger logger, int status);

    [LoggerMessage(EventId = 3112, Level = LogLevel.Warning, Message = "Microsoft Graph gave no answer to a change.")]
    private static partial void NotAnswered(ILogger logger, Exception fault);

    [LoggerMessage(EventId = 3113, Level = LogLevel.Error, Message = "No token could be had for Microsoft Graph.")]
    private static partial void NoToken(ILogger logger, Exception fault);
}
