using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Nudges.Delivery;
using Nudges.Integrations.Mail;

namespace Nudges.Integrations.SendGrid;

/// <summary>
/// The body of <c>POST /v3/mail/send</c> for many people. Written person by person: a batch of a thousand is several
/// megabytes, and is held once. What a batch keeps of an email is JSON by the same rules, so its texts are copied as they stand.
/// </summary>
internal static class MailRequest
{
    // SendGrid's events carry them back.
    public const string NudgeArgument = "nudge_id";
    public const string BatchArgument = "nudge_batch";
    public const string PlaceArgument = "nudge_place";

    private static readonly JsonWriterOptions Json = new() { Encoder = NudgesJson.Options.Encoder };

    public static void Write(IBufferWriter<byte> output, IReadOnlyList<BatchedNudge> nudges, SubstitutionKeys keys, SendGridOptions options)
    {
        using var json = new Utf8JsonWriter(output, Json);
        json.WriteStartObject();
        Address(json, "from", options.From, options.FromName);
        if (options.ReplyTo is { } replyTo)
        {
            Address(json, "reply_to", replyTo, name: null);
        }

        json.WriteStartArray("content");
        Content(json, "text/plain", keys.Text);
        Content(json, "text/html", keys.Html);
        json.WriteEndArray();
        Tracking(json, options);
        json.WriteStartArray("personalizations");
        foreach (var nudge in nudges)
        {
            Personalization(json, nudge, keys);
        }

        json.WriteEndArray();
        json.WriteEndObject();
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

    private static void Personalization(Utf8JsonWriter json, BatchedNudge nudge, SubstitutionKeys keys)
    {
        using var envelope = JsonDocument.Parse(nudge.Message.Utf8);
        var (email, message) = (envelope.RootElement, EmailEnvelope.MessageOf(envelope));
        json.WriteStartObject();
        json.WriteStartArray("to");
        json.WriteStartObject();
        Copy(json, "email", email.GetProperty("to"));
        Copy(json, "name", email.GetProperty("toName"));
        json.WriteEndObject();
        json.WriteEndArray();
        Copy(json, "subject", message.GetProperty("subject"));
        json.WriteStartObject("headers");
        json.WriteString("List-Unsubscribe", $"<{new Uri(email.GetProperty("unsubscribe").GetString()!).AbsoluteUri}>");
        json.WriteString("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        json.WriteEndObject();
        json.WriteStartObject("substitutions");
        foreach (var (key, member) in keys.Members)
        {
            Copy(json, key, message.GetProperty(member));
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

    private static void Copy(Utf8JsonWriter json, string property, JsonElement text)
    {
        json.WritePropertyName(property);
        json.WriteRawValue(JsonMarshal.GetRawUtf8Value(text), skipInputValidation: true);
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
