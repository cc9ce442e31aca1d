using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Nudges.Delivery;
using Nudges.Integrations.Http;
using Nudges.People;

namespace Nudges.Integrations.SendGrid;

/// <summary>
/// Reads posts of SendGrid's Event Webhook. What is kept of an event is what it tells of a nudge: neither address nor program nor
/// the person's IP address goes any further.
/// </summary>
internal sealed class EventReader(IOptions<SendGridOptions> options, TimeProvider time) : IEventReader
{
    /// <summary>Clocks differ.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);

    public string Provider => "sendgrid";

    public bool Enabled => options.Value.EventKeyList.Count > 0;

    public string Setting => $"{SendGridOptions.Section}:{nameof(SendGridOptions.EventKeys)}";

    // SendGrid posts when it has 768 KB, or sooner.
    public int MostBytes => 4 * 1024 * 1024;

    public EventReading Read(Func<string, string?> header, ReadOnlySpan<byte> body)
    {
        if (header(EventSignature.SignatureHeader) is not { Length: > 0 and < 1_000 } signature || header(EventSignature.TimestampHeader) is not { Length: > 0 and < 100 } timestamp)
        {
            return new EventReading.Refused($"The headers {EventSignature.SignatureHeader} and {EventSignature.TimestampHeader} are needed: switch on the Signed Event Webhook.");
        }

        if (!EventSignature.IsValid(options.Value.EventKeyList, signature, timestamp, body))
        {
            return new EventReading.Refused($"The signature is of no key in {Setting}, or of another body.");
        }

        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || !IsRecent(seconds))
        {
            return new EventReading.Refused($"The timestamp is not within {nameof(SendGridOptions.EventWindow)}.");
        }

        try
        {
            return Parse(body);
        }
        catch (JsonException failure)
        {
            return new EventReading.Malformed($"The body is not a list of events: {failure.Message}");
        }
    }

    private bool IsRecent(long seconds)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        return seconds <= now + (long)Ahead.TotalSeconds && seconds >= now - (long)options.Value.EventWindow.TotalSeconds;
    }

    private static EventReading Parse(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        using var document = JsonDocument.ParseValue(ref reader);
        if (document.RootElement.ValueKind != JsonValueKind.Array)
        {
            return new EventReading.Malformed("The body is not a list of events.");
        }

        var events = new List<NudgeEvent>();
        var (told, others) = (new HashSet<string>(StringComparer.Ordinal), 0);
        foreach (var element in document.RootElement.EnumerateArray())
        {
            if (Event(element) is not { } one || (Text(element, "sg_event_id") is { } id && !told.Add(id)))
            {
                others++;
                continue;
            }

            events.Add(one);
            if (one.Kind == NudgeEventKind.Dropped && Listed(Text(element, "reason")) is { } listed)
            {
                events.Add(one with { Kind = listed, AddressMark = listed == NudgeEventKind.Bounced ? Mark(element) : null });
            }
        }

        return new EventReading.Read(events, others);
    }

    /// <summary>Null for what is not about a nudge, and for kinds that are not kept: deferred, and clicks, which the product's own links tell better.</summary>
    private static NudgeEvent? Event(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object
            || Text(element, MailRequest.NudgeArgument) is not { } nudge
            || Text(element, MailRequest.BatchArgument) is not { } batch || !BatchId.TryParse(batch, out var id) || id.Channel != EmailChannel.ChannelName
            || !int.TryParse(Text(element, MailRequest.PlaceArgument), NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            || Kind(element) is not { } kind
            || !element.TryGetProperty("timestamp", out var at) || at.ValueKind != JsonValueKind.Number || !at.TryGetInt64(out var seconds) || seconds is < 0 or > uint.MaxValue)
        {
            return null;
        }

        return new NudgeEvent
        {
            Place = new NudgePlace(id, position),
            Nudge = new NudgeId(nudge),
            Kind = kind,
            At = DateTimeOffset.FromUnixTimeSeconds(seconds),
            Reason = ProviderWords.Clean(Text(element, "reason")) is { Length: > 0 } reason ? reason : null,
            AddressMark = kind == NudgeEventKind.Bounced ? Mark(element) : null,
        };
    }

    private static NudgeEventKind? Kind(JsonElement element) => Text(element, "event") switch
    {
        "processed" => NudgeEventKind.Processed,
        "delivered" => NudgeEventKind.Delivered,
        "open" when element.TryGetProperty("sg_machine_open", out var machine) && machine.ValueKind == JsonValueKind.True => NudgeEventKind.OpenedByMachine,
        "open" => NudgeEventKind.Opened,
        "bounce" when Text(element, "type") == "blocked" => NudgeEventKind.Blocked,
        "bounce" => NudgeEventKind.Bounced,
        "blocked" => NudgeEventKind.Blocked,
        "dropped" => NudgeEventKind.Dropped,
        "spamreport" => NudgeEventKind.ReportedAsSpam,
        "unsubscribe" or "group_unsubscribe" => NudgeEventKind.Unsubscribed,
        _ => null,
    };

    /// <summary>SendGrid drops what is for someone on a list of its own, and says so in fixed words.</summary>
    private static NudgeEventKind? Listed(string? reason) => reason switch
    {
        "Bounced Address" or "Invalid" => NudgeEventKind.Bounced,
        "Spam Reporting Address" => NudgeEventKind.ReportedAsSpam,
        "Unsubscribed Address" => NudgeEventKind.Unsubscribed,
        _ => null,
    };

    private static string? Mark(JsonElement element) => Text(element, "email") is { } address ? MailBounce.Mark(address) : null;

    /// <summary>Null also where it is no text at all, as half a character: an event must not cost the others in its post.</summary>
    private static string? Text(JsonElement element, string name)
    {
        try
        {
            return element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
