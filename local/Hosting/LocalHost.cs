using System.Net;
using System.Text.RegularExpressions;
using Cronos;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Nudges.Api;
using Nudges.Integrations;
using Nudges.Integrations.Storage;
using Nudges.Local.Azurite;
using Nudges.Local.Delivery;
using Nudges.Local.Engine;
using Nudges.Local.SignIn;
using Nudges.Local.StandIns;
using Nudges.Orchestrations;
using Nudges.Orchestrations.Durable;
using Nudges.Orchestrations.Privacy;
using Spectre.Console;

namespace Nudges.Local.Hosting;

/// <summary>The whole product in one process: Azurite beside it, the stand-ins, the engine, the senders and the site.</summary>
internal sealed partial class LocalHost : IAsyncDisposable
{
    private const string AzuriteEnded = "Azurite, which keeps the data, has ended. Nothing is lost: start again, and the run goes on where it was.";

    /// <summary>Longer than any provider's time limit but SendGrid's for a very large request.</summary>
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(40);

    private readonly Stack<IAsyncDisposable> _parts = new();
    private WebApplication? _app;
    private bool _started;

    private LocalHost(LocalOptions options) => Site = options.SiteAddress;

    /// <summary>Where people find the site.</summary>
    public Uri Site { get; }

    /// <summary>Where this process really listens.</summary>
    public Uri Address => new(_app!.Urls.Single());

    public StandInHost StandIns { get; private set; } = null!;

    /// <summary>Null where the user has named other storage.</summary>
    public AzuriteProcess? Azurite { get; private set; }

    public IServiceProvider Services => _app!.Services;

    /// <summary>Starts everything; ready when this returns.</summary>
    /// <exception cref="StartFailedException">Something is missing, taken or set wrongly. Nothing is left running.</exception>
    public static async Task<LocalHost> StartAsync(LocalOptions options, IAnsiConsole console, CancellationToken cancellationToken)
    {
        var host = new LocalHost(options);
        try
        {
            await host.StartPartsAsync(options, console, cancellationToken);
            return host;
        }
        catch (Exception failure)
        {
            var azuriteEnded = host.Azurite is { HasExited: true };
            await host.DisposeAsync();
            throw azuriteEnded ? new StartFailedException(AzuriteEnded) : Explain(failure, options) ?? failure;
        }
    }

    /// <summary>The result of the work, or the fault that ended the host under it.</summary>
    /// <exception cref="StartFailedException">The storage ended, or the engine could not go on.</exception>
    public async Task<T> OrFaultAsync<T>(Task<T> work)
    {
        await OrFaultAsync((Task)work);
        return await work;
    }

    /// <inheritdoc cref="OrFaultAsync{T}(Task{T})"/>
    public async Task OrFaultAsync(Task work)
    {
        var fault = FaultAsync();
        if (await Task.WhenAny(work, fault) == fault || work.IsFaulted && fault.IsCompleted)
        {
            throw new StartFailedException(await fault);
        }

        await work;
    }

    /// <summary>Completes when the site has stopped serving.</summary>
    public Task StoppedAsync(CancellationToken cancellationToken) => _app!.WaitForShutdownAsync(cancellationToken);

    /// <summary>
    /// Lets what is being sent finish and be recorded, then ends everything, Azurite last. Without storage there is nothing
    /// to wait for.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (_started && Azurite is not { HasExited: true })
        {
            using var limit = new CancellationTokenSource(StopLimit);
            try
            {
                await _app!.StopAsync(limit.Token);
            }
            catch (OperationCanceledException) when (limit.IsCancellationRequested)
            {
            }
        }

        while (_parts.TryPop(out var part))
        {
            await part.DisposeAsync();
        }
    }

    private async Task StartPartsAsync(LocalOptions options, IAnsiConsole console, CancellationToken cancellationToken)
    {
        var user = LocalConfiguration.Read();
        var ownStorage = !user.GetSection(LocalConfiguration.Storage).Exists();
        if (options.Fresh && !ownStorage)
        {
            throw new StartFailedException($"--fresh forgets only what {options.Folder} keeps, but {LocalConfiguration.Storage} names other storage. Empty that yourself, or unset it.");
        }

        var folder = DataFolder.Open(options.Folder, options.Fresh);
        _parts.Push(folder);
        if (folder.NoteCompany(options) is { } others)
        {
            console.MarkupLineInterpolated($"[yellow]{others}[/]");
        }

        string? storage = null;
        if (ownStorage)
        {
            console.MarkupLineInterpolated($"[grey]Starting Azurite, with its data under {folder.Path}[/]");
            Azurite = await AzuriteProcess.StartAsync(folder.Azurite, cancellationToken);
            _parts.Push(Azurite);
            storage = Azurite.ConnectionString;
        }

        StandIns = await StandInHost.StartAsync(folder.StandIns, options.Samples, options.Employees, cancellationToken, seed: options.Seed);
        _parts.Push(StandIns);
        _app = Build(options, user, LocalConfiguration.Defaults(user, options, LocalConfiguration.LinkKey(folder), StandIns.Address, StandIns.SmtpAddress, options.Events ? StandIns.Webhook.PublicKey : null, storage), StandIns);
        _parts.Push(_app);
        await _app.StartAsync(cancellationToken);
        StandIns.Webhook.Target = options.Events ? new Uri(Address, "api/events/sendgrid") : null;
        _started = true;
    }

    private static WebApplication Build(LocalOptions options, IConfiguration user, Dictionary<string, string?> defaults, StandInHost standIns)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(defaults).AddConfiguration(user);
        // What keeps the host from starting is said by Explain, in a sentence.
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.Extensions.Hosting", LogLevel.None)
            .AddSimpleConsole(console => console.SingleLine = true);
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, options.Once ? 0 : options.Port));
        builder.Services.AddHostFiltering(hosts => hosts.AllowedHosts = ["localhost", "127.0.0.1"]);

        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddIntegrations(builder.Configuration);
        builder.Services.AddNudgeOrchestrations(builder.Configuration);
        builder.Services.AddOptions<NudgeOptions>().Validate(
            settings => CronExpression.TryParse(settings.Schedule, CronFormat.IncludeSeconds, out _),
            "Nudges:Schedule is not a schedule: six fields as in '0 0 7 * * *', the second first, in UTC.");
        builder.Services.AddEmbeddedEngine(engine => engine.DefaultVersion = OrchestrationVersion.Current);
        builder.Services.AddQueuePump();
        builder.Services.AddSingleton<IPersonalRecords>(new MailboxRecords(standIns.Mailbox));
        if (!options.Once)
        {
            builder.Services.AddHostedService<DailyTimer>();
        }

        builder.Services.AddNudgesApi();
        builder.Services.AddAuthentication(DevSignIn.SchemeName).AddScheme<AuthenticationSchemeOptions, DevSignIn>(DevSignIn.SchemeName, null);

        var app = builder.Build();
        app.UseHostFiltering();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseSite();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapNudgesApi();
        standIns.MapMailbox(app.MapGroup("/mailbox-api").AllowAnonymous());
        app.MapSite();
        return app;
    }

    /// <summary>Completes, with a sentence for the person at the terminal, when the host cannot go on.</summary>
    private async Task<string> FaultAsync()
    {
        var engine = Services.GetRequiredService<EmbeddedEngine>().Completion;
        if (Azurite is null || await Task.WhenAny(engine, Azurite.Exited) == engine)
        {
            try
            {
                await engine;
            }
            catch (Exception failure) when (Azurite is not { HasExited: true })
            {
                return $"The engine cannot go on: {failure.Message} Nothing is lost: start again, and the run goes on where it was.";
            }
            catch (StorageUnavailableException)
            {
            }

            await (Azurite?.Exited ?? Task.Delay(Timeout.Infinite));
        }

        return AzuriteEnded;
    }

    private static StartFailedException? Explain(Exception failure, LocalOptions options) => failure switch
    {
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } => new(
            $"Port {options.Port} is taken by another program. Stop it, or choose another port with --port."),
        OptionsValidationException settings => new($"A setting is wrong: {string.Join(' ', settings.Failures.Select(Sentence))} docs/settings.md explains each."),
        StorageUnavailableException storage => new(storage.Message),
        InvalidOperationException unknown when UnknownSetting().Match(unknown.Message) is { Success: true } match => new(
            $"There is no setting {FullName(match.Groups["name"].Value)}. Correct its name; docs/settings.md lists them all."),
        InvalidOperationException malformed when malformed.Message.StartsWith("Failed to convert configuration value", StringComparison.Ordinal) => new(
            $"A setting is malformed: {malformed.Message} docs/settings.md explains each."),
        System.ComponentModel.DataAnnotations.ValidationException range => new($"A setting is wrong: {range.Message} docs/settings.md explains each."),
        InvalidOperationException twice when twice.Message.StartsWith("Two ", StringComparison.Ordinal) => new(twice.Message),
        _ => null,
    };

    // Validation by attributes says "DataAnnotation validation failed for '…' members: '…' with the error: 'the sentence'."
    private static string Sentence(string failure) =>
        failure.IndexOf(WithTheError, StringComparison.Ordinal) is var start and > 0
            ? failure[(start + WithTheError.Length)..].TrimEnd('.').TrimEnd('\'')
            : failure;

    private const string WithTheError = "with the error: '";

    // The binder says only the last part of a name it does not know.
    private static string FullName(string name) =>
        LocalConfiguration.Read().AsEnumerable().Select(setting => setting.Key)
            .FirstOrDefault(key => key.EndsWith($":{name}", StringComparison.OrdinalIgnoreCase)) ?? name;

    [GeneratedRegex("^'ErrorOnUnknownConfiguration' was set .*: '(?<name>[^']+)'")]
    private static partial Regex UnknownSetting();
}
