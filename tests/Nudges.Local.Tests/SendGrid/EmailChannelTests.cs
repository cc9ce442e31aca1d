using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Nudges.Delivery;
using Nudges.Integrations.Mail;
using Nudges.Integrations.SendGrid;
using Nudges.Local.StandIns;
using Nudges.Local.Tests.StandIns;
using Nudges.Messages;
using Nudges.People;

namespace Nudges.Local.Tests.SendGrid;

public sealed class EmailChannelTests : IAsyncLifetime
{
    private readonly List<string> _bodies = [];
    private StandInWorld? _world;

    private StandInWorld World => _world!;

    public async Task InitializeAsync() => _world = await StandInWorld.StartAsync();

    public async Task DisposeAsync() => await World.DisposeAsync();

    [Fact]
    public async Task Send_GivesAThousandPeopleTheirOwn_InOneRequest()
    {
        var channel = Channel();
        var nudges = Enumerable.Range(0, 1_000).Select(number => Drafts.Compose(channel, Draft(number))).ToList();

        var result = await channel.SendAsync(nudges, CancellationToken.None);

        Assert.All(result.Outcomes, outcome => Assert.IsType<NudgeOutcome.Sent>(outcome));
        Assert.Equal(1, World.Host.Faults.RequestsTo(StandInService.SendGrid));
        Assert.Equal(1_000, World.Host.Mailbox.Count(_ => true).Nudges);
        foreach (var number in new[] { 0, 1, 500, 999 })
        {
            var mail = World.Host.Mailbox.Read($"n{number}")!;
            Assert.Equal($"person{number}@many.example", mail.To);
            Assert.Contains($"Article {number} for you", mail.Html, StringComparison.Ordinal);
            Assert.Contains($"Article {number} for you", mail.Text, StringComparison.Ordinal);
            Assert.Contains($"https://nudges.example/l/n{number}'", mail.Html, StringComparison.Ordinal);
            Assert.Equal($"<https://nudges.example/unsubscribe/n{number}>", mail.Headers["List-Unsubscribe"]);
            Assert.Equal("List-Unsubscribe=One-Click", mail.Headers["List-Unsubscribe-Post"]);
        }
    }

    [Fact]
    public async Task Send_NamesEachNudgesPlace_AndHasSendGridCountOpensOnly()
    {
        var channel = Channel(settings => settings["SendGrid:TrackOpens"] = "false");
        var batch = new BatchId("daily-2026-11-26.00003.email.1");

        await channel.SendAsync([Drafts.Compose(channel, Draft(1)) with { Place = new NudgePlace(batch, 17) }, Drafts.Compose(channel, Draft(2))], CancellationToken.None);
        await Channel().SendAsync([Drafts.Compose(channel, Draft(1))], CancellationToken.None);

        var sent = _bodies.ConvertAll(body => JsonDocument.Parse(body).RootElement);
        var arguments = sent[0].GetProperty("personalizations").EnumerateArray().Select(one => one.GetProperty("custom_args").GetRawText()).ToList();
        Assert.Equal(["""{"nudge_id":"n1","nudge_batch":"daily-2026-11-26.00003.email.1","nudge_place":"17"}""", """{"nudge_id":"n2"}"""], arguments);
        Assert.Equal([false, true], sent.Select(body => body.GetProperty("tracking_settings").GetProperty("open_tracking").GetProperty("enable").GetBoolean()));
        Assert.All(sent, body => Assert.False(body.GetProperty("tracking_settings").GetProperty("click_tracking").GetProperty("enable").GetBoolean()));
    }

    [MailApiFact]
    public async Task Send_AsksWhatSendGridDescribes()
    {
        var channel = Channel(settings => settings["SendGrid:ReplyTo"] = "answers@larkwheel.example");
        var nudges = Enumerable.Range(0, 1_000)
            .Select(number => Drafts.Compose(channel, Draft(number)) with { Place = new NudgePlace(new BatchId("daily-2026-11-26.00003.email.1"), number) }).ToList();

        await channel.SendAsync(nudges, CancellationToken.None);

        var schema = await MailSchema.LoadAsync(SharedData.MailApi!);
        Assert.Empty(schema.Validate(Assert.Single(_bodies)));
        Assert.NotEmpty(schema.Validate("""{"personalizations":[{"to":[{"email":"not an address"}]}],"from":{}}"""));
    }

    [Fact]
    public async Task Send_LeavesTextAlone_ThatLooksLikeAKey()
    {
        var channel = Channel();
        var first = Mail("n1", "Nothing special");
        await channel.SendAsync([first], CancellationToken.None);
        var keys = JsonDocument.Parse(_bodies[0]).RootElement.GetProperty("personalizations")[0].GetProperty("substitutions").EnumerateObject().Select(key => key.Name).ToList();
        var hostile = $"{string.Join(' ', keys)} {EmailShell.Body} {EmailShell.TextBody} -name- %name% {{{{name}}}}";

        // The same seed as before, so the keys would be the same if they were not kept apart from the text.
        await channel.SendAsync([Mail("n1", hostile), Mail("n2", "Other")], CancellationToken.None);

        var mail = World.Host.Mailbox.Read("n1-2")!;
        Assert.Equal(hostile, mail.Subject);
        Assert.Contains($"<p>{hostile}</p>", mail.Html, StringComparison.Ordinal);
        Assert.Contains(hostile, mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Other", mail.Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""["one \"1\"","","two\u00A0– 2"]""")]
    [InlineData("""
        "one \"1\"\n\ntwo\u00A0– 2"
        """)]
    public async Task Send_SendsTheTextWithItsLineBreaks_HoweverTheBatchKeepsIt(string text)
    {
        var mail = Mail("lines", "Lines");

        await Channel().SendAsync([mail with { Message = mail.Message.ToString().Replace("""["Lines"]""", text, StringComparison.Ordinal) }], CancellationToken.None);

        Assert.Equal("one \"1\"\n\ntwo\u00A0– 2", World.Host.Mailbox.Read("lines")!.Text);
    }

    [Fact]
    public async Task Send_RejectsOnlyTheOne_ThatIsTooLarge()
    {
        var channel = Channel();

        var result = await channel.SendAsync([Mail("small", "Small"), Mail("large", new string('x', 5_000))], CancellationToken.None);

        Assert.IsType<NudgeOutcome.Sent>(result.Outcomes[0]);
        Assert.Contains("10000 bytes", Assert.IsType<NudgeOutcome.Rejected>(result.Outcomes[1]).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_DeliversNothing_WhenEverybodyIsRefused()
    {
        var channel = Channel();

        var result = await channel.SendAsync([Mail("a", "A", to: "nobody"), Mail("b", "B", to: "nobody@either")], CancellationToken.None);

        Assert.All(result.Outcomes, outcome => Assert.DoesNotContain("nobody@", Assert.IsType<NudgeOutcome.Rejected>(outcome).Reason, StringComparison.Ordinal));
        Assert.Equal(0, World.Host.Mailbox.Count(_ => true).Messages);
    }

    [Theory]
    [InlineData(401, """{"errors":[{"message":"The provided authorization grant is invalid, expired, or revoked","field":null,"help":null}]}""", "SendGrid:ApiKey")]
    [InlineData(403, """{"errors":[{"message":"The from address does not match a verified Sender Identity.","field":"from","help":null}]}""", "SendGrid:From")]
    [InlineData(400, """{"errors":[{"message":"The from email does not contain a valid address.","field":"from.email","help":null}]}""", "SendGrid:From")]
    [InlineData(413, "", "larger")]
    [InlineData(404, "<html>Not here</html>", "SendGrid:BaseAddress")]
    [InlineData(302, "", "SendGrid:BaseAddress")]
    [InlineData(503, "oops", "503")]
    public async Task Send_SaysWhatToLookAt_WhenNothingIsTaken(int status, string body, string named)
    {
        await using var server = await FixedAnswer.StartAsync(status, body, headers: ("Location", "/elsewhere"));
        var channel = Channel(settings => settings["SendGrid:BaseAddress"] = server.Address.AbsoluteUri);

        var result = await channel.SendAsync([Mail("n1", "Title")], CancellationToken.None);

        Assert.Contains(named, Assert.IsType<NudgeOutcome.NotSent>(result.Outcomes[0]).Reason, StringComparison.Ordinal);
        Assert.Null(result.RetryAfter);
        Assert.Equal(1, server.Requests);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(204)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(504)]
    public async Task Send_IsUnconfirmed_WhenTheAnswerDoesNotSayWhetherItWasTaken(int status)
    {
        await using var server = await FixedAnswer.StartAsync(status, "");
        var channel = Channel(settings => settings["SendGrid:BaseAddress"] = server.Address.AbsoluteUri);

        var result = await channel.SendAsync([Mail("n1", "Title")], CancellationToken.None);

        Assert.IsType<NudgeOutcome.Unconfirmed>(result.Outcomes[0]);
        Assert.Equal(1, server.Requests);
    }

    [Fact]
    public async Task Send_SendsNothing_WhenAnEmailCannotBeWritten()
    {
        await using var server = await FixedAnswer.StartAsync(202, "");
        var channel = Channel(settings => settings["SendGrid:BaseAddress"] = server.Address.AbsoluteUri);

        var result = await channel.SendAsync([Mail("n1", "Title"), Mail("n2", "Title") with { Message = "{}" }], CancellationToken.None);

        Assert.All(result.Outcomes, outcome => Assert.Contains("could not be written", Assert.IsType<NudgeOutcome.NotSent>(outcome).Reason, StringComparison.Ordinal));
        Assert.Equal(0, server.Requests);
    }

    [Fact]
    public async Task Send_WaitsForTheReset_WhenThrottledWithoutRetryAfter()
    {
        var reset = World.Time.GetUtcNow().AddSeconds(42).ToUnixTimeSeconds();
        await using var server = await FixedAnswer.StartAsync(429, headers: ("X-RateLimit-Reset", reset.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        var channel = Channel(settings => settings["SendGrid:BaseAddress"] = server.Address.AbsoluteUri);

        var result = await channel.SendAsync([Mail("n1", "Title")], CancellationToken.None);

        Assert.Equal(TimeSpan.FromSeconds(42), result.RetryAfter);
    }

    [Theory]
    [InlineData("0", 30)]
    [InlineData("1", null)]
    public async Task Send_HoldsOffUntilTheReset_WhenTheLimitIsUsedUp(string remaining, int? seconds)
    {
        var reset = World.Time.GetUtcNow().AddSeconds(30).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        await using var server = await FixedAnswer.StartAsync(202, "", "application/json", ("X-RateLimit-Remaining", remaining), ("X-RateLimit-Reset", reset));
        var channel = Channel(settings => settings["SendGrid:BaseAddress"] = server.Address.AbsoluteUri);

        var result = await channel.SendAsync([Mail("n1", "Title")], CancellationToken.None);

        Assert.IsType<NudgeOutcome.Sent>(result.Outcomes[0]);
        Assert.Equal(seconds is { } wait ? TimeSpan.FromSeconds(wait) : null, result.HoldOff);
    }

    [Fact]
    public async Task Send_NamesTheAddress_WhenItsNameIsUnknown()
    {
        // Without the recorder, which reads the body as the wire would.
        var channel = World.Integrations(settings => settings["SendGrid:BaseAddress"] = "https://no-such-host.invalid/").GetRequiredService<EmailChannel>();

        var result = await channel.SendAsync([Mail("n1", "Title")], CancellationToken.None);

        Assert.Contains("https://no-such-host.invalid/", Assert.IsType<NudgeOutcome.NotSent>(result.Outcomes[0]).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SendGrid:ApiKey", "", "SendGrid:ApiKey is missing")]
    [InlineData("SendGrid:From", "nobody", "SendGrid:From must be")]
    [InlineData("SendGrid:BaseAddress", "http://api.sendgrid.com", "SendGrid:BaseAddress must be an https address")]
    public void Settings_FailTheStart_WhenWrong(string setting, string value, string says)
    {
        var options = World.Integrations(settings => settings[setting] = value).GetRequiredService<IOptions<SendGridOptions>>();

        Assert.Contains(says, Assert.Throws<OptionsValidationException>(() => options.Value).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_FailTheStart_WhenMisspelt()
    {
        var options = World.Integrations(settings => settings["SendGrid:ApiKye"] = "x").GetRequiredService<IOptions<SendGridOptions>>();

        Assert.Contains("ApiKye", Assert.Throws<InvalidOperationException>(() => options.Value).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reaches_IsFalse_WhenSwitchedOff()
    {
        var channel = Channel(settings => (settings["SendGrid:Enabled"], settings["SendGrid:ApiKey"]) = ("false", ""));

        Assert.False(channel.Reaches(Draft(0).Person));
    }

    private static NudgeDraft Draft(int number) => Drafts.For(
        new Person { Id = new PersonId($"p{number}"), DisplayName = $"Person {number}", Mail = $"person{number}@many.example" }, $"n{number}", $"Article {number} for you");

    private static BatchedNudge Mail(string nudge, string words, string? to = null) => new()
    {
        Id = new NudgeId(nudge),
        Person = new PersonId(nudge),
        Message = JsonSerializer.Serialize(
            new EmailEnvelope
            {
                To = to ?? $"{nudge}@larkwheel.example",
                ToName = nudge,
                Unsubscribe = new Uri("https://nudges.example/unsubscribe/x"),
                Message = new EmailMessage { Subject = words, Preheader = "", Html = $"<p>{words}</p>", Text = words, Language = "en" },
            },
            NudgesJson.Options),
    };

    private EmailChannel Channel(Action<Dictionary<string, string?>>? change = null) =>
        World.Integrations(change, services => services.AddHttpClient(MailClient.HttpName).AddHttpMessageHandler(() => new WireRecorder(_bodies)))
            .GetRequiredService<EmailChannel>();
}
