using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Nudges.Delivery;
using Nudges.Integrations.Mail;

namespace Nudges.Integrations.SendGrid;

/// <summary>
/// The body of <c>POST /v3/mail/send</c> for many people. Written person by person as it is sent, and never held: of a batch of a thousand
/// it is ten megabytes. What a batch keeps of an email is JSON by the same rules, so its texts are copied as they stand.
/// </summary>
internal sealed class MailRequest : HttpContent
{
    // SendGrid's events carry them back.
    public const string NudgeArgument = "nudge_id";
    public const string BatchArgument = "nudge_batch";
    public const string PlaceArgument = "nudge_place";

    /// <summary>So many bytes go out at once.</summary>
    private const int Piece = 32 * 1024;

    private static readonly JsonWriterOptions Json = new() { Encoder = NudgesJson.Options.Encoder };

    /// <summary>Looked through once, as the body is written twice: the first time to tell its length.</summary>
    private readonly Lazy<List<(BatchedNudge Nudge, EnvelopeTexts Email, string Unsubscribe)>> _nudges;
    private readonly SubstitutionKeys _keys;
    private readonly SendGridOptions _options;

    public MailRequest(IReadOnlyList<BatchedNudge> nudges, SubstitutionKeys keys, SendGridOptions options)
    {
        (_nudges, _keys, _options) = (new(() => [.. nudges.Select(Read)]), keys, options);
        Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
    }

    protected override bool TryComputeLength(out long length)
    {
        // Written once for nobody: that costs less than holding it. It is asked for once, and nothing waits there.
        length = WriteAsync(Stream.Null, CancellationToken.None).GetAwaiter().GetResult();
        return true;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) => WriteAsync(stream, cancellationToken);

    /// <returns>How many bytes.</returns>
    private async Task<long> WriteAsync(Stream output, CancellationToken cancellationToken)
    {
        await using var json = new Utf8JsonWriter(output, Json);
        json.WriteStartObject();
        Address(json, "from", _options.From, _options.FromName);
        if (_options.ReplyTo is { } replyTo)
        {
            Address(json, "reply_to", replyTo, name: null);
        }

        json.WriteStartArray("content");
        Content(json, "text/plain", _keys.Text);
        Content(json, "text/html", _keys.Html);
        json.WriteEndArray();
        Tracking(json, _options);
        json.WriteStartArray("personalizations");
        foreach (var (nudge, email, unsubscribe) in _nudges.Value)
        {
            Personalization(json, nudge, email, unsubscribe, _keys);
            if (json.BytesPending >= Piece)
            {
                await json.FlushAsync(cancellationToken);
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
        await json.FlushAsync(cancellationToken);
        return json.BytesCommitted;
    }

    /// <summary>Links are the product's own and are counted there; SendGrid must neither rewrite them nor add its own to unsubscribe.</summary>
    private static void Tracking(Utf8JsonWriter json, SendGridOptions options)
    {
        json.WriteStartObject("tracking_settings");
        json.WriteStartObject("click_tracking");
        json.WriteBoolean("enable", false);
        json.WriteBoolean("enable_text", false);
        json.WriteEndObject();
        json.WriteStartObject("open_tracking");
        json.WriteBoolean("enable", options.TrackOpens);
        json.WriteEndObject();
        json.WriteStartObject("subscription_tracking");
        json.WriteBoolean("enable", false);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static (BatchedNudge Nudge, EnvelopeTexts Email, string Unsubscribe) Read(BatchedNudge nudge)
    {
        var email = new EnvelopeTexts(nudge.Message);
        return (nudge, email, $"<{JsonSerializer.Deserialize<Uri>(email["unsubscribe"])!.AbsoluteUri}>");
    }

    private static void Personalization(Utf8JsonWriter json, BatchedNudge nudge, EnvelopeTexts email, string unsubscribe, SubstitutionKeys keys)
    {
        json.WriteStartObject();
        json.WriteStartArray("to");
        json.WriteStartObject();
        Copy(json, "email", email["to"]);
        Copy(json, "name", email["toName"]);
        json.WriteEndObject();
        json.WriteEndArray();
        Copy(json, "subject", email["subject"]);
        json.WriteStartObject("headers");
        json.WriteString("List-Unsubscribe", unsubscribe);
        json.WriteString("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        json.WriteEndObject();
        json.WriteStartObject("substitutions");
        foreach (var (key, member) in keys.Members)
        {
            Copy(json, key, email[member]);
        }

        json.WriteEndObject();
        json.WriteStartObject("custom_args");
        json.WriteString(NudgeArgument, nudge.Id.Value);
        if (nudge.Place is { } place)
        {
            json.WriteString(BatchArgument, place.Batch.Value);
            json.WriteString(PlaceArgument, place.Position.ToString(CultureInfo.InvariantCulture));
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Copy(Utf8JsonWriter json, string property, ReadOnlySpan<byte> text)
    {
        json.WritePropertyName(property);
        json.WriteRawValue(text, skipInputValidation: true);
    }

    private static void Content(Utf8JsonWriter json, string type, string value)
    {
        json.WriteStartObject();
        json.WriteString("type", type);
        json.WriteString("value", value);
        json.WriteEndObject();
    }

    private static void Address(Utf8JsonWriter json, string property, string email, string? name)
    {
        json.WriteStartObject(property);
        json.WriteString("email", email);
        if (name is not null)
        {
            json.WriteString("name", name);
        }

        json.WriteEndObject();
    }
}
