using System.Buffers;
using System.Text.Json;
using Nudges.Delivery;
using Nudges.Integrations.Mail;

namespace Nudges.Integrations.SendGrid;

/// <summary>
/// The body of <c>POST /v3/mail/send</c> for many people. Written person by person: a batch of a thousand is several
/// megabytes, and is held once.
/// </summary>
internal static class MailRequest
{
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
        json.WriteStartArray("personalizations");
        foreach (var nudge in nudges)
        {
            Personalization(json, nudge, keys);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Personalization(Utf8JsonWriter json, BatchedNudge nudge, SubstitutionKeys keys)
    {
        var envelope = EmailEnvelope.Of(nudge);
        json.WriteStartObject();
        json.WriteStartArray("to");
        Address(json, null, envelope.To, envelope.ToName);
        json.WriteEndArray();
        json.WriteString("subject", envelope.Message.Subject);
        json.WriteStartObject("headers");
        json.WriteString("List-Unsubscribe", $"<{envelope.Unsubscribe.AbsoluteUri}>");
        json.WriteString("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        json.WriteEndObject();
        json.WriteStartObject("substitutions");
        foreach (var (key, value) in keys.Fill(envelope.Message))
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
        json.WriteStartObject("custom_args");
        json.WriteString("nudge_id", nudge.Id.Value);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Content(Utf8JsonWriter json, string type, string value)
    {
        json.WriteStartObject();
        json.WriteString("type", type);
        json.WriteString("value", value);
        json.WriteEndObject();
    }

    private static void Address(Utf8JsonWriter json, string? property, string email, string? name)
    {
        if (property is not null)
        {
            json.WritePropertyName(property);
        }

        json.WriteStartObject();
        json.WriteString("email", email);
        if (name is not null)
        {
            json.WriteString("name", name);
        }

        json.WriteEndObject();
    }
}
