using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Nudges.Delivery;
using Nudges.Integrations.Http;
using SendGrid;

namespace Nudges.Integrations.SendGrid;

/// <summary>One <c>POST /v3/mail/send</c> for many people (https://www.twilio.com/docs/sendgrid/api-reference/mail-send).</summary>
internal sealed partial class MailClient(
    IHttpClientFactory clients, IOptions<SendGridOptions> options, TimeProvider time, ILogger<MailClient> logger)
{
    public const string HttpName = "sendgrid";

    /// <summary>Sends once; never again by itself.</summary>
    public async Task<MailAnswer> SendAsync(IReadOnlyList<BatchedNudge> nudges, SubstitutionKeys keys)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(options.Value.BaseAddress, "v3/mail/send"));
        request.Content = new MailRequest(nudges, keys, options.Value);
        var client = new SendGridClient(
            clients.CreateClient(HttpName),
            new SendGridClientOptions { ApiKey = options.Value.ApiKey, Host = options.Value.BaseAddress.AbsoluteUri });
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.Value.ApiKey);
        try
        {
            // Not to be cancelled: once it leaves, its answer is worth more than a quick stop. The time limit holds.
            // The library sends; its own message types would hold a batch of a thousand several times over.
            var response = await client.MakeRequest(request, CancellationToken.None);
            return await ReadAsync(response, nudges.Count);
        }
        catch (NoAnswerException e)
        {
            NotAnswered(logger, nudges.Count, e);
            return e.MayHaveArrived
                ? new MailAnswer.Lost($"SendGrid's answer was lost: {e.Message}")
                : new MailAnswer.NotTaken($"SendGrid at {options.Value.BaseAddress} cannot be reached: {e.Message}. Check the network and SendGrid:BaseAddress.");
        }
    }

    private async Task<MailAnswer> ReadAsync(Response response, int emails)
    {
        if (response.StatusCode == HttpStatusCode.Accepted)
        {
            return new MailAnswer.Taken(RateLimit.HoldOff(response.Headers, time.GetUtcNow()));
        }

        var body = await response.Body.ReadAsStringAsync();
        var status = (int)response.StatusCode;
        NotTaken(logger, status, emails);
        switch (response.StatusCode)
        {
            case HttpStatusCode.BadRequest when Refusals(body, emails) is { Count: > 0 } refusals:
                return new MailAnswer.Refused(refusals);
            case HttpStatusCode.Unauthorized:
                return new MailAnswer.NotTaken("SendGrid does not know the key (401). Check SendGrid:ApiKey.");
            case HttpStatusCode.Forbidden:
                return new MailAnswer.NotTaken($"SendGrid forbids sending (403: {Words(body)}). Give the key in SendGrid:ApiKey the scope 'Mail Send', and verify the sender in SendGrid:From.");
            case HttpStatusCode.RequestEntityTooLarge:
                return new MailAnswer.NotTaken("The request is larger than SendGrid takes (413).");
            case HttpStatusCode.TooManyRequests:
                return new MailAnswer.NotTaken("SendGrid asks to send less often (429).", RetryAfter.Of(response.Headers, time.GetUtcNow()));
            case HttpStatusCode.ServiceUnavailable:
                return new MailAnswer.NotTaken($"SendGrid is out of order ({status}).", RetryAfter.Of(response.Headers, time.GetUtcNow()));
            case >= HttpStatusCode.InternalServerError:
                // A gateway says so too after what stands behind it has taken the mail.
                return new MailAnswer.Lost($"SendGrid failed at the request ({status}) and does not say whether it took it");
            case >= HttpStatusCode.OK and < HttpStatusCode.MultipleChoices:
                // SendGrid itself says 202; a relay in between that says otherwise may have passed it on.
                return new MailAnswer.Lost($"What answers at {options.Value.BaseAddress} took the request in a way that SendGrid does not ({status})");
            default:
                return new MailAnswer.NotTaken($"SendGrid did not take the request ({status}: {Words(body)}). Check SendGrid:BaseAddress and SendGrid:From.");
        }
    }

    /// <summary>What SendGrid says against single people, by their place in the request. It takes none of a request that has one such.</summary>
    private static Dictionary<int, string> Refusals(string body, int emails)
    {
        var refusals = new Dictionary<int, string>();
        foreach (var error in Errors(body))
        {
            var match = PersonalizationField().Match(error.Field ?? "");
            if (match.Success && int.TryParse(match.ValueSpan["personalizations.".Length..], out var place) && place < emails)
            {
                refusals.TryAdd(place, ProviderWords.Clean(error.Message));
            }
        }

        return refusals;
    }

    private static string Words(string body) => ProviderWords.Clean(string.Join(" ", Errors(body).Select(error => error.Message)));

    private static IReadOnlyList<MailError> Errors(string body)
    {
        try
        {
            return JsonSerializer.Deserialize<MailErrors>(body, JsonSerializerOptions.Web)?.Errors ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    [GeneratedRegex(@"^personalizations\.\d{1,4}")]
    private static partial Regex PersonalizationField();

    [LoggerMessage(EventId = 3201, Level = LogLevel.Warning, Message = "SendGrid answered {Status} to a request for {Emails} emails.")]
    private static partial void NotTaken(ILogger logger, int status, int emails);

    [LoggerMessage(EventId = 3202, Level = LogLevel.Warning, Message = "SendGrid gave no answer to a request for {Emails} emails.")]
    private static partial void NotAnswered(ILogger logger, int emails, Exception fault);

    private sealed record MailErrors(IReadOnlyList<MailError>? Errors);

    private sealed record MailError(string? Message, string? Field);
}

/// <summary>What became of one request.</summary>
internal abstract record MailAnswer
{
    private MailAnswer()
    {
    }

    /// <param name="HoldOff">How long the account's limit is used up after it; null where it is not.</param>
    public sealed record Taken(TimeSpan? HoldOff) : MailAnswer;

    /// <summary>Nothing left, because of these people, by their place in the request.</summary>
    public sealed record Refused(IReadOnlyDictionary<int, string> Reasons) : MailAnswer;

    /// <summary>Nothing left.</summary>
    public sealed record NotTaken(string Reason, TimeSpan? RetryAfter = null) : MailAnswer;

    /// <summary>It may have been taken.</summary>
    public sealed record Lost(string Reason) : MailAnswer;
}
