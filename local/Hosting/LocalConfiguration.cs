using System.Security.Cryptography;
using System.Text.Json;
using Nudges.Delivery;
using Nudges.Integrations.Graph;
using Nudges.Integrations.SendGrid;
using Nudges.Integrations.Skills;
using Nudges.Integrations.Smtp;
using Nudges.Integrations.Teams;
using Nudges.Integrations.Web;
using Nudges.Local.StandIns;
using Nudges.Orchestrations;

namespace Nudges.Local.Hosting;

/// <summary>
/// The laptop host's settings: local.settings.json (the file that the Functions app reads too) and the environment. What
/// they leave out points at Azurite, at the stand-ins and at the samples.
/// </summary>
internal static class LocalConfiguration
{
    /// <summary>The setting that names storage, as in Azure Functions; with values below it for an identity.</summary>
    public const string Storage = "AzureWebJobsStorage";

    private const string SettingsFile = "local.settings.json";

    /// <summary>What the user has set.</summary>
    /// <exception cref="StartFailedException">local.settings.json cannot be read.</exception>
    public static IConfigurationRoot Read()
    {
        var path = Path.Combine(Repository.Root, SettingsFile);
        var builder = new ConfigurationBuilder();
        if (File.Exists(path))
        {
            builder.AddInMemoryCollection(ReadValues(path));
        }

        return builder.AddEnvironmentVariables().Build();
    }

    /// <summary>Settings that make each service the user has said nothing about its stand-in. The user's own settings come over them.</summary>
    /// <param name="user">What the user has set.</param>
    /// <param name="options">Where the site is.</param>
    /// <param name="linkKey">The key for links.</param>
    /// <param name="standIns">Where the stand-ins answer.</param>
    /// <param name="mailServer">Where the mail server answers.</param>
    /// <param name="eventKey">The key of the stand-in's events; null where it tells none.</param>
    /// <param name="storage">Azurite's connection string; null where the user has named storage.</param>
    public static Dictionary<string, string?> Defaults(IConfiguration user, LocalOptions options, string linkKey, Uri standIns, Uri mailServer, string? eventKey, string? storage)
    {
        var defaults = new Dictionary<string, string?>
        {
            [$"{NudgeOptions.Section}:{nameof(NudgeOptions.SiteAddress)}"] = options.SiteAddress.AbsoluteUri,
            [$"{NudgeOptions.Section}:{nameof(NudgeOptions.LinkKey)}"] = linkKey,
            // Whoever tries it out wants to see it at once.
            [$"{NudgeOptions.Section}:{nameof(NudgeOptions.Timing)}:{nameof(TimingOptions.Mode)}"] = nameof(TimingMode.AtOnce),
        };
        if (storage is not null)
        {
            defaults[Storage] = storage;
        }

        UseStandIn(GraphOptions.Section, (nameof(GraphOptions.BaseAddress), new Uri(standIns, "v1.0").AbsoluteUri), (nameof(GraphOptions.Anonymous), "true"));
        UseStandIn(
            SendGridOptions.Section,
            (nameof(SendGridOptions.BaseAddress), standIns.AbsoluteUri), (nameof(SendGridOptions.ApiKey), "stand-in"), (nameof(SendGridOptions.From), "nudges@larkwheel.example"),
            (nameof(SendGridOptions.EventKeys), eventKey ?? ""));
        // With a server that the user names as well: who names one wants to see it used. A rate alone is tried with the stand-in.
        defaults[$"{SmtpOptions.Section}:{nameof(SmtpOptions.Enabled)}"] = "true";
        if (user[$"{SmtpOptions.Section}:{nameof(SmtpOptions.Address)}"] is null)
        {
            defaults[$"{SmtpOptions.Section}:{nameof(SmtpOptions.Address)}"] = mailServer.AbsoluteUri;
            defaults[$"{SmtpOptions.Section}:{nameof(SmtpOptions.From)}"] = "nudges@larkwheel.example";
        }

        UseStandIn(
            TeamsOptions.Section,
            (nameof(TeamsOptions.ServiceAddress), standIns.AbsoluteUri), (nameof(TeamsOptions.Anonymous), "true"),
            (nameof(TeamsOptions.BotId), "stand-in"), (nameof(TeamsOptions.TenantId), "stand-in"),
            (nameof(TeamsOptions.AppId), TeamsApps.AppId), (nameof(TeamsOptions.ActivityFeed), "true"),
            ($"{nameof(TeamsOptions.Workflows)}:everyone", new Uri(standIns, "workflows/everyone?sig=stand-in").AbsoluteUri));
        if (Path.Combine(options.Samples, "skills.json") is var skills && File.Exists(skills))
        {
            UseStandIn(ContentOptions.Section, (nameof(ContentOptions.SkillsFile), Path.GetFullPath(skills)));
        }

        if (!user.GetSection($"{NudgeOptions.Section}:{nameof(NudgeOptions.Sources)}").Exists())
        {
            foreach (var (number, source) in SampleSources(options.Samples, new Uri(standIns, "content")).Index())
            {
                foreach (var (name, value) in source)
                {
                    defaults[$"{NudgeOptions.Section}:{nameof(NudgeOptions.Sources)}:{number}:{name}"] = value;
                }
            }

            // The samples' pages are made up.
            defaults[$"{NudgeOptions.Section}:{nameof(NudgeOptions.CheckLinks)}"] = "false";
            defaults[$"{WebOptions.Section}:{nameof(WebOptions.AllowPrivateAddresses)}"] = "true";
        }

        return defaults;

        // Anything the user sets in a section makes the service the real one.
        void UseStandIn(string section, params (string Name, string Value)[] values)
        {
            if (!user.GetSection(section).Exists())
            {
                foreach (var (name, value) in values)
                {
                    defaults[$"{section}:{name}"] = value;
                }
            }
        }
    }

    /// <summary>The samples' sources.json, a set of settings for each source.</summary>
    private static IEnumerable<Dictionary<string, string?>> SampleSources(string samples, Uri content)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(samples, "sources.json")));
        foreach (var source in document.RootElement.EnumerateArray())
        {
            var settings = new Dictionary<string, string?>();
            foreach (var property in source.EnumerateObject())
            {
                if (property.Value.ValueKind == JsonValueKind.Array)
                {
                    foreach (var (number, value) in property.Value.EnumerateArray().Index())
                    {
                        settings[$"{property.Name}:{number}"] = value.GetString();
                    }
                }
                else
                {
                    settings[property.Name] = property.Value.GetString()!.Replace("{content}", content.AbsoluteUri, StringComparison.Ordinal);
                }
            }

            yield return settings;
        }
    }

    private static Dictionary<string, string?> ReadValues(string path)
    {
        try
        {
            var values = Values(path);
            var known = Values(Path.Combine(Repository.Root, "local.settings.sample.json")).Keys.Select(Section).ToHashSet(StringComparer.OrdinalIgnoreCase);
            return values.Keys.FirstOrDefault(name => !known.Contains(Section(name)) && !name.StartsWith("AzureWebJobs", StringComparison.OrdinalIgnoreCase)) is { } unknown
                ? throw new StartFailedException($"There is no setting {unknown}, which {SettingsFile} has. Correct its name; docs/settings.md lists them all.")
                : values;
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new StartFailedException($"{SettingsFile} cannot be read: {(failure is JsonException ? failure.Message : "\"Values\" is missing.")} It is an object with an object \"Values\" of strings, as in local.settings.sample.json.");
        }
    }

    private static Dictionary<string, string?> Values(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(path), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var value in document.RootElement.GetProperty("Values").EnumerateObject())
        {
            if (value.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
            {
                throw new StartFailedException($"{SettingsFile} has an object or a list for {value.Name}. Give each setting a line of its own, as Nudges__Channels.");
            }

            if (!values.TryAdd(value.Name.Replace("__", ":", StringComparison.Ordinal), value.Value.ToString()))
            {
                throw new StartFailedException($"{SettingsFile} has {value.Name} twice. Keep one.");
            }
        }

        return values;
    }

    private static string Section(string name) => name.Split(':')[0];

    /// <summary>The key that signs links: made once for the folder, so that links in earlier mail keep working.</summary>
    public static string LinkKey(DataFolder folder)
    {
        if (!File.Exists(folder.LinkKey))
        {
            File.WriteAllText(folder.LinkKey, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        }

        return File.ReadAllText(folder.LinkKey);
    }
}
