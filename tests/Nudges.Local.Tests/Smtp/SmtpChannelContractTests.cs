using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Nudges.Delivery;
using Nudges.Integrations.Smtp;
using Nudges.Local.StandIns;
using Nudges.Local.Tests.Delivery;
using Nudges.Local.Tests.StandIns;
using Nudges.People;

namespace Nudges.Local.Tests.Smtp;

public sealed class SmtpChannelContractTests : ChannelContract
{
    private protected override StandInService Service => StandInService.Smtp;

    protected override string AddressSetting => "Smtp:Address";

    protected override string TimeoutSetting => "Smtp:Timeout";

    protected override string Scheme => "smtp";

    /// <summary>The protocol has no words for it.</summary>
    protected override TimeSpan RetryAfter => TimeSpan.FromMinutes(1);

    private protected override IChannel Channel(IServiceProvider services) => services.GetRequiredService<SmtpChannel>();

    protected override Person Reachable(int number)
    {
        var user = World.Host.Company.Users
            .Where(user => Company.Text(user, "mail") is { } mail && World.Host.Company.PersonAt(mail) == Company.IdOf(user))
            .ElementAt(number);
        return new Person { Id = new PersonId(Company.IdOf(user)), DisplayName = Company.Text(user, "displayName")!, Mail = Company.Text(user, "mail") };
    }

    protected override Person Refused => new() { Id = new PersonId("typo"), DisplayName = "Typo", Mail = "naomi.yamada@larkwheel" };

    protected override Person WithoutAddress => new() { Id = new PersonId("none"), DisplayName = "None" };

    [Fact]
    public async Task Send_SaysWhatToSet_WhenTheServerWantsSignIn()
    {
        await using var server = new ScriptedMailServer((_, line) => line switch { _ when Is("MAIL", line) => "530 5.7.57 Client not authenticated", "RSET" => null, _ => "" });
        var channel = Channel(At(server));

        var result = await channel.SendAsync(Nudges(channel, 2), CancellationToken.None);

        Assert.All(result.Outcomes, outcome => Assert.Contains("Smtp:UserName", Assert.IsType<NudgeOutcome.NotSent>(outcome).Reason, StringComparison.Ordinal));
        Assert.Equal(RetryAfter, result.RetryAfter);
    }

    [Fact]
    public async Task Connections_AreKeptAndSharedByBatches_AndNoMoreThanTheSettingSays()
    {
        var channel = Channel(World.Integrations(settings => settings["Smtp:Connections"] = "2"));

        foreach (var round in new[] { "first", "second" })
        {
            await Task.WhenAll(Enumerable.Range(0, 6).Select(batch => channel.SendAsync(Nudges(channel, 2, prefix: $"{round}-{batch}-"), CancellationToken.None)));
        }

        Assert.Equal(24, World.Host.Mailbox.Count(_ => true).Messages);
        Assert.InRange(World.Host.SmtpConnections, 1, 2);
    }

    [Theory]
    [InlineData("250-mail.example\r\n250 PIPELINING", true)]
    [InlineData("250 mail.example", false)]
    public async Task Recipient_LeavesBeforeTheSenderIsAnswered_WhereTheServerOffersPipelining(string offer, bool pipelined)
    {
        await using var server = new ScriptedMailServer((_, line) => line switch
        {
            _ when Is("EHLO", line) => offer,
            _ when Is("MAIL", line) => "451 4.3.0 Not now",
            _ when Is("RCPT", line) => "503 5.5.1 Whose mail?",
            _ => "",
        });
        var services = At(server);
        var channel = Channel(services);

        var result = await channel.SendAsync(Nudges(channel, 1), CancellationToken.None);
        services.GetRequiredService<SmtpConnections>().Dispose();

        Assert.Contains("451 4.3.0 Not now", Assert.IsType<NudgeOutcome.NotSent>(Assert.Single(result.Outcomes)).Reason, StringComparison.Ordinal);
        await server.DisposeAsync();
        Assert.Equal(pipelined, server.Lines.Any(line => Is("RCPT", line)));
    }

    [Theory]
    [InlineData("451 4.7.0 Timeout waiting for client input")]
    [InlineData("421 4.4.2 Idle for too long")]
    public async Task Send_TriesANewConnection_WhenTheServerClosesOneThatWasKept(string words)
    {
        var idle = false;
        await using var server = new ScriptedMailServer((connection, line) => line switch
        {
            _ when idle && connection == 0 && Is("MAIL", line) => words,
            "RSET" => null,
            _ => "",
        });
        var services = At(server);
        var channel = Channel(services);
        await channel.SendAsync(Nudges(channel, 1), CancellationToken.None);
        idle = true;

        var result = await channel.SendAsync(Nudges(channel, 2), CancellationToken.None);
        services.GetRequiredService<SmtpConnections>().Dispose();

        Assert.All(result.Outcomes, outcome => Assert.IsType<NudgeOutcome.Sent>(outcome));
        Assert.Null(result.RetryAfter);
    }

    [Theory]
    [InlineData("421 4.3.2 Shutting down", false)]
    [InlineData("432 4.3.2 Concurrent connections limit exceeded", false)]
    [InlineData("451 4.7.1 Too many messages", false)]
    [InlineData("452 4.3.1 No room left", false)]
    [InlineData("454 4.7.0 Not now", false)]
    [InlineData("450 4.7.1 Never seen that one", true)]
    [InlineData("452 4.2.2 Over quota", true)]
    public async Task Send_HoldsOffTheAccountForAMinute_UnlessTheServerSpeaksOfTheRecipient(string words, bool alone)
    {
        var answered = 0;
        await using var server = new ScriptedMailServer((_, line) => Is("RCPT", line) && answered++ == 0 ? words : "");
        var services = At(server);
        var channel = Channel(services);

        var result = await channel.SendAsync(Nudges(channel, 2), CancellationToken.None);
        services.GetRequiredService<SmtpConnections>().Dispose();

        Assert.Contains(words, Assert.IsType<NudgeOutcome.NotSent>(result.Outcomes[0]).Reason, StringComparison.Ordinal);
        Assert.Equal(alone, result.Outcomes[1] is NudgeOutcome.Sent);
        Assert.Equal(alone ? null : RetryAfter, result.RetryAfter);
    }

    [Fact]
    public async Task Send_HoldsOffTheAccountForAMoment_WhenTheServerIsDown()
    {
        string address;
        await using (var server = new ScriptedMailServer((_, _) => ""))
        {
            address = server.Address;
        }

        var channel = Channel(World.Integrations(settings => settings[AddressSetting] = address));

        var result = await channel.SendAsync(Nudges(channel, 2), CancellationToken.None);

        Assert.All(result.Outcomes, outcome => Assert.IsType<NudgeOutcome.NotSent>(outcome));
        Assert.Equal(TimeSpan.FromSeconds(10), result.RetryAfter);
    }

    [Fact]
    public async Task Send_PutsTheRestOff_WhenTheServerTakesLongerThanTheRateLeaves()
    {
        var time = new PacedTime();
        var asked = 0;
        await using var server = new ScriptedMailServer((_, line) =>
        {
            if (Is("RCPT", line) && asked++ == 0)
            {
                time.Advance(TimeSpan.FromSeconds(45));
            }

            return "";
        });
        var services = World.Integrations(
            settings =>
            {
                settings[AddressSetting] = server.Address;
                settings["Smtp:MessagesPerMinute"] = "6000";
            },
            services => services.AddSingleton<TimeProvider>(time));
        var channel = Channel(services);

        var result = await channel.SendAsync(Nudges(channel, 3), CancellationToken.None);
        services.GetRequiredService<SmtpConnections>().Dispose();

        Assert.IsType<NudgeOutcome.Sent>(result.Outcomes[0]);
        Assert.All(result.Outcomes.Skip(1), outcome => Assert.IsType<NudgeOutcome.NotSent>(outcome));
        Assert.Null(result.RetryAfter);
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task Send_StopsBetweenTwoMails_WhenTheHostStops()
    {
        var time = new PacedTime();
        var channel = Channel(World.Integrations(settings => settings["Smtp:MessagesPerMinute"] = "30", services => services.AddSingleton<TimeProvider>(time)));
        var nudges = Nudges(channel, 3);
        using var stop = new CancellationTokenSource();

        var sending = channel.SendAsync(nudges, stop.Token);
        while (time.Waiting == 0 && !sending.IsCompleted)
        {
            await Task.Yield();
        }

        await stop.CancelAsync();
        var result = await sending;

        Assert.IsType<NudgeOutcome.Sent>(result.Outcomes[0]);
        Assert.All(result.Outcomes.Skip(1), outcome => Assert.IsType<NudgeOutcome.NotSent>(outcome));
        Assert.Null(result.RetryAfter);
        Assert.Equal(1, World.Host.Mailbox.Count(_ => true).Messages);
    }

    [Theory]
    [InlineData("Smtp:MessagesPerMinute", "4", "Smtp:MessagesPerMinute must be 5 to 60000")]
    [InlineData("Smtp:MessagesPerMinute", "60001", "Smtp:MessagesPerMinute must be 5 to 60000")]
    [InlineData("Smtp:Address", "smtp://nudges:secret@mail.example.com", "Smtp:Address holds no user and no password. Use Smtp:UserName")]
    public void Start_SaysWhatToCorrect_AndNoSecret(string setting, string value, string says)
    {
        var failure = Assert.Throws<OptionsValidationException>(() => Channel(World.Integrations(settings => settings[setting] = value)));

        Assert.Contains(says, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, 1_000, null)]
    [InlineData("", 1_000, null)]
    [InlineData("5", 30, 5 / 60.0)]
    [InlineData("30", 30, 0.5)]
    [InlineData("60000", 100, 1_000.0)]
    public void Batches_AreAMinutesWorth_WithARate(string? rate, int size, double? perSecond)
    {
        var channel = Channel(World.Integrations(settings =>
        {
            settings["Smtp:MessagesPerMinute"] = rate;
            settings["Smtp:UserName"] = "nudges";
            settings["Smtp:Password"] = "secret";
        }));

        Assert.Equal((size, perSecond), (channel.BatchSize, channel.RequestsPerSecond));
        Assert.InRange(channel.ChunkSize, 1, channel.BatchSize);
        Assert.Equal($"{World.Host.SmtpAddress.Authority}/nudges", channel.Account);
    }

    private static bool Is(string command, string line) => line.StartsWith(command, StringComparison.OrdinalIgnoreCase);

    private IServiceProvider At(ScriptedMailServer server) => World.Integrations(settings => settings[AddressSetting] = server.Address);
}
