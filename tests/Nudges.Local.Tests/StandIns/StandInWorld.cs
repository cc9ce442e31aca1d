using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Nudges.Content;
using Nudges.Integrations.Graph;
using Nudges.Integrations.SendGrid;
using Nudges.Integrations.Smtp;
using Nudges.Integrations.Sources;
using Nudges.Integrations.Teams;
using Nudges.Integrations.Web;
using Nudges.Local.StandIns;

namespace Nudges.Local.Tests.StandIns;

/// <summary>The stand-ins on a loopback port over folders of their own, and the integrations set up to use them.</summary>
internal sealed class StandInWorld : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("nudges-stand-ins-");
    private readonly List<IAsyncDisposable> _services = [];
    private StandInHost? _host;

    public StandInHost Host => _host!;

    public WaitlessTime Time { get; } = new();

    /// <summary>What the clock of the stand-ins says: theirs, and moved on by hand.</summary>
    public FakeTimeProvider StandInTime { get; } = new(TimeProvider.System.GetUtcNow());

    public HttpClient Http { get; } = new();

    /// <summary>Settings of all integrations that are otherwise in this world.</summary>
    public Dictionary<string, string?> Settings { get; } = [];

    /// <param name="people">The directory's users as JSON; the samples where null.</param>
    /// <param name="content">The files of content instead of the samples', by name.</param>
    public static Task<StandInWorld> StartAsync(string? people = null, params (string Name, string Text)[] content) => StartAsync(people, employees: null, content);

    /// <param name="people">The directory's users as JSON; the samples where null.</param>
    /// <param name="employees">How many people the company has; those of the file where null.</param>
    /// <param name="content">The files of content instead of the samples', by name; "../company/groups.json" for the groups.</param>
    public static async Task<StandInWorld> StartAsync(string? people, int? employees, params (string Name, string Text)[] content)
    {
        var world = new StandInWorld();
        var samples = Path.Combine(Repository.Root, "samples");
        if (people is not null || content.Length > 0)
        {
            samples = world._folder.CreateSubdirectory("samples").FullName;
            Directory.CreateDirectory(Path.Combine(samples, "company"));
            await File.WriteAllTextAsync(Path.Combine(samples, "company", "people.json"), people ?? "[]");
            Directory.CreateDirectory(Path.Combine(samples, "content"));
            foreach (var (name, text) in content)
            {
                await File.WriteAllTextAsync(Path.Combine(samples, "content", name), text);
            }
        }

        world._host = await StandInHost.StartAsync(Path.Combine(world._folder.FullName, "data"), samples, employees, CancellationToken.None, world.StandInTime);
        world.Http.BaseAddress = world.Host.Address;
        return world;
    }

    /// <summary>The integrations as a host sets them up, with some settings otherwise.</summary>
    public IServiceProvider Integrations(Action<Dictionary<string, string?>>? change = null, Action<IServiceCollection>? add = null)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Graph:BaseAddress"] = new Uri(Host.Address, "v1.0").AbsoluteUri,
            ["Graph:Anonymous"] = "true",
            ["SendGrid:BaseAddress"] = Host.Address.AbsoluteUri,
            ["SendGrid:ApiKey"] = "stand-in",
            ["SendGrid:From"] = "learning@larkwheel.example",
            ["Smtp:Enabled"] = "true",
            ["Smtp:Address"] = Host.SmtpAddress.AbsoluteUri,
            ["Smtp:From"] = "learning@larkwheel.example",
            ["Teams:ServiceAddress"] = Host.Address.AbsoluteUri,
            ["Teams:Anonymous"] = "true",
            ["Teams:BotId"] = "11111111-2222-3333-4444-555555555555",
            ["Teams:TenantId"] = "66666666-7777-8888-9999-000000000000",
            ["Teams:RequestsPerSecond"] = "1000",
            ["Feeds:AllowPrivateAddresses"] = "true",
        };
        foreach (var (name, value) in Settings)
        {
            settings[name] = value;
        }

        change?.Invoke(settings);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(Time)
            .AddSingleton<IConfiguration>(configuration)
            .AddSingleton<WebFetcher>()
            .AddSingleton<GraphContent>()
            .AddSingleton(new ItemCleaner(SkillList.Empty))
            .AddSingleton<FoundItems>()
            .AddGraph(configuration)
            .AddSendGrid(configuration)
            .AddSmtp(configuration)
            .AddTeams(configuration)
            .AddSingleton<EmailChannel>()
            .AddSingleton<SmtpChannel>()
            .AddSingleton<TeamsChannel>();
        add?.Invoke(services);
        var provider = services.BuildServiceProvider();
        _services.Add(provider);
        return provider;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var services in _services)
        {
            await services.DisposeAsync();
        }

        Http.Dispose();
        await Host.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
