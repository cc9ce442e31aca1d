using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Nudges.Local.StandIns;

/// <summary>
/// The world outside, on one loopback address: Graph (/v1.0), SendGrid (/v3/mail), the Bot Connector (/v3/conversations),
/// webhooks of Teams' Workflows (/workflows) and the content (/content), and a mail server on another; with the mailbox (/mailbox), and faults (/faults), events of mail (/events),
/// changes of people (/people-changes) and of who has the Teams app (/teams-app) on command.
/// </summary>
internal sealed class StandInHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly SmtpStandIn _smtp;

    private StandInHost(WebApplication app, SmtpStandIn smtp, Company company, Mailbox mailbox, SendGridWebhook webhook, TeamsApps teamsApps, Faults faults, ResourceUnits units)
    {
        _app = app;
        _smtp = smtp;
        Address = new Uri(app.Urls.Single() + "/");
        Company = company;
        Mailbox = mailbox;
        Webhook = webhook;
        TeamsApps = teamsApps;
        Faults = faults;
        Units = units;
    }

    /// <summary>Ends with a slash.</summary>
    public Uri Address { get; }

    /// <summary>Where mail is taken by SMTP.</summary>
    public Uri SmtpAddress => _smtp.Address;

    /// <summary>How many connections were opened there.</summary>
    public int SmtpConnections => _smtp.Connections;

    public Company Company { get; }

    public Mailbox Mailbox { get; }

    /// <summary>Posts nothing until it is told where to.</summary>
    public SendGridWebhook Webhook { get; }

    public TeamsApps TeamsApps { get; }

    public Faults Faults { get; }

    public ResourceUnits Units { get; }

    /// <summary>Serves the samples, with as many <paramref name="employees"/>, those of the <paramref name="seed"/>; what is delivered is kept in the folder, its text only with <paramref name="bodies"/>.</summary>
    /// <exception cref="StartFailedException">The samples cannot be read.</exception>
    public static async Task<StandInHost> StartAsync(
        string folder, string samples, int? employees, CancellationToken cancellationToken, TimeProvider? time = null, bool bodies = true, int seed = 1)
    {
        var company = Company.Load(Path.Combine(samples, "company", "people.json"), employees, seed);
        var mailbox = Mailbox.Open(folder, bodies);
        var portFile = Path.Combine(folder, "port");
        try
        {
            StandInHost host;
            try
            {
                // The same address as last time, as feeds with relative links give other addresses under another one.
                host = await ListenAsync(LastPort(portFile), samples, company, mailbox, time ?? TimeProvider.System, cancellationToken);
            }
            catch (IOException e) when (e.InnerException is AddressInUseException)
            {
                host = await ListenAsync(0, samples, company, mailbox, time ?? TimeProvider.System, cancellationToken);
            }

            await File.WriteAllTextAsync(portFile, host.Address.Port.ToString(CultureInfo.InvariantCulture), cancellationToken);
            return host;
        }
        catch
        {
            mailbox.Dispose();
            throw;
        }
    }

    /// <summary>Shows the mailbox in another host as well.</summary>
    public void MapMailbox(IEndpointRouteBuilder endpoints) => endpoints.MapMailbox(Mailbox, Company);

    public async ValueTask DisposeAsync()
    {
        await _smtp.DisposeAsync();
        await _app.DisposeAsync();
        Webhook.Dispose();
        Mailbox.Dispose();
    }

    private static int LastPort(string file) =>
        File.Exists(file) && int.TryParse(File.ReadAllText(file), CultureInfo.InvariantCulture, out var port) && port is > 0 and <= IPEndPoint.MaxPort ? port : 0;

    private static async Task<StandInHost> ListenAsync(int port, string samples, Company company, Mailbox mailbox, TimeProvider time, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.Sources.Clear();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        builder.Services.AddSingleton(time);
        builder.Services.ConfigureHttpJsonOptions(options => NudgesJson.Configure(options.SerializerOptions));
        var app = builder.Build();
        var faults = new Faults();
        var webhook = new SendGridWebhook(time);
        var apps = new TeamsApps();
        var units = new ResourceUnits(company.Places, time);
        var groups = new GraphGroups(GraphStore.Read(Path.Combine(samples, "company", "groups.json")), company);
        app.MapGraphStandIn(new GraphPeopleReads(company, groups, units, faults, time), GraphStore.Load(Path.Combine(samples, "content")), new GraphTeamwork(company, apps, mailbox, faults, time), faults);
        app.MapPeopleChanges(company);
        app.MapSendGridStandIn(company, mailbox, webhook, faults, time);
        app.MapEvents(webhook, time);
        app.MapBotConnectorStandIn(company, apps, mailbox, faults, time);
        app.MapWorkflowsStandIn(mailbox, faults, time);
        app.MapTeamsApp(apps);
        app.MapContentStandIn(Path.Combine(samples, "content"), faults);
        app.MapGroup("/mailbox").MapMailbox(mailbox, company);
        app.MapFaults(faults);
        try
        {
            await app.StartAsync(cancellationToken);
            var smtp = await SmtpStandIn.StartAsync(company, mailbox, faults, time, cancellationToken);
            return new StandInHost(app, smtp, company, mailbox, webhook, apps, faults, units);
        }
        catch
        {
            await app.DisposeAsync();
            webhook.Dispose();
            throw;
        }
    }
}
