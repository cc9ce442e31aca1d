using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Nudges.Delivery;
using Nudges.Integrations.Http;

namespace Nudges.Integrations.Teams;

/// <summary>
/// Channels of teams by webhooks of Teams' Workflows ("When a Teams webhook request is received",
/// https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook). An address holds its own signature: it is
/// neither logged nor told. Teams takes four requests a second of 28 KB; its 202 says that the workflow has begun, not what came of it.
/// </summary>
internal sealed partial class TeamWorkflows(IHttpClientFactory clients, IOptions<TeamsOptions> options, TimeProvider time, ILogger<TeamWorkflows> logger) : ITeamChannels, IDisposable
{
    public const string HttpName = "teams-workflows";

    private const int MostBytes = 28 * 1024;
    private const int RequestsPerSecond = 4;

    private readonly TokenBucketRateLimiter _limiter = new(new TokenBucketRateLimiterOptions
    {
        TokenLimit = RequestsPerSecond,
        TokensPerPeriod = RequestsPerSecond,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        QueueLimit = int.MaxValue,
    });

    public IReadOnlyList<string> Names { get; } = [.. options.Value.Workflows.Keys.Order(StringComparer.OrdinalIgnoreCase)];

    public async Task<TeamPost> PostAsync(string team, string card, CancellationToken cancellationToken)
    {
        if (!options.Value.Workflows.TryGetValue(team, out var address))
        {
            return new TeamPost(new NudgeOutcome.Rejected($"There is no webhook of that name any more. Set Teams:Workflows:{team}."));
        }

        using var document = JsonDocument.Parse(card);
        var body = JsonSerializer.SerializeToUtf8Bytes(new { Type = "message", Attachments = new[] { new CardAttachment(document.RootElement) } }, NudgesJson.Options);
        if (body.Length > MostBytes)
        {
            return new TeamPost(new NudgeOutcome.Rejected($"The card is larger than the {MostBytes} bytes that Teams takes."));
        }

        using var permit = await _limiter.AcquireAsync(1, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address));
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        try
        {
            using var response = await clients.CreateClient(HttpName).SendAsync(request, CancellationToken.None);
            return Read(team, response);
        }
        catch (NoAnswerException e)
        {
            // What happened names the host, which is part of the address: only its kind is logged.
            NotAnswered(logger, team, e.Message);
            return new TeamPost(e.MayHaveArrived
                ? new NudgeOutcome.Unconfirmed($"The answer of its webhook was lost: {e.Message}.")
                : new NudgeOutcome.NotSent($"Its webhook cannot be reached: {e.Message}. Check the network and Teams:Workflows:{team}."));
        }
    }

    public void Dispose() => _limiter.Dispose();

    private TeamPost Read(string team, HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        if (response.IsSuccessStatusCode)
        {
            return new TeamPost(new NudgeOutcome.Sent());
        }

        NotTaken(logger, team, status);
        return response.StatusCode switch
        {
            HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable =>
                new TeamPost(new NudgeOutcome.NotSent($"Its webhook asks to try again later ({status})."), RetryAfter.Of(response.Headers, time.GetUtcNow())),
            >= HttpStatusCode.InternalServerError => new TeamPost(new NudgeOutcome.Unconfirmed($"Its webhook failed ({status}) and does not say whether it took the card.")),
            _ => new TeamPost(new NudgeOutcome.Rejected($"Its webhook does not take the card ({status}). See that the workflow is there and switched on, and that Teams:Workflows:{team} is its address.")),
        };
    }

    [LoggerMessage(EventId = 3304, Level = LogLevel.Warning, Message = "The webhook of team {Team} answered {Status}.")]
    private static partial void NotTaken(ILogger logger, string team, int status);

    [LoggerMessage(EventId = 3305, Level = LogLevel.Warning, Message = "The webhook of team {Team} gave no answer: {Kind}.")]
    private static partial void NotAnswered(ILogger logger, string team, string kind);
}
