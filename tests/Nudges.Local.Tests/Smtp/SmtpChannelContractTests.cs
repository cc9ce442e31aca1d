using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Nudges.Delivery;
using Nudges.Integrations.Smtp;
using Nudges.Local.StandIns;
using Nudges.Local.Tests.StandIns;
using Nudges.People;

namespace Nudges.Local.Tests.Smtp;

public sealed class SmtpChannelContractTests : ChannelContract
{
    private protected override StandInService Service => StandInService.Smtp;

    protected override string AddressSetting => "Smtp:Address";

    protected override string TimeoutSetting => "Smtp:Timeout";

    protected override string Scheme => "smtp";

    protected override bool SaysHowLongToWait => false;

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
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var answering = AnswerAsync(server);
        var channel = Channel(World.Integrations(settings => settings[AddressSetting] = $"smtp://127.0.0.1:{((IPEndPoint)server.LocalEndpoint).Port}/"));

        var result = await channel.SendAsync(Nudges(channel, 2), CancellationToken.None);

        Assert.All(result.Outcomes, outcome => Assert.Contains("Smtp:UserName", Assert.IsType<NudgeOutcome.NotSent>(outcome).Reason, StringComparison.Ordinal));
        server.Stop();
        await answering;
    }

    /// <summary>One conversation of a server that takes mail only from who signs in, and offers no way to.</summary>
    private static async Task AnswerAsync(TcpListener server)
    {
        using var client = await server.AcceptTcpClientAsync();
        using var reader = new StreamReader(client.GetStream());
        await using var writer = new StreamWriter(client.GetStream()) { AutoFlush = true, NewLine = "\r\n" };
        await writer.WriteLineAsync("220 mail.example");
        while (await reader.ReadLineAsync() is { } line)
        {
            var isRefused = line.StartsWith("MAIL", StringComparison.OrdinalIgnoreCase);
            await writer.WriteLineAsync(isRefused ? "530 5.7.57 Client not authenticated" : "250 mail.example");
            if (isRefused)
            {
                return;
            }
        }
    }
}
