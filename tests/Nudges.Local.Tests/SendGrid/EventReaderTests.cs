using System.Globalization;
using System.Text;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Nudges.Delivery;
using Nudges.Integrations.SendGrid;
using Nudges.Local.StandIns;
using Nudges.People;

namespace Nudges.Local.Tests.SendGrid;

/// <summary>Posts of the Event Webhook as SendGrid signs them, and as nobody else may.</summary>
public sealed class EventReaderTests : IDisposable
{
    private const string Batch = "daily-2026-11-26.00003.email.1";
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 26, 12, 0, 0, TimeSpan.Zero));
    private readonly SendGridWebhook _sender;

    public EventReaderTests() => _sender = new SendGridWebhook(_time) { Target = new Uri("http://localhost/") };

    public void Dispose() => _sender.Dispose();

    [Fact]
    public void Read_TakesTheBytesAsTheyCame_WithLettersOfAnyKindAndBlanks()
    {
        var body = Encoding.UTF8.GetBytes("[ \r\n" + Event("delivered", """ "note" : "Grüße, 世界 \u00e9\u4e16 ",  """) + "\r\n]\r\n");

        var told = Assert.Single(Events(body));

        Assert.Equal((new BatchId(Batch), 17, "n17", NudgeEventKind.Delivered), (told.Place.Batch, told.Place.Position, told.Nudge.Value, told.Kind));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1_795_694_400), told.At);
        Assert.Null(told.AddressMark);
        // As a JSON library would write it again: another body.
        Assert.IsType<EventReading.Refused>(Read(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(body).Trim()), signed: body));
    }

    [Fact]
    public void Read_TakesBytesThatAreNoText_AndSaysSo()
    {
        byte[] body = [0xff, 0xfe, .. "[]"u8];

        Assert.IsType<EventReading.Malformed>(Read(body));
    }

    [Theory]
    [InlineData("[{\"event\":\"open\"}")]
    [InlineData("{}")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[] []")]
    public void Read_SaysThatItIsMalformed_WhereItIsSignedAndNoList(string body)
    {
        var reading = Read(Encoding.UTF8.GetBytes(body));

        Assert.True(reading is EventReading.Malformed or EventReading.Read { Events.Count: 0 }, reading.ToString());
        Assert.Equal(body == "[] []", reading is EventReading.Read);
    }

    [Theory]
    [InlineData("[1,null,\"x\",[],{}]")]
    [InlineData("""[{"event":"open","nudge_id":"n","nudge_batch":"no batch","nudge_place":"1","timestamp":1}]""")]
    [InlineData("""[{"event":"open","nudge_id":"n","nudge_batch":"daily-1.0.email.0","nudge_place":"-1","timestamp":1}]""")]
    [InlineData("""[{"event":"open","nudge_id":"n","nudge_batch":"daily-1.0.email.0","nudge_place":"1","timestamp":"soon"}]""")]
    [InlineData("""[{"event":"open","nudge_id":"n","nudge_batch":"daily-1.0.email.0","nudge_place":"1","timestamp":1e300}]""")]
    [InlineData("""[{"event":"click","nudge_id":"n","nudge_batch":"daily-1.0.email.0","nudge_place":"1","timestamp":1}]""")]
    [InlineData("""[{"event":"deferred","nudge_id":"n","nudge_batch":"daily-1.0.email.0","nudge_place":"1","timestamp":1}]""")]
    [InlineData("""[{"event":"delivered","nudge_id":"n","nudge_batch":"daily-1.0.smtp.0","nudge_place":"1","timestamp":1}]""")]
    [InlineData("""[{"event":"delivered","email":"other@mail.example","timestamp":1}]""")]
    public void Read_PassesOverWhatIsNotOfANudge(string body) => Assert.Empty(Events(Encoding.UTF8.GetBytes(body)));

    [Theory]
    [InlineData("nudge_id")]
    [InlineData("nudge_batch")]
    [InlineData("sg_event_id")]
    [InlineData("event")]
    [InlineData("reason")]
    [InlineData("email")]
    [InlineData("type")]
    [InlineData("note\\ud800")]
    public void Read_KeepsTheOtherEvents_WhereOneHoldsHalfACharacter(string name)
    {
        // The last of two members with one name counts.
        var odd = $"{Event("bounce", "")[..^1]},\"{name}\":\"\\ud800\"}}";

        Assert.Contains(Events(Encoding.UTF8.GetBytes($"[{odd},{Event("delivered", "")}]")), told => told.Kind == NudgeEventKind.Delivered);
    }

    [Fact]
    public void Read_TakesAsLongAsTheBodyIs_WhateverAForeignServerSays()
    {
        var told = Assert.Single(Events(Encoding.UTF8.GetBytes($"[{Event("bounce", $"\"reason\":\"{new string('a', 3_500_000)}\",")}]")));

        Assert.Equal(new string('a', 200), told.Reason);
    }

    [Fact]
    public void Read_GivesADuplicateOnce()
    {
        var one = Event("open", "\"sg_event_id\":\"e1\",");
        var other = Event("open", "\"sg_event_id\":\"e2\",");

        Assert.Equal(2, Events(Encoding.UTF8.GetBytes($"[{one},{one},{other},{one}]")).Count);
    }

    [Fact]
    public void Read_RefusesWhatIsUnsignedForgedOrOfAnotherBody()
    {
        var body = "[]"u8.ToArray();

        Assert.IsType<EventReading.Refused>(Reader().Read(_ => null, body));
        Assert.IsType<EventReading.Refused>(Read(body, forged: true));
        Assert.IsType<EventReading.Refused>(Read("[ ]"u8.ToArray(), signed: body));
        Assert.IsType<EventReading.Refused>(Reader().Read(name => name.EndsWith("Signature", StringComparison.Ordinal) ? "no base64" : "1795694400", body));
        Assert.IsType<EventReading.Refused>(Reader().Read(name => name.EndsWith("Signature", StringComparison.Ordinal) ? "AAAA" : "1795694400", body));
        // The time is signed as well.
        using var request = _sender.Sign(body);
        Assert.IsType<EventReading.Refused>(Reader().Read(
            name => name.EndsWith("Timestamp", StringComparison.Ordinal) ? (Header(request, name).Length + 1_795_694_400).ToString(CultureInfo.InvariantCulture) : Header(request, name), body));
    }

    [Theory]
    [InlineData(-24 * 60, true)]
    [InlineData(-25 * 60 - 1, false)]
    [InlineData(4, true)]
    [InlineData(6, false)]
    public void Read_TakesAPostWithinTheWindow(int minutes, bool taken) =>
        Assert.Equal(taken, Read("[]"u8.ToArray(), at: _time.GetUtcNow().AddMinutes(minutes)) is EventReading.Read);

    [Fact]
    public void Read_BelievesEachKey_WhileOneIsChangedForAnother()
    {
        using var former = new SendGridWebhook(_time);

        Assert.IsType<EventReading.Read>(Read("[]"u8.ToArray(), keys: $"{former.PublicKey}, {_sender.PublicKey}"));
        Assert.IsType<EventReading.Refused>(Read("[]"u8.ToArray(), keys: former.PublicKey));
    }

    [Theory]
    [InlineData("open", "", NudgeEventKind.Opened)]
    [InlineData("open", "\"sg_machine_open\":true,", NudgeEventKind.OpenedByMachine)]
    [InlineData("open", "\"sg_machine_open\":false,", NudgeEventKind.Opened)]
    [InlineData("bounce", "\"type\":\"bounce\",", NudgeEventKind.Bounced)]
    [InlineData("bounce", "\"type\":\"blocked\",", NudgeEventKind.Blocked)]
    [InlineData("dropped", "\"reason\":\"Spam Content\",", NudgeEventKind.Dropped)]
    [InlineData("dropped", "\"reason\":\"Bounced Address\",", NudgeEventKind.Dropped, NudgeEventKind.Bounced)]
    [InlineData("dropped", "\"reason\":\"Unsubscribed Address\",", NudgeEventKind.Dropped, NudgeEventKind.Unsubscribed)]
    [InlineData("spamreport", "", NudgeEventKind.ReportedAsSpam)]
    [InlineData("group_unsubscribe", "", NudgeEventKind.Unsubscribed)]
    public void Read_TellsKindsApart(string name, string more, params NudgeEventKind[] kinds) =>
        Assert.Equal(kinds, Events(Encoding.UTF8.GetBytes($"[{Event(name, more)}]")).Select(told => told.Kind));

    [Fact]
    public void Read_KeepsTheProvidersWords_WithoutAddresses()
    {
        var told = Assert.Single(Events(Encoding.UTF8.GetBytes($"[{Event("bounce", "\"type\":\"bounce\",\"reason\":\"550 5.1.1 <ann@x.example>: no such user\",\"ip\":\"192.0.2.1\",")}]")));

        Assert.Equal("550 5.1.1 <…>: no such user", told.Reason);
        Assert.Equal(MailBounce.Mark("Ann@x.example"), told.AddressMark);
        var kept = System.Text.Json.JsonSerializer.Serialize(told, NudgesJson.Options);
        Assert.DoesNotContain("ann@", kept, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("192.0.2.1", kept, StringComparison.Ordinal);
    }

    private IReadOnlyList<NudgeEvent> Events(byte[] body) => Assert.IsType<EventReading.Read>(Read(body)).Events;

    private EventReading Read(byte[] body, byte[]? signed = null, DateTimeOffset? at = null, bool forged = false, string? keys = null)
    {
        using var request = _sender.Sign(signed ?? body, at, forged);
        return Reader(keys).Read(name => Header(request, name), body);
    }

    private EventReader Reader(string? keys = null) => new(Options.Create(new SendGridOptions { EventKeys = keys ?? _sender.PublicKey }), _time);

    private static string Header(HttpRequestMessage request, string name) => request.Headers.GetValues(name).Single();

    private static string Event(string name, string more) =>
        $$"""{"email":"ann@x.example",{{more}}"event":"{{name}}","timestamp":1795694400,"nudge_id":"n17","nudge_batch":"{{Batch}}","nudge_place":"17"}""";
}
