using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Threading.RateLimiting;
using Azure.Core;
using Azure.Identity;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Nudges.Delivery;
using Nudges.Integrations.Http;
using Nudges.Integrations.Identity;
using Nudges.People;

namespace Nudges.Integrations.Teams;

/// <summary>
/// The Bot Connector's two calls for a personal message: open the conversation, post into it
/// (https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference). Keeps the ids of the
/// 20,000 conversations used last, and to the rate of <see cref="TeamsOptions.RequestsPerSecond"/>.
/// </summary>
internal sealed partial class BotClient : IDisposable
{
    public const string HttpName = "teams";

    private const int MostBytes = 28 * 1024;
    private const int MostConversations = 20_000;
    private static readonly TimeSpan LimiterPeriod = TimeSpan.FromMilliseconds(100);
    private static readonly TokenRequestContext Scope = new(["https://api.botframework.com/.default"]);

    private readonly IHttpClientFactory _clients;
    private readonly TeamsOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly TokenCredential? _credential;
    private readonly MemoryCache _conversations = new(new MemoryCacheOptions { SizeLimit = MostConversations });
    private readonly TokenBucketRateLimiter _limiter;

    public BotClient(IHttpClientFactory clients, IOptions<TeamsOptions> options, TimeProvider time, ILogger<BotClient> logger)
    {
        _clients = clients;
        _options = options.Value;
        _time = time;
        _logger = logger;
        _credential = _options.Anonymous ? null : EntraCredential.Create(clients, _options.TenantId, _options.BotId, _options.ClientSecret);
        var perPeriod = Math.Max(1, (int)(_options.RequestsPerSecond * LimiterPeriod.TotalSeconds));
        _limiter = new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
        {
            TokenLimit = perPeriod,
            TokensPerPeriod = perPeriod,
            ReplenishmentPeriod = TimeSpan.FromSeconds((double)perPeriod / _options.RequestsPerSecond),
            QueueLimit = int.MaxValue,
        });
    }

    /// <summary>Opens the personal chat with the person, or finds it. Nobody sees anything of it.</summary>
    public async Task<TeamsAnswer> OpenAsync(PersonId person, CancellationToken cancellationToken)
    {
        if (_conversations.TryGetValue<string>(person, out var known))
        {
            return new TeamsAnswer.Done(known!);
        }

        var answer = await PostAsync(
            "v3/conversations",
            new NewConversation
            {
                Bot = Bot,
                Members = [new BotAccount(person.Value)],
                TenantId = _options.TenantId,
                ChannelData = new ConversationData(new TenantReference(_options.TenantId)),
            },
            cancellationToken);
        if (answer is TeamsAnswer.Done { Id: "" })
        {
            return new TeamsAnswer.PutOff($"What answers at {_options.ServiceAddress} is not the Bot Connector. Check Teams:ServiceAddress.");
        }

        if (answer is TeamsAnswer.Done done)
        {
            _conversations.Set(person, done.Id, new MemoryCacheEntryOptions { Size = 1 });
        }

        return answer;
    }

    public void Forget(PersonId person) => _conversations.Remove(person);

    public Task<TeamsAnswer> PostAsync(string conversation, NudgeId nudge, TeamsMessage message, CancellationToken cancellationToken) => PostAsync(
        $"v3/conversations/{Uri.EscapeDataString(conversation)}/activities",
        new MessageActivity
        {
            From = Bot,
            Summary = message.Summary,
            Attachments = [new CardAttachment(message.Card)],
            ChannelData = new ActivityData(nudge.Value, new FeedNotification(true)),
        },
        cancellationToken);

    public void Dispose()
    {
        _conversations.Dispose();
        _limiter.Dispose();
    }

    private BotAccount Bot => new($"28:{_options.BotId}");

    private async Task<TeamsAnswer> PostAsync<T>(string path, T body, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(body, NudgesJson.Options);
        if (json.Length > MostBytes)
        {
            return new TeamsAnswer.Refused($"The card is larger than the {MostBytes} bytes that Teams takes.");
        }

        using var permit = await _limiter.AcquireAsync(1, cancellationToken);
        var service = new Uri(_options.ServiceAddress.AbsoluteUri.TrimEnd('/') + '/');
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(service, path));
        request.Content = new ByteArrayContent(json);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        try
        {
            if (_credential is not null)
            {
                var token = await _credential.GetTokenAsync(Scope, cancellationToken);
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Token);
            }

            // Not to be cancelled: once it leaves, its answer is worth more than a quick stop. The time limit holds.
            using var response = await _clients.CreateClient(HttpName).SendAsync(request, CancellationToken.None);
            return await ReadAsync(response);
        }
        catch (AuthenticationFailedException e)
        {
            NoToken(_logger, e);
            return new TeamsAnswer.PutOff("No token could be had for the bot. Check Teams:TenantId, Teams:BotId and Teams:ClientSecret.");
        }
        catch (NoAnswerException e)
        {
            NotAnswered(_logger, e);
            return e.MayHaveArrived
                ? new TeamsAnswer.Lost($"The answer of Teams was lost: {e.Message}")
                : new TeamsAnswer.PutOff($"Teams at {_options.ServiceAddress} cannot be reached: {e.Message}. Check the network and Teams:ServiceAddress.");
        }
    }

    private async Task<TeamsAnswer> ReadAsync(HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsStringAsync();
        if (response.IsSuccessStatusCode)
        {
            return new TeamsAnswer.Done(BotWords.Id(body));
        }

        var status = (int)response.StatusCode;
        NotTaken(_logger, status);
        return response.StatusCode switch
        {
            HttpStatusCode.Unauthorized => new TeamsAnswer.PutOff("Teams does not know the bot (401). Check Teams:BotId, Teams:TenantId and Teams:ClientSecret."),
            HttpStatusCode.Forbidden => Forbidden(BotWords.Error(body)),
            HttpStatusCode.NotFound => new TeamsAnswer.Gone(),
            HttpStatusCode.PreconditionFailed or HttpStatusCode.TooManyRequests
                or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout =>
                new TeamsAnswer.PutOff($"Teams asks to try again later ({status}).", RetryAfter.Of(response.Headers, _time.GetUtcNow())),
            >= HttpStatusCode.InternalServerError => new TeamsAnswer.Lost($"Teams failed at the message ({status}) and does not say whether it took it"),
            _ => new TeamsAnswer.Refused($"Teams did not take the message ({status} {BotWords.Error(body)})."),
        };
    }

    /// <summary>By the codes that Teams documents (https://learn.microsoft.com/microsoftteams/platform/bots/build-conversational-capability#status-codes-from-bot-conversational-apis).</summary>
    private TeamsAnswer Forbidden(string said) => said switch
    {
        "ForbiddenOperationException" or "BotNotInConversationRoster" => new TeamsAnswer.NotInstalled(said),
        "InvalidBotApiHost" => new TeamsAnswer.PutOff($"The tenant is in another cloud than the Bot Connector at {_options.ServiceAddress} ({said}). Correct Teams:ServiceAddress."),
        "BotDisabledByAdmin" => new TeamsAnswer.Closed($"An administrator keeps the Teams app from the person ({said}). Allow it in Teams' app policies."),
        "ConversationBlockedByUser" or "BotDisabledByUser" or "MessageWritesBlocked" => new TeamsAnswer.Closed($"The person has blocked the Teams app, or removed it ({said})."),
        _ => new TeamsAnswer.Closed($"Teams does not let the bot write to the person ({said})."),
    };

    [LoggerMessage(EventId = 3301, Level = LogLevel.Warning, Message = "The Bot Connector answered {Status}.")]
    private static partial void NotTaken(ILogger logger, int status);

    [LoggerMessage(EventId = 3302, Level = LogLevel.Warning, Message = "The Bot Connector gave no answer.")]
    private static partial void NotAnswered(ILogger logger, Exception fault);

    [LoggerMessage(EventId = 3303, Level = LogLevel.Error, Message = "No token could be had for the bot.")]
    private static partial void NoToken(ILogger logger, Exception fault);
}
