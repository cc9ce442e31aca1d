using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Nudges.Local.StandIns;

/// <summary>
/// SendGrid's signed Event Webhook, with a key of its own: tells the address that it was given what became of mail. The name in
/// front of the @ says what that is: "bounce", "blocked", "dropped", "spam"; everything else is delivered.
/// </summary>
internal sealed class SendGridWebhook(TimeProvider time) : IDisposable
{
    private const int MostTries = 5;

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly HttpClient _http = new();
    private readonly ConcurrentDictionary<string, SendGridPersonalization> _mails = new(StringComparer.Ordinal);
    private int _event;

    /// <summary>The "Verification Key" that SendGrid shows: base64 of the DER.</summary>
    public string PublicKey => Convert.ToBase64String(_key.ExportSubjectPublicKeyInfo());

    /// <summary>Where events are posted; null: nowhere.</summary>
    public Uri? Target { get; set; }

    /// <summary>Tells what became of each mail of a request, without waiting for that.</summary>
    public void Tell(SendGridRequest mail)
    {
        if (Target is not null)
        {
            foreach (var personalization in mail.Personalizations!.Where(one => one.CustomArgs?.ContainsKey("nudge_id") == true))
            {
                _mails[personalization.CustomArgs!["nudge_id"]] = personalization;
            }

            _ = TryAsync([.. mail.Personalizations!.SelectMany(Story)]);
        }
    }

    /// <summary>An event about a mail that was told of; null where there is none.</summary>
    /// <param name="nudge">The mail's nudge.</param>
    /// <param name="kind">As SendGrid names it: "open".</param>
    /// <param name="more">Further members.</param>
    public JsonObject? Event(string nudge, string kind, params IEnumerable<(string Name, JsonNode? Value)> more) =>
        _mails.TryGetValue(nudge, out var mail) ? Event(mail, kind, more) : null;

    /// <summary>Posts the events as they are, signed as of <paramref name="at"/> (now where null).</summary>
    /// <param name="events">The body's list.</param>
    /// <param name="at">When it says that it was signed.</param>
    /// <param name="forged">Whether somebody else's key signs it.</param>
    public async Task<HttpResponseMessage> PostAsync(IReadOnlyList<JsonObject> events, DateTimeOffset? at = null, bool forged = false)
    {
        var body = Encoding.UTF8.GetBytes(new JsonArray([.. events.Select(one => one.DeepClone())]).ToJsonString());
        using var request = Sign(body, at, forged);
        return await _http.SendAsync(request);
    }

    /// <summary>The signed request to <see cref="Target"/>.</summary>
    public HttpRequestMessage Sign(byte[] body, DateTimeOffset? at = null, bool forged = false)
    {
        var timestamp = (at ?? time.GetUtcNow()).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var other = forged ? ECDsa.Create(ECCurve.NamedCurves.nistP256) : null;
        var signature = (other ?? _key).SignData([.. Encoding.ASCII.GetBytes(timestamp), .. body], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        var request = new HttpRequestMessage(HttpMethod.Post, Target) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("X-Twilio-Email-Event-Webhook-Signature", Convert.ToBase64String(signature));
        request.Headers.Add("X-Twilio-Email-Event-Webhook-Timestamp", timestamp);
        return request;
    }

    public void Dispose()
    {
        _key.Dispose();
        _http.Dispose();
    }

    /// <summary>As SendGrid, which tries for a day: until it is taken, a few times.</summary>
    private async Task TryAsync(IReadOnlyList<JsonObject> events)
    {
        for (var tries = 1; tries <= MostTries; tries++)
        {
            try
            {
                using var answer = await PostAsync(events);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException or ObjectDisposedException or CryptographicException)
            {
            }

            await Task.Delay(TimeSpan.FromSeconds(tries), time);
        }
    }

    private IEnumerable<JsonObject> Story(SendGridPersonalization mail)
    {
        var name = mail.To![0].Email!.Split('@')[0];
        if (name == "dropped")
        {
            yield return Event(mail, "dropped", [("reason", "Spam Content")]);
            yield break;
        }

        yield return Event(mail, "processed", []);
        yield return name switch
        {
            "bounce" => Event(mail, "bounce", [("type", "bounce"), ("status", "5.1.1"), ("reason", $"550 5.1.1 <{mail.To[0].Email}>: Recipient address rejected: User unknown")]),
            "blocked" => Event(mail, "bounce", [("type", "blocked"), ("status", "5.7.1"), ("reason", "550 5.7.1 Message rejected by the receiver's policy")]),
            _ => Event(mail, "delivered", [("response", "250 OK")]),
        };
        if (name == "spam")
        {
            yield return Event(mail, "spamreport", []);
        }
    }

    private JsonObject Event(SendGridPersonalization mail, string kind, IEnumerable<(string Name, JsonNode? Value)> more)
    {
        var told = new JsonObject
        {
            ["email"] = mail.To![0].Email,
            ["timestamp"] = time.GetUtcNow().ToUnixTimeSeconds(),
            ["event"] = kind,
            ["sg_event_id"] = Convert.ToBase64String(BitConverter.GetBytes(Interlocked.Increment(ref _event))),
        };
        foreach (var (name, value) in mail.CustomArgs ?? new Dictionary<string, string>())
        {
            told[name] = value;
        }

        foreach (var (name, value) in more)
        {
            told[name] = value;
        }

        return told;
    }
}
